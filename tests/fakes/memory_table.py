"""A table in memory that keeps DynamoDB's contract, and fails as DynamoDB does when a test asks for it."""

import threading
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from tests.fakes.units import Item, Units
from waittimes.page import NO_PAGE, Page
from waittimes.table import PageConflict, TableUnavailable

THROTTLED = "ProvisionedThroughputExceededException"


class MemoryTable:
    """Keeps items as DynamoDB does; `units` counts what they cost."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self.items: dict[str, Item] = {}
        self.units = Units()
        self.seconds_to_answer = 0.0
        self.between: Callable[[str], None] = _nothing
        """Called with the key before each put but its own, so that a test can write between a read and a put."""
        self._sleep = sleep
        self._in_between = False
        self._adding = threading.Lock()
        self._code = ""
        self._codes: dict[str, str] = {}

    def fails(self, code: str = THROTTLED, *, key: str = "") -> None:
        """From now on refuse this key, or every key, with AWS's error code."""
        if key:
            self._codes[key] = code
        else:
            self._code = code

    def recovers(self) -> None:
        """Refuse nothing any more."""
        self._code = ""
        self._codes.clear()

    def get(self, key: str, *, consistent: bool) -> Page:
        """See waittimes.table.Table."""
        self._answer_or_fail(key)
        item = self.items.get(key, {})
        self.units.note_read(item, consistent=consistent)
        return _page(item) if item else NO_PAGE

    def put(self, key: str, rows: bytes, *, replaces: Page, measured_at: float, expires_at: float) -> None:
        """See waittimes.table.Table."""
        self._let_others_in(key)
        self._answer_or_fail(key)
        found = self.items.get(key, {})
        written: Item = {
            "ID": {"S": key},
            "version": {"N": str((replaces.version or 0) + 1)},
            "measured_at": {"N": f"{measured_at:.3f}"},
            "expires_at": {"N": str(int(expires_at))},
            "rows": {"B": rows},
        }
        self.units.note_write(found, written)
        if _number(found, "version") != replaces.version:
            raise PageConflict(key)
        self.items[key] = written

    def add(self, key: str, amounts: Mapping[str, int], *, now: float, life_seconds: int) -> None:
        """See waittimes.table.Table; an attribute of another type is refused as DynamoDB refuses it."""
        self._answer_or_fail(key)
        with self._adding:
            found = self.items.get(key, {"ID": {"S": key}})
            if any("N" not in found.get(name, {"N": "0"}) for name in amounts):
                raise TableUnavailable("ValidationException")
            sums = {name: {"N": str((_number(found, name) or 0) + amount)} for name, amount in amounts.items()}
            since = found.get("since", {"N": str(int(now))})
            written: Item = {**found, **sums, "since": since, "expires_at": {"N": str(int(now) + life_seconds)}}
            self.units.note_write(found, written)
            self.items[key] = written

    def sums(self, key: str) -> dict[str, int]:
        """See waittimes.table.Table."""
        self._answer_or_fail(key)
        item = self.items.get(key, {})
        self.units.note_read(item, consistent=True)
        numbers = {name: _number(item, name) for name in item if name not in ("ID", "expires_at")}
        return {name: int(each) for name, each in numbers.items() if each is not None and each >= 0 and not each % 1}

    def _let_others_in(self, key: str) -> None:
        if self._in_between:
            return
        self._in_between = True
        try:
            self.between(key)
        finally:
            self._in_between = False

    def _answer_or_fail(self, key: str) -> None:
        if self.seconds_to_answer:
            self._sleep(self.seconds_to_answer)
        code = self._codes.get(key, self._code)
        if code:
            raise TableUnavailable(code)


def _nothing(key: str) -> None:
    """Let nobody in."""


def _page(item: Item) -> Page:
    version = _number(item, "version")
    rows: Any = item.get("rows", {}).get("B", b"")
    return Page(
        version=None if version is None or version % 1 else int(version),
        measured_at=float(_number(item, "measured_at") or 0),
        rows=rows,
    )


def _number(item: Item, name: str) -> Decimal | None:
    text: str | None = item.get(name, {}).get("N")
    return None if text is None else Decimal(text)
