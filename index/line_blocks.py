"""Lines in small compressed blocks, each found by the place that it has in the plain text.

``clauses.z`` holds a sample of the lines, by which all blocks are compressed (zlib's preset dictionary), then the
blocks, each of whole lines.  ``clauses.blocks`` holds where the blocks begin and the last one ends, in the plain text
and then in the file, as 64-bit numbers.  Unpacking the block of a line takes some 20 microseconds; the file is about a
fifth of its lines.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

__all__ = ["BLOCKS", "PACKED", "SAMPLE", "LineBlocks", "LineWriter", "mapped"]

PACKED = "clauses.z"
BLOCKS = "clauses.blocks"
PLAIN = "clauses.jsonl"
"""The lines as they are: how formats before the fourth kept them."""

BLOCK = 4096
"""Bytes of lines after which a block ends: with half as many the file is a tenth larger, with twice as many reading a
line takes half as long again."""
SAMPLE = 16384
"""Most bytes of the sample; unpacking a block takes longer the longer it is."""
_UNPACKED = 256
"""Blocks that are kept unpacked: about a megabyte."""


class LineWriter:
    """Packs lines into ``folder``; ``sample`` is a text like them.

    Files that take over blocks from one another share one sample.
    """

    def __init__(self, folder: Path, sample: bytes) -> None:
        self._folder = folder
        self.sample = sample[-SAMPLE:]
        self._stream = (folder / PACKED).open("wb")
        self._stream.write(zlib.compress(self.sample, 9))
        self._lines: list[bytes] = []
        self._held = 0
        self._plain = array("Q", [0])
        self._packed = array("Q", [self._stream.tell()])

    def add(self, line: bytes) -> int:
        """Take a line, or several, with the end; give where that is in the plain text."""
        self._lines.append(line)
        self._held += len(line)
        end = self._plain[-1] + self._held
        if self._held >= BLOCK:
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
        packer = zlib.compressobj(9, zdict=self.sample)
        self._stream.write(packer.compress(b"".join(self._lines)) + packer.flush())
        self._plain.append(self._plain[-1] + self._held)
        self._packed.append(self._stream.tell())
        self._lines, self._held = [], 0

    def close(self, *, whole: bool = True) -> None:
        """Write what is left, and the table, unless the file is not to be ``whole``; later calls do nothing."""
        if self._stream.closed:
            return
        with self._stream:
            if self._lines and whole:
                self._pack()
        if whole:
            (self._folder / BLOCKS).write_bytes(self._plain.tobytes() + self._packed.tobytes())


class LineBlocks:
    """The lines that ``LineWriter`` packed, or an older plain file's, by their places; safe for threads.

    All methods raise ``ValueError`` where the files do not hold what they must, opening ``OSError`` too.
    """

    def __init__(self, folder: Path) -> None:
        old = (folder / PLAIN).exists()
        self.path = folder / (PLAIN if old else PACKED)
        self._file = mapped(self.path)
        self.plain: Sequence[int]
        """Where the blocks begin in the plain text, and the last one ends."""
        self.packed: Sequence[int]
        """Where they begin and end in the file."""
        self.sample = b""
        if old:
            self.plain = self.packed = (0, len(self._file))
        else:
            table = array("Q")
            table.frombytes((folder / BLOCKS).read_bytes())
            half = len(table) // 2
            self.plain, self.packed = table[:half], table[half:]
            if not half or len(table) % 2 or self.packed[-1] != len(self._file):
                raise ValueError("table and blocks differ")
            self.sample = _unpacked(self._file[: self.packed[0]])
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

    def _unpack(self, number: int) -> bytes:
        block = _unpacked(self._file[self.packed[number] : self.packed[number + 1]], self.sample)
        if len(block) != self.plain[number + 1] - self.plain[number]:
            raise ValueError("a block of another length")
        return block


def _unpacked(packed: bytes, sample: bytes = b"") -> bytes:
    try:
        return zlib.decompressobj(zdict=sample).decompress(packed)
    except zlib.error as error:
        raise ValueError(str(error)) from error


def mapped(path: Path) -> mmap | bytes:
    """Map a file; an empty one cannot be."""
    with path.open("rb") as stream:
        return mmap(stream.fileno(), 0, access=ACCESS_READ) if stream.seek(0, 2) else b""
