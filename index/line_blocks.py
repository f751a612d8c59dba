"""Lines in small compressed blocks, each found by the place that it has in the plain text.

``NAME.z`` holds a sample of the lines, by which all blocks are compressed (Zstandard, RFC 8878, with a dictionary of
raw content), then the blocks, each of whole lines and with a checksum.  ``NAME.blocks`` holds where the blocks begin
and the last one ends, in the plain text and then in the file, as 64-bit numbers.  Unpacking the block of a line takes
some 7 microseconds; the file is about a quarter of its lines.  Formats 4 and 5 compressed by zlib, which takes three
times as long.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import local
from typing import Any

__all__ = ["LineBlocks", "LineWriter", "enough_of", "mapped", "names_of", "numbers_in"]


def names_of(stem: str) -> tuple[str, str]:
    """Give the names of the two files that hold the lines called ``stem``."""
    return f"{stem}.z", f"{stem}.blocks"


BLOCK = 3072
"""Bytes of lines after which a block ends: with two thirds of it the file is a twentieth larger, with four thirds a
thirtieth smaller and half as long in reading."""
SAMPLE = 65536
"""Most bytes of the sample: with half of it the file is an eighth larger."""
LEVEL = 12
"""Of Zstandard: the next that saves something takes three times as long."""
LEAST = 4096
"""Bytes of a sample that is kept when lines come to it: drawing another from so few takes no time."""
SAMPLED = 4 << 20
"""Bytes of lines that the sample is drawn from: the first ones, so that no more need be held."""
SHARE = 32
"""One of so many lines is drawn."""
_UNPACKED = 256
"""Blocks that are kept unpacked: about a megabyte."""


class LineWriter:
    """Packs lines into ``folder``; ``sample``: a text like them, else it is drawn from the first of them.

    Files that take over blocks from one another share one sample.
    """

    def __init__(self, folder: Path, stem: str, sample: bytes | None = None) -> None:
        packed, self._table = (folder / name for name in names_of(stem))
        self._stream = packed.open("wb")
        self._lines: list[bytes] = []
        self._held = 0
        self._plain = array("Q", [0])
        self._packed = array("Q")
        self.sample: bytes | None = None
        """What blocks are packed by; None while it is not drawn."""
        self._packer: Any = None
        if sample is not None:
            self._begin(sample)

    def _begin(self, sample: bytes) -> None:
        self.sample = sample[-SAMPLE:]
        self._packer = _packer(self.sample)
        self._stream.write(_packer().compress(self.sample))
        self._packed.append(self._stream.tell())

    def _draw(self) -> None:
        """Draw the sample from all over the lines that wait, one of ``SHARE`` where there are few, and pack them."""
        step = max(SHARE, self._held // SAMPLE)
        self._begin(b"".join(islice(self._lines, step // 2, None, step)))
        waiting, self._lines, self._held = self._lines, [], 0
        for line in waiting:
            self.add(line)

    def add(self, line: bytes) -> int:
        """Take a line, or several, with the end; give where that is in the plain text."""
        self._lines.append(line)
        self._held += len(line)
        end = self._plain[-1] + self._held
        if self.sample is None:
            if self._held >= SAMPLED:
                self._draw()
        elif self._held >= BLOCK:
            self._pack()
        return end

    def take(self, source: LineBlocks, begin: int, end: int) -> None:
        """Take over the lines of ``source``, which has the same sample, from ``begin`` to ``end``, both ends of lines.

        Whole blocks are copied as they are packed; what is cut from a block at either end is packed again.
        """
        while begin < end:
            first, last = source.whole_blocks(begin, end)
            if first < last:
                if self._lines:
                    self._pack()
                shift, moved = self._plain[-1] - source.plain[first], self._packed[-1] - source.packed[first]
                self._stream.write(source.raw(first, last))
                self._plain.extend(place + shift for place in source.plain[first + 1 : last + 1])
                self._packed.extend(place + moved for place in source.packed[first + 1 : last + 1])
                begin = source.plain[last]
            else:
                piece = source.part(begin, end)
                self.add(piece)
                begin += len(piece)

    def _pack(self) -> None:
        self._stream.write(self._packer.compress(b"".join(self._lines)))
        self._plain.append(self._plain[-1] + self._held)
        self._packed.append(self._stream.tell())
        self._lines, self._held = [], 0

    def close(self, *, whole: bool = True) -> None:
        """Write what is left, and the table, unless the file is not to be ``whole``; later calls do nothing."""
        if self._stream.closed:
            return
        with self._stream:
            if whole and self.sample is None:
                self._draw()
            if self._lines and whole:
                self._pack()
        if whole:
            self._table.write_bytes(self._plain.tobytes() + self._packed.tobytes())


class LineBlocks:
    """The lines that ``LineWriter`` packed, or an older plain file's, by their places; safe for threads.

    All methods raise ``ValueError`` where the files do not hold what they must, opening ``OSError`` too.
    """

    def __init__(self, folder: Path, stem: str) -> None:
        plain = folder / f"{stem}.jsonl"  # how older formats kept lines
        old = plain.exists()
        packed, table = (folder / name for name in names_of(stem))
        self.path = plain if old else packed
        self._file = mapped(self.path)
        self.plain: Sequence[int]
        """Where the blocks begin in the plain text, and the last one ends."""
        self.packed: Sequence[int]
        """Where they begin and end in the file."""
        self.sample = b""
        self._own = local()  # a packer is for one thread
        if old:
            self.plain = self.packed = (0, len(self._file))
        else:
            numbers = numbers_in(table)
            half = len(numbers) // 2
            self.plain, self.packed = numbers[:half], numbers[half:]
            if not half or len(numbers) % 2 or self.packed[-1] != len(self._file):
                raise ValueError("table and blocks differ")
            first = self._file[: self.packed[0]]
            self._by_zlib = first[:1] == _ZLIB
            self.sample = self._unpacked(first, b"")
        self._block = lru_cache(maxsize=_UNPACKED)(self._unpack) if not old else self._whole

    def __len__(self) -> int:
        return self.plain[-1]

    def line(self, begin: int) -> bytes:
        """Give the line that begins at ``begin``."""
        at, block = self._around(begin)
        stop = block.find(b"\n", begin - at) + 1
        if not stop:
            raise ValueError("no line there")
        return block[begin - at : stop]

    def line_before(self, end: int) -> bytes:
        """Give the line that ends at ``end``."""
        at, block = self._around(end - 1)
        return block[block.rfind(b"\n", 0, end - at - 1) + 1 : end - at]

    def lines(self, begin: int, end: int) -> Iterator[bytes]:
        """Give the lines from ``begin`` to ``end``, both ends of lines."""
        while begin < end:
            line = self.line(begin)
            yield line
            begin += len(line)

    def holds(self, sought: bytes, begin: int, end: int) -> bool:
        """Tell whether ``sought`` stands within a line from ``begin`` to ``end``."""
        while begin < end:
            at, block = self._around(begin)
            if block.find(sought, begin - at, end - at) >= 0:
                return True
            begin = at + len(block)
        return False

    def whole_blocks(self, begin: int, end: int) -> tuple[int, int]:
        """Give the numbers of the first whole block from ``begin`` on and of the one after the last before ``end``.

        They are equal where ``begin`` is within a block, or its block goes on after ``end``.
        """
        first = bisect_right(self.plain, begin) - 1
        if self.plain[first] != begin:
            return first, first
        return first, bisect_right(self.plain, end, first) - 1

    def raw(self, first: int, last: int) -> bytes:
        """Give the blocks from ``first`` to before ``last`` as they are packed."""
        return self._file[self.packed[first] : self.packed[last]]

    def part(self, begin: int, end: int) -> bytes:
        """Give the lines from ``begin`` to ``end``, or to the end of the block where that comes first."""
        at, block = self._around(begin)
        return block[begin - at : end - at]

    def close(self) -> None:
        """Give the mapped file back."""
        if isinstance(self._file, mmap):
            self._file.close()

    def _around(self, place: int) -> tuple[int, mmap | bytes]:
        """Give the block in which ``place`` is, and where it begins."""
        if not 0 <= place < self.plain[-1]:
            raise ValueError("outside of the lines")
        number = bisect_right(self.plain, place) - 1
        return self.plain[number], self._block(number)

    def _whole(self, _: int) -> mmap | bytes:
        return self._file

    def _unpacked(self, packed: bytes, sample: bytes) -> bytes:
        if self._by_zlib:
            import zlib

            try:
                return zlib.decompressobj(zdict=sample).decompress(packed)
            except zlib.error as error:
                raise ValueError(str(error)) from error
        from zstandard import ZstdError

        try:
            if not sample:
                return bytes(_unpacker(sample).decompress(packed))
            unpacker = getattr(self._own, "unpacker", None)
            if unpacker is None:
                unpacker = self._own.unpacker = _unpacker(sample)
            return bytes(unpacker.decompress(packed))
        except ZstdError as error:
            raise ValueError(str(error)) from error

    def _unpack(self, number: int) -> bytes:
        block = self._unpacked(self._file[self.packed[number] : self.packed[number + 1]], self.sample)
        if len(block) != self.plain[number + 1] - self.plain[number]:
            raise ValueError("a block of another length")
        return block


def _packer(sample: bytes = b"") -> Any:
    import zstandard

    return zstandard.ZstdCompressor(level=LEVEL, dict_data=_dictionary(sample), write_checksum=True)


def _unpacker(sample: bytes) -> Any:
    import zstandard

    return zstandard.ZstdDecompressor(dict_data=_dictionary(sample))


def _dictionary(sample: bytes) -> Any:
    """Give the dictionary of raw content; None for less than the eight bytes that one needs."""
    import zstandard

    if len(sample) < 8:
        return None
    return zstandard.ZstdCompressionDict(sample, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


_ZLIB = b"\x78"
"""How a file begins that zlib compressed."""


def enough_of(lines: int) -> int:
    """Give how many bytes a sample of so many bytes of ``lines`` must have, or it was drawn when they were fewer."""
    return max(LEAST, min(SAMPLE, lines // SHARE) // 2)


def mapped(path: Path) -> mmap | bytes:
    """Map a file; an empty one cannot be."""
    with path.open("rb") as stream:
        return mmap(stream.fileno(), 0, access=ACCESS_READ) if stream.seek(0, 2) else b""


def numbers_in(path: Path, kind: str = "Q") -> Sequence[int]:
    """Map a file of numbers, of the ``kind`` that ``array`` knows.  Raises ``ValueError`` for one of another size."""
    return memoryview(mapped(path)).cast(kind)  # type: ignore[call-overload, no-any-return]
