"""The package: a zip of XML parts, opened with its guards up.

Only the parts that hold words are read.  Each is bounded in size and ratio before it is unpacked, entity
declarations are refused, nothing is fetched, and every failure is an ``IngestError`` that says what to do.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from ..errors import EncryptedFile, HostileFile, IngestError, UnreadableFile
from .foreign import refuse_foreign, refuse_other_package
from .names import REL, to_transitional

__all__ = ["Package", "open_package"]

_LARGEST_PART = 64 * 2**20
"""Bytes of one part: a policy of 5,000 pages stays below 50 MB."""
_LARGEST_TOTAL = 256 * 2**20
_RATIO_APPLIES_FROM = 8 * 2**20
_LARGEST_RATIO = 250
"""Repetitive real parts reach 100; a bomb has 1,000."""
_MOST_ENTRIES = 20_000
_PRIVATE_USE = re.compile(rb"\xef[\x80-\x83]")
"""U+F000..U+F0FF in UTF-8."""
_ENCRYPTED_ENTRY = 0x1

_REMEDY = "请用 Word 或 WPS 打开原文件,另存为 .docx 后重试"
_DEFAULT_MAIN = "word/document.xml"


@dataclass(slots=True)
class Package:
    """An open docx: its entries by lower-case name, its main part and that part's relationships.

    ``targets`` maps the last word of a relationship type (``styles``, ``header`` …) to part names;
    ``by_id`` maps a relationship id of the main part to a part name.  ``private_use``: a part that was read has
    characters of symbol fonts.
    """

    name: str
    main: str
    _zip: zipfile.ZipFile
    _entries: dict[str, zipfile.ZipInfo]
    _unpacked: int = 0
    targets: dict[str, list[str]] = field(default_factory=dict)
    by_id: dict[str, str] = field(default_factory=dict)
    private_use: bool = False

    def has(self, part: str) -> bool:
        """Say whether the package holds ``part``."""
        return part.lower() in self._entries

    def xml(self, part: str) -> etree._Element:
        """Give the root of a part; its namespaces are the transitional ones."""
        data = self._bytes_of(part)
        self.private_use = self.private_use or _PRIVATE_USE.search(data) is not None
        root = _parsed(data, part, self.name)
        to_transitional(root)
        return root

    def _bytes_of(self, part: str) -> bytes:
        """Give a part's bytes, within the limits."""
        info = self._entries.get(part.lower())
        if info is None:
            raise UnreadableFile(f"文件不完整,缺少部件 {part}", place=self.name, remedy=_REMEDY)
        if info.flag_bits & _ENCRYPTED_ENTRY:
            raise EncryptedFile("压缩包设有密码", place=self.name, remedy="请解除密码后重试")
        self._unpacked += info.file_size
        ratio = info.file_size / max(info.compress_size, 1)
        if (
            info.file_size > _LARGEST_PART
            or self._unpacked > _LARGEST_TOTAL
            or (info.file_size > _RATIO_APPLIES_FROM and ratio > _LARGEST_RATIO)
        ):
            raise HostileFile(
                f"部件 {part} 解压后过大({info.file_size // 2**20} MB,压缩比 {ratio:.0f})",
                place=self.name,
                remedy="疑似压缩炸弹,已拒绝读取;若文件可信,请用 Word 另存后重试",
            )
        try:
            return self._zip.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            raise UnreadableFile(f"部件 {part} 已损坏", place=self.name, remedy=_REMEDY) from error

    def related(self, part: str, kind: str, default: str | None = None) -> list[str]:
        """Give the parts that the main part names for ``kind``; ``default`` stands in where it names none."""
        named = self.targets.get(kind, [])
        if not named and default and self.has(posixpath.join(posixpath.dirname(part), default)):
            return [posixpath.join(posixpath.dirname(part), default)]
        return named


def open_package(data: bytes, *, name: str) -> Package:
    """Open ``data`` as a Word document; raises the ``IngestError`` that fits what it is instead."""
    if not data.startswith(b"PK"):
        refuse_foreign(data, name=name)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise UnreadableFile(
            "文件损坏或没有下载完整,不是完好的 .docx", place=name, remedy="请重新获取文件," + _REMEDY
        ) from error
    infos = archive.infolist()
    if len(infos) > _MOST_ENTRIES:
        raise HostileFile(f"压缩包有 {len(infos)} 个部件,超过上限", place=name, remedy=_REMEDY)
    entries = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in infos}
    package = Package(name, _DEFAULT_MAIN, archive, entries)
    if all(info.flag_bits & _ENCRYPTED_ENTRY for info in infos) and infos:
        raise EncryptedFile("压缩包设有密码", place=name, remedy="请解除密码后重试")
    package.main = _main_part(package)
    if not package.has(package.main):
        refuse_other_package(entries.keys(), name=name)
        raise UnreadableFile("文件不完整,缺少正文 word/document.xml", place=name, remedy=_REMEDY)
    for kind, identity, target in _relationships(package, package.main):
        package.targets.setdefault(kind, []).append(target)
        package.by_id[identity] = target
    return package


def _main_part(package: Package) -> str:
    for kind, _, target in _relationships(package, ""):
        if kind == "officeDocument" and not target.lower().startswith(("xl/", "ppt/")):
            return target
    return _DEFAULT_MAIN


def _relationships(package: Package, part: str) -> list[tuple[str, str, str]]:
    """Give (last word of the type, id, target part) of each internal relationship of ``part``."""
    folder, base = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", base + ".rels")
    if not package.has(rels):
        return []
    found = []
    for link in package.xml(rels).iter(REL + "Relationship"):
        if link.get("TargetMode") == "External":
            continue
        target = (link.get("Target") or "").replace("\\", "/")
        target = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        kind = (link.get("Type") or "").rpartition("/")[2]
        found.append((kind, link.get("Id") or "", posixpath.normpath(target)))
    return found


def _parsed(data: bytes, part: str, name: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _unparsable(data, part, name, error) from error
    except ValueError as error:
        raise UnreadableFile(f"部件 {part} 不是完好的 XML", place=name, remedy=_REMEDY) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _entities(part, name)
    return root


def _unparsable(data: bytes, part: str, name: str, error: etree.XMLSyntaxError) -> IngestError:
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        return _entities(part, name)
    if "depth" in str(error).lower():
        return HostileFile(f"部件 {part} 的嵌套层数超过上限", place=name, remedy=_REMEDY)
    if "huge" in str(error).lower():
        return HostileFile(f"部件 {part} 中有一段文字超过长度上限", place=name, remedy=_REMEDY)
    line = f"(第 {error.lineno} 行)" if error.lineno else ""
    return UnreadableFile(f"部件 {part} 不是完好的 XML{line}", place=name, remedy=_REMEDY)


def _entities(part: str, name: str) -> HostileFile:
    return HostileFile(
        f"部件 {part} 含有实体或文档类型声明,Word 文件不应有",
        place=name,
        remedy="已拒绝读取;若文件可信,请用 Word 另存为 .docx 后重试",
    )
