"""Columns of whole numbers as planes: all their low bytes first, then all the next ones. Pure.

Most planes above the first are zeros, which zlib stores in a few bytes. The place of a number is known without reading
those before it, so a reader takes what it wants from a large column.
"""

from collections.abc import Sequence
from typing import Final

_WIDTH_BYTES: Final = 1
_COUNT_BYTES: Final = 4


class Column:
    """A column of `count` numbers of at least 0, as a part of the bytes that hold it."""

    def __init__(self, data: bytes, start: int, count: int) -> None:
        """Find the column that begins at `start`. Raises ValueError if the bytes end before it does."""
        (width,) = taken(data, start, _WIDTH_BYTES)
        self._data = data
        self._count = count
        self._planes = range(start + _WIDTH_BYTES, start + _WIDTH_BYTES + width * count, count) if count else range(0)
        self.end = start + _WIDTH_BYTES + width * count
        """Where the next part begins."""
        taken(data, start, self.end - start)

    def numbers(self, first: int, count: int) -> list[int]:
        """Return `count` numbers, from the place `first` on."""
        found = [0] * count
        for place, plane in enumerate(self._planes):
            part = self._data[plane + first : plane + first + count]
            if any(part):
                found = [number | byte << 8 * place for number, byte in zip(found, part, strict=True)]
        return found


def written(numbers: Sequence[int]) -> bytes:
    """Return numbers of at least 0 as a column: its width in bytes, then its planes.

    Raises ValueError for a number that takes more than 255 bytes.
    """
    width = (max(numbers, default=0).bit_length() + 7) // 8
    planes = (bytes(number >> 8 * place & 0xFF for number in numbers) for place in range(width))
    return bytes([width]) + b"".join(planes)


def counted(number: int) -> bytes:
    """Return a count of what follows, as four bytes."""
    return number.to_bytes(_COUNT_BYTES)


def count(data: bytes, start: int) -> tuple[int, int]:
    """Return the count that begins at `start`, and where the next part begins. Raises ValueError."""
    return int.from_bytes(taken(data, start, _COUNT_BYTES)), start + _COUNT_BYTES


def taken(data: bytes, start: int, length: int) -> bytes:
    """Return `length` bytes from `start` on. Raises ValueError if there are fewer."""
    found = data[start : start + length]
    if len(found) < length:
        raise ValueError("the bytes end too early")
    return found


def folded(number: int) -> int:
    """Return a number of at least 0 for any whole number; numbers near 0 stay small (zigzag)."""
    return 2 * number if number >= 0 else -2 * number - 1


def unfolded(number: int) -> int:
    """Return the number of which `number` is the folded one."""
    return -(number + 1) // 2 if number % 2 else number // 2
