"""What a file is that ends in .docx and is none: named, with the way out."""

from __future__ import annotations

from collections.abc import Collection
from typing import NoReturn

from ..errors import EncryptedFile, UnreadableFile, UnsupportedFormat

__all__ = ["refuse_foreign", "refuse_other_package"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "请用 Word 或 WPS 打开,另存为 .docx 后重试"
_OLD_WORD = "请用 Word 或 WPS 另存为 .docx,或安装 LibreOffice 后重试"


def refuse_foreign(data: bytes, *, name: str) -> NoReturn:
    """Raise the error that fits ``data``, which is no zip archive."""
    if not data.strip(b"\0 \r\n\t"):
        raise UnreadableFile("文件是空的", place=name, remedy="请重新获取文件")
    if data.startswith(_OLE):
        _refuse_ole(data, name)
    start = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"{\\rtf"):
        raise UnsupportedFormat("文件其实是 RTF 格式", place=name, remedy=_OLD_WORD)
    if start.startswith(b"%PDF"):
        raise UnsupportedFormat("文件其实是 PDF", place=name, remedy="请把扩展名改为 .pdf 后重试")
    if start.startswith(b"<?xml") and (b"schemas.microsoft.com/office" in start or b"pkg:package" in start):
        raise UnsupportedFormat("文件其实是 Word 的单文件 XML 格式", place=name, remedy=_SAVE_AS)
    if start[:1] == b"<" or b"MIME-Version" in start:
        raise UnsupportedFormat("文件其实是网页", place=name, remedy=_SAVE_AS)
    raise UnreadableFile("文件不是 Word 文档(.docx),内容无法识别", place=name, remedy=_SAVE_AS)


def _refuse_ole(data: bytes, name: str) -> NoReturn:
    """An OLE container: its directory names what it holds, in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise EncryptedFile(
            "文档设有打开密码", place=name, remedy="请在 Word 中打开,取消密码(文件→信息→保护文档)并另存后重试"
        )
    if "WordDocument".encode("utf-16-le") in data:
        raise UnsupportedFormat("文件是旧版 Word 格式(.doc)", place=name, remedy=_OLD_WORD)
    raise UnsupportedFormat("文件是旧版 Office 格式,不是 .docx", place=name, remedy=_OLD_WORD)


def refuse_other_package(entries: Collection[str], *, name: str) -> None:
    """Raise where a zip without a Word body is recognisably something else; return otherwise."""
    kinds = {
        "xl/workbook.xml": "Excel 工作簿",
        "ppt/presentation.xml": "PowerPoint 演示文稿",
        "content.xml": "OpenDocument 文档",
        "meta-inf/container.xml": "EPUB 电子书",
    }
    for entry, kind in kinds.items():
        if entry in entries:
            raise UnsupportedFormat(f"文件其实是 {kind}", place=name, remedy=_SAVE_AS)
    if "[content_types].xml" not in entries:
        raise UnreadableFile("文件是普通压缩包,不是 Word 文档", place=name, remedy="请解压后重试")
