"""Files that people keep: written whole or not at all, and with the same bytes for the same content."""

from __future__ import annotations

import errno
import io
import os
import secrets
import zipfile
from pathlib import Path

from ingest import ConfigurationError

__all__ = ["repacked", "write_file"]

_EPOCH = (1980, 1, 1, 0, 0, 0)
_REASONS = {
    errno.ENOENT: ("文件夹不存在", "请先建好文件夹,或换一个位置"),
    errno.ENOTDIR: ("路径中有一段是文件,不是文件夹", "请换一个位置"),
    errno.EISDIR: ("这是文件夹", "请写明文件名"),
    errno.EACCES: ("没有写入权限,或文件是只读的", "请检查写入权限,或换一个位置"),
    errno.EPERM: ("没有写入权限", "请检查写入权限,或换一个位置"),
    errno.EROFS: ("磁盘是只读的", "请换一个位置"),
    errno.ENOSPC: ("磁盘已满", "请腾出空间再试"),
    errno.EDQUOT: ("磁盘配额已用完", "请腾出空间再试"),
    errno.EFBIG: ("文件超过了允许的大小", "请换一个位置"),
    errno.ENAMETOOLONG: ("文件名太长", "请换一个短一些的名字"),
    errno.EBUSY: ("文件正被占用", "请关闭正打开此文件的程序"),
}
"""What went wrong, and the remedy, in the words of whoever reads it."""


def write_file(path: Path, content: bytes) -> None:
    """Write beside ``path``, bring that to the disk, and put it in the place of ``path`` in one step.

    Raises ``ConfigurationError`` with place and remedy; then the old file is as it was, and nothing is left over.
    """
    aside = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}.new")
    try:
        if path.exists() and not path.stat().st_mode & 0o222:
            raise PermissionError(
                errno.EACCES, "文件是只读的"
            )  # replacing it would work, and is not what read-only means
        with aside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            aside.chmod(path.stat().st_mode & 0o7777)
        aside.replace(path)
    except OSError as error:
        what, remedy = _REASONS.get(error.errno or 0, (error.strerror or str(error), "请检查磁盘空间和写入权限"))
        kept = ";原有文件没有改动" if path.is_file() else ""
        raise ConfigurationError(f"写不进去({what})", place=str(path), remedy=remedy + kept) from error
    finally:
        aside.unlink(missing_ok=True)


def repacked(package: bytes) -> bytes:
    """Give a zip package (docx, xlsx) with its times fixed, so that equal content gives equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return out.getvalue()
