"""What DynamoDB would bill: item sizes and capacity units.

After AWS's Developer Guide, "DynamoDB item sizes and formats" and "DynamoDB read and write operations".
Fakes such as moto return constants instead, so the units are computed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Item = Mapping[str, Mapping[str, Any]]

READ_UNIT_BYTES = 4096
WRITE_UNIT_BYTES = 1024


def item_bytes(item: Item) -> int:
    """Return the item's size: the names of its attributes in UTF-8, and their values."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def read_units(size_bytes: int, *, consistent: bool) -> float:
    """Return the units of reading an item of this size; a missing item costs as much as a small one."""
    return _whole_units(size_bytes, READ_UNIT_BYTES) * (1.0 if consistent else 0.5)


def write_units(*sizes_bytes: int) -> int:
    """Return the units of a write, refused or not, for the sizes of the item before and after: the larger counts."""
    return _whole_units(max(sizes_bytes), WRITE_UNIT_BYTES)


@dataclass(slots=True)
class Units:
    """The requests to a table, and their cost in capacity units."""

    reads: int = 0
    writes: int = 0
    read_units: float = 0.0
    write_units: int = 0

    def note_read(self, found: Item, *, consistent: bool) -> None:
        """Count a GetItem that found this item; an empty item if it found none."""
        self.reads += 1
        self.read_units += read_units(item_bytes(found), consistent=consistent)

    def note_write(self, found: Item, written: Item) -> None:
        """Count a PutItem, refused or not, that replaces `found` by `written`."""
        self.writes += 1
        self.write_units += write_units(item_bytes(found), item_bytes(written))


def _value_bytes(value: Mapping[str, Any]) -> int:
    match value:
        case {"S": str(text)}:
            return len(text.encode())
        case {"B": bytes(raw)}:
            return len(raw)
        case {"N": str(number)}:
            return 1 + (_significant_digits(number) + 1) // 2
        case {"BOOL": bool()}:
            return 1
        case {"L": []} | {"M": {}}:
            return 3
    raise TypeError(value)


def _significant_digits(number: str) -> int:
    """Return how many digits DynamoDB keeps of a number: leading and trailing zeros cost nothing."""
    return len("".join(map(str, Decimal(number).as_tuple().digits)).strip("0"))


def _whole_units(size_bytes: int, unit_bytes: int) -> int:
    return max(1, -(-size_bytes // unit_bytes))
