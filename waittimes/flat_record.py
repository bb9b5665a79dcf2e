"""Flat records as JSON: dataclasses whose fields are texts, numbers, flags, enumerations or tuples of texts."""

import json
from dataclasses import asdict, fields
from enum import StrEnum
from typing import Any, TypeVar

Record = TypeVar("Record")

UNREADABLE = (ValueError, TypeError, KeyError, RecursionError)
"""What `decode` raises for bytes that `encode` did not write."""


def encode(record: Any) -> bytes:
    """Return the dataclass as JSON."""
    return json.dumps(asdict(record), separators=(",", ":")).encode()


def decode(made: type[Record], rows: bytes) -> Record:
    """Return the `made` that `encode` wrote: every field must be there, and of its type. Raises UNREADABLE."""
    found = json.loads(rows)
    kinds = {field.name: field.type for field in fields(made)}  # type: ignore[arg-type]  # a dataclass
    return made(**{name: _value(kind, found[name]) for name, kind in kinds.items()})


def _value(kind: Any, value: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    if kind == tuple[str, ...]:
        return _texts(value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise TypeError(kind)
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise TypeError(value)
    return tuple(value)
