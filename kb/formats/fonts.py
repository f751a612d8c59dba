"""Fonts with Chinese characters: found in the usual folders or named by a setting, and asked what they cover."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ingest import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Face", "Faces", "find_faces"]

SETTING = "KB_FONT"
"""Environment variable with font files, parted as PATH is; they come before what the folders hold."""

_PROBE = "的一是罚款条制度员工第章"
# Sans before serif, complete before small; parts of file names, lower case and without spaces.
_PREFERRED = """
notosanscjk-regular notosanscjksc-regular notosanssc sourcehansans msyh. deng. simhei pingfang hiraginosansgb stheiti
wqy-microhei wqy-zenhei droidsansfallback harmonyos_sans_sc misans alibabapuhuiti
notoserifcjk-regular notoserifsc sourcehanserif simsun songti arialuni
""".split()
_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
_RESTRICTED = 0x0002
"""OS/2 fsType: the maker does not allow the font to be embedded."""
_MOST_FILES = 2000


@dataclass(frozen=True)
class Face:
    """One face of a font file.  ``number``: its place in a collection.  ``widths``: code point -> share of the em."""

    path: Path
    number: int
    name: str
    covered: frozenset[int] = field(repr=False)
    variations: tuple[tuple[str, float], ...] = ()
    _font: Any = field(repr=False, default=None, compare=False)
    _stream: BinaryIO | None = field(repr=False, default=None, compare=False)

    def widths(self, characters: set[int]) -> dict[int, float]:
        """Give the widths of those of ``characters`` that it has."""
        cmap, metrics = self._font.getBestCmap(), self._font["hmtx"]
        em = self._font["head"].unitsPerEm
        return {code: metrics[cmap[code]][0] / em for code in characters & self.covered}

    def close(self) -> None:
        """Give the file back; what it covers is still known."""
        if self._stream is not None:
            self._stream.close()


@dataclass(frozen=True)
class Faces:
    """The faces that together show a text.  ``face_of``: code point -> index; ``missing`` has none that shows it."""

    faces: tuple[Face, ...]
    face_of: Mapping[int, int]
    widths: Mapping[int, float]
    missing: tuple[str, ...]


def find_faces(text: str, wanted: Sequence[Path] = ()) -> Faces:
    """Find as few faces as show every character of ``text``, the preferred ones first.

    Raises ``ConfigurationError`` with the remedy where no font with Chinese characters is found.
    """
    needed = {ord(character) for character in text if not character.isspace()} | {0x20, 0x3013}
    faces: list[Face] = []
    face_of: dict[int, int] = {}
    widths: dict[int, float] = {}
    named = [*wanted, *_from_setting()]
    for face in _candidates(named):
        missing = needed - face_of.keys()
        fits = bool(faces) or face.covered.issuperset(map(ord, _PROBE))
        fresh = face.widths(missing) if fits else {}
        face.close()
        if fresh:
            face_of |= dict.fromkeys(fresh, len(faces))
            widths |= fresh
            faces.append(face)
        if fits and len(fresh) == len(missing):
            break
    if not faces:
        raise ConfigurationError(
            "没有找到中文字体,PDF 里的汉字会是空白",
            remedy="请安装一种中文字体(如 Noto Sans CJK、文泉驿微米黑),"
            f"或用环境变量 {SETTING} 指定字体文件;也可以改为输出 .docx 或 .html",
        )
    missing = needed - face_of.keys() - {0x3013}
    return Faces(tuple(faces), face_of, widths, tuple(sorted(map(chr, missing))))


def _from_setting() -> list[Path]:
    paths = [Path(name) for name in os.environ.get(SETTING, "").split(os.pathsep) if name]
    for path in paths:
        if not path.is_file():
            raise ConfigurationError(f"{SETTING} 指定的字体文件不存在", place=str(path), remedy="请改正路径")
    return paths


def _candidates(named: Sequence[Path]) -> Iterator[Face]:
    for path in named:
        face = _opened(path, trusted=True)
        if face is None:
            raise ConfigurationError("字体文件读不出", place=str(path), remedy="请换一个 .ttf、.otf 或 .ttc 字体文件")
        yield face
    found = sorted(_files(), key=lambda path: (_rank(path), path.name, str(path)))
    for path in found[:_MOST_FILES]:
        face = _opened(path)
        if face is not None:
            yield face


def _rank(path: Path) -> int:
    name = path.name.lower().replace(" ", "")
    return next((rank for rank, part in enumerate(_PREFERRED) if part in name), len(_PREFERRED))


def _files() -> Iterator[Path]:
    for folder in _folders():
        for root, _, names in os.walk(folder):
            for name in names:
                if name.lower().endswith(_ENDINGS):
                    yield Path(root) / name


def _folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local"))
        return [
            Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
            Path(local) / "Microsoft" / "Windows" / "Fonts",
        ]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
    data = os.environ.get("XDG_DATA_HOME", str(home / ".local" / "share"))
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path(data) / "fonts", home / ".fonts"]


def _opened(path: Path, *, trusted: bool = False) -> Face | None:
    """Open a font file; None where it cannot be read, may not be embedded, or has no map of characters."""
    from fontTools.ttLib import TTLibError

    try:
        stream = path.open("rb")
    except OSError:
        return None
    face = None
    try:
        face = _read(path, stream, trusted=trusted)
    except (TTLibError, OSError, KeyError, ValueError, AssertionError, AttributeError, IndexError, struct.error):
        face = None
    finally:
        if face is None:
            stream.close()
    return face


def _read(path: Path, stream: BinaryIO, *, trusted: bool) -> Face | None:
    from fontTools.ttLib import TTCollection, TTFont

    number = 0
    if path.suffix.lower() in {".ttc", ".otc"}:
        names = [font["name"].getDebugName(1) or "" for font in TTCollection(stream, lazy=True).fonts]
        number = next((at for at, name in enumerate(names) if "SC" in name.split() or name.endswith("GB")), 0)
        stream.seek(0)
    font = TTFont(stream, fontNumber=number, lazy=True)
    covered = frozenset(font.getBestCmap() or ())
    if not covered or (not trusted and "OS/2" in font and font["OS/2"].fsType & 0x000F == _RESTRICTED):
        return None
    axes = {axis.axisTag: (axis.minValue, axis.maxValue) for axis in font["fvar"].axes} if "fvar" in font else {}
    # A variable font's default may be its thinnest; 400 is regular.
    weight = (("wght", min(max(400.0, axes["wght"][0]), axes["wght"][1])),) if "wght" in axes else ()
    return Face(path, number, font["name"].getDebugName(4) or path.stem, covered, weight, font, stream)
