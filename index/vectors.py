"""Vectors of 64 small whole numbers: how they are added up, brought to one scale, and compared.

Sums are taken in one integer for all 64 numbers, 16 bits each, since adding two long integers costs Python no more
than adding two short ones; they are rounded and compared in such integers, too.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import dist, hypot, sqrt
from operator import mul
from struct import Struct
from typing import NamedTuple

__all__ = [
    "DIMENSIONS",
    "LANES",
    "MOST",
    "RAISED",
    "Direction",
    "between",
    "cosine",
    "cosines",
    "direction",
    "length",
    "raised",
    "rounded",
    "scaled",
    "totals",
]

DIMENSIONS = 64
MOST = 256
"""Vectors that add up in 16 bits."""
LANES = 2 * DIMENSIONS
"""Bytes of the integer in which they do."""
RAISED = 128
"""What each number is raised by there, so that none is below zero."""
_TOP = 1 << 15
_ONES = int.from_bytes(b"\1\0" * DIMENSIONS, "little")
_WIDE_ONES = int.from_bytes(b"\1\0\0\0\0\0\0\0" * DIMENSIONS, "little")
_TOPS = _TOP * _ONES
_NUMBERS = Struct(f"<{DIMENSIONS}h")
_RAISE = bytes(number ^ RAISED for number in range(256))
_LOWER = bytes((byte - 127) % 256 for byte in range(256))
_SQUARE_LOW = bytes(min(byte, 256 - byte) ** 2 % 256 for byte in range(256))
_SQUARE_HIGH = bytes(min(byte, 256 - byte) ** 2 // 256 for byte in range(256))


def raised(vector: bytes) -> int:
    """Give a vector, a byte with its sign for each number, as an integer to add up: each number raised by 128."""
    lanes = bytearray(LANES)
    lanes[::2] = vector.translate(_RAISE)
    return int.from_bytes(lanes, "little")


def scaled(added: int, count: int) -> array[int]:
    """Give the sum of ``count`` vectors (``raised``, at most ``MOST``), the largest of its numbers 127 or -127."""
    summed = totals(added, count)
    most = max(*summed, -min(summed))
    if most in (0, 127):
        return array("b", summed)
    return _shares(added + (most - RAISED * count) * _ONES, most) or rounded(summed, most)


def totals(added: int, count: int) -> tuple[int, ...]:
    """Give the sums of ``count`` rows, each of whose numbers was raised by 128 so that none is below zero."""
    # Raised to the middle of 16 bits, with the highest of them turned over, they are numbers with a sign.
    return _NUMBERS.unpack(((added + (_TOP - RAISED * count) * _ONES) ^ _TOPS).to_bytes(LANES, "little"))


def rounded(summed: Sequence[int], most: int) -> array[int]:
    """Give totals as whole shares of 127 of the largest of them."""
    return array("b", [round(127 * total / most) for total in summed])


def _shares(added: int, most: int) -> array[int] | None:
    """Give the same of all totals in one multiplication, each raised by ``most``; None where one may lie halfway.

    Each total is spread to 64 bits; what 254 of it and ``most`` hold of twice ``most``, rounded down, are its lane's
    second highest byte after it was multiplied by 2 to the 48th over twice ``most``.
    """
    narrow, spread = added.to_bytes(LANES, "little"), bytearray(4 * LANES)
    spread[::8], spread[1::8] = narrow[::2], narrow[1::2]
    by = (1 << 48) // (2 * most) + 1
    found = (int.from_bytes(spread, "little") * (254 * by) + most * by * _WIDE_ONES).to_bytes(4 * LANES, "little")
    if 0 in found[5::8] and 0 in found[4::8]:
        return None
    return array("b", found[6::8].translate(_LOWER))


def length(vector: Sequence[int]) -> float:
    """Give the Euclidean length of a vector."""
    return sqrt(sum(map(mul, vector, vector)))


class Direction(NamedTuple):
    """A vector with the square of its length, which is whole, and its length; made once, compared often."""

    numbers: tuple[int, ...]
    square: int
    length: float


def direction(vector: Sequence[int]) -> Direction:
    """Give a vector ready to be compared."""
    square = round(hypot(*vector) ** 2)
    return Direction(tuple(vector), square, sqrt(square))


def between(one: Direction, other: Direction) -> float:
    """Give the ``cosine`` of two vectors, from the distance of their ends, which C works out at once."""
    if not one.square or not other.square:
        return 0.0
    product = (one.square + other.square - round(dist(one.numbers, other.numbers) ** 2)) // 2
    return product / (one.length * other.length)


def cosine(one: Sequence[int], other: Sequence[int], lengths: float | None = None) -> float:
    """Say how close two vectors are: 1 for one direction, 0 for nothing in common or where one is zero.

    ``lengths``: the product of their lengths, where it is known.
    """
    if lengths is None:
        lengths = length(one) * length(other)
    return sum(map(mul, one, other)) / lengths if lengths else 0.0


def cosines(one: Sequence[int], others: bytes) -> list[float]:
    """Say how close a vector is to each of ``others``, which lie behind one another, a byte a number; as ``cosine``.

    The products are summed for all of them at once, in an integer that has 32 bits for each: a step for each of the
    dimensions, where a hundred vectors would take as many sums.
    """
    count = len(others) // DIMENSIONS
    plain, low, high = others.translate(_RAISE), others.translate(_SQUARE_LOW), others.translate(_SQUARE_HIGH)
    products = sums = squares = 0
    lanes, pairs = bytearray(4 * count), bytearray(4 * count)
    for at, number in enumerate(one):
        lanes[::4] = plain[at::DIMENSIONS]
        column = int.from_bytes(lanes, "little")
        products += column * (number + RAISED)
        sums += column
        pairs[::4], pairs[1::4] = low[at::DIMENSIONS], high[at::DIMENSIONS]
        squares += int.from_bytes(pairs, "little")
    own, less = length(one), RAISED * sum(one)
    unpack = Struct(f"<{count}I").unpack
    wide = [unpack(total.to_bytes(4 * count, "little")) for total in (products, sums, squares)]
    return [
        (product - RAISED * total - less) / (own * sqrt(square)) if own and square else 0.0
        for product, total, square in zip(*wide, strict=True)
    ]
