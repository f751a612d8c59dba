"""doc, wps, rtf and odt: converted to docx by LibreOffice where it is installed, and then read as that.

The conversion runs by itself, in a profile of its own that is thrown away, with a time limit, and without network.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path, PurePath

from ..document import Notice
from ..errors import EncryptedFile, HostileFile, UnreadableFile, UnsupportedFormat
from ..line import Reading
from . import docx, web

__all__ = ["converter", "read"]

_SECONDS = 60
_PROGRAMS = (
    "soffice",
    "libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_ADVICE = "请安装 LibreOffice 后重建,或用 Word 或 WPS 另存为 docx"
_ENCRYPTED = (b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00",)


def read(data: bytes, *, name: str) -> Reading:
    """Read an older office document.  Raises ``UnsupportedFormat`` where LibreOffice is missing.

    The notice ``converted`` says that the numbers are those of the conversion.
    """
    if data.startswith(b"PK\x03\x04") and PurePath(name).suffix.lower() != ".odt":
        return docx.read(data, name=name)  # a docx under an older ending
    if data[:512].lstrip().lower().startswith((b"<html", b"<!doctype html")):
        return web.read(data, name=name)  # what many systems export as .doc
    if any(mark in data[:65536] for mark in _ENCRYPTED):
        raise EncryptedFile("文件有密码,无法读取", place=name, remedy="请用密码打开后另存为无密码的 docx")
    ending = PurePath(name).suffix.lower() or ".doc"
    program = converter()
    if program is None:
        raise UnsupportedFormat(f"读取 {ending} 需要 LibreOffice", place=name, remedy=_ADVICE)
    reading = docx.read(_converted(data, ending, program, name), name=name)
    notice = Notice("converted", f"由 LibreOffice 从 {ending} 转换后读取,自动编号以转换结果为准,请抽查")
    return replace(reading, notices=(notice, *reading.notices))


def converter() -> str | None:
    """Give the path of LibreOffice, or None."""
    return next((found for program in _PROGRAMS if (found := shutil.which(program))), None)


def _converted(data: bytes, ending: str, program: str, name: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="policy-kb-") as folder:
        home = Path(folder)
        source = home / f"source{ending}"
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "docx",
            "--outdir",
            str(home / "out"),
            str(source),
        ]
        _run(command, name)
        result = home / "out" / "source.docx"
        if not result.is_file():
            raise UnreadableFile("LibreOffice 无法打开此文件,可能已损坏", place=name, remedy=_ADVICE.split(",或")[1])
        return result.read_bytes()


def _run(command: list[str], name: str) -> None:
    """Run the conversion; past the time limit it is ended with all that it started."""
    nowhere = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | nowhere,
            start_new_session=True,
        )
    except OSError as error:
        raise UnsupportedFormat(f"LibreOffice 无法启动({error.strerror})", place=name, remedy=_ADVICE) from None
    try:
        process.wait(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        raise HostileFile(f"LibreOffice 转换超过 {_SECONDS} 秒", place=name, remedy=_ADVICE.split(",或")[1]) from None
    finally:
        if process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.wait()
