"""The switch: one item of the table. It mutes announced waits, and overrides the opening hours of lines, at once.

The item has the form of a page, so the table needs no second format. Its rows are compressed JSON: an object with the
mutings (`muted`) and the overrides (`hours`), both by line. "*" stands for all lines.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from waittimes.page import NO_PAGE, Page
from waittimes.table import Table

KEY: Final = "mute"
EVERY_LINE: Final = "*"
MEMORY_SECONDS: Final = 5.0
FOR_EVER_SECONDS: Final = 100 * 365 * 24 * 3600
"""DynamoDB deletes expired pages; a mute must last until `unmute`."""


@dataclass(frozen=True, slots=True)
class Muting:
    """Keeps a line's announced wait unsaid."""

    until: float | None = None
    """When it ends by itself, in seconds since the epoch; None if somebody has to end it."""
    reason: str = ""
    set_by: str = ""
    set_at: float = 0.0

    def holds(self, now: float) -> bool:
        """Tell whether it has not ended by itself."""
        return self.until is None or now < self.until


@dataclass(frozen=True, slots=True)
class Override:
    """Keeps a line open, or closed, against its opening hours."""

    is_open: bool
    until: float
    """When it ends by itself, in seconds since the epoch."""
    reason: str = ""
    set_by: str = ""
    set_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Positions:
    """What the switch says."""

    muted: Mapping[str, Muting] = field(default_factory=dict)
    """The mutings, by the line's name."""
    hours: Mapping[str, Override] = field(default_factory=dict)
    """The overrides of opening hours, by the line's name."""

    def muting(self, line_name: str, *, now: float) -> Muting | None:
        """Return the muting of this line at `now`: its own, else that of all lines, else None."""
        found = (self.muted.get(name) for name in (line_name, EVERY_LINE))
        return next((each for each in found if each is not None and each.holds(now)), None)

    def override(self, line_name: str, *, now: float) -> Override | None:
        """Return the override of this line's opening hours at `now`: its own, else that of all lines, else None."""
        found = (self.hours.get(name) for name in (line_name, EVERY_LINE))
        return next((each for each in found if each is not None and now < each.until), None)


class Switch:
    """The switch as the phone reads it. What was read is remembered for `MEMORY_SECONDS`."""

    def __init__(self) -> None:
        self._read_at = float("-inf")
        self._positions: Positions | None = None

    def is_remembered(self, now: float) -> bool:
        """Tell whether the switch was read within the last `MEMORY_SECONDS`."""
        return 0 <= now - self._read_at < MEMORY_SECONDS

    def remember(self, item: Page, *, now: float) -> None:
        """Remember what the switch's item says, as it was read at `now`."""
        self._positions = positions(item)
        self._read_at = now

    def is_muted(self, line_name: str, *, now: float) -> bool:
        """Tell whether this line is muted, by what was read last.

        If the switch was never read, the line is muted: silence harms nobody, but a number that an operator has
        forbidden may.
        """
        return self._positions is None or self._positions.muting(line_name, now=now) is not None

    def muting(self, line_name: str, *, now: float) -> Muting | None:
        """Return the muting of this line, by what was read last; None if nothing ever was."""
        return None if self._positions is None else self._positions.muting(line_name, now=now)

    def override(self, line_name: str, *, now: float) -> Override | None:
        """Return the override of this line's opening hours, by what was read last; None if nothing ever was."""
        return None if self._positions is None else self._positions.override(line_name, now=now)


def positions(page: Page) -> Positions:
    """Return what this item says. An item that cannot be decoded mutes every line and overrides no hours."""
    if page == NO_PAGE:
        return Positions()
    try:
        found = json.loads(zlib.decompress(page.rows))
        muted = {name: _muting(each) for name, each in found["muted"].items()}
        return Positions(muted, {name: _override(each) for name, each in found["hours"].items()})
    except (zlib.error, ValueError, TypeError, KeyError, AttributeError):
        return Positions(muted={EVERY_LINE: Muting(reason="the switch's item cannot be read")})


def write(table: Table, wanted: Positions, *, replaces: Page, now: float) -> None:
    """Store `wanted` in the switch, without what has ended. Raises TableUnavailable and PageConflict."""
    muted = {name: _of_muting(each) for name, each in sorted(wanted.muted.items()) if each.holds(now)}
    hours = {name: _encoded(each) for name, each in sorted(wanted.hours.items()) if now < each.until}
    rows = zlib.compress(json.dumps({"muted": muted, "hours": hours}).encode())
    table.put(KEY, rows, replaces=replaces, measured_at=now, expires_at=now + FOR_EVER_SECONDS)


def _of_muting(muting: Muting) -> list[Any]:
    return [muting.until, muting.reason, muting.set_by, muting.set_at]


def _muting(encoded: list[Any]) -> Muting:
    until, reason, set_by, set_at = encoded
    return Muting(None if until is None else float(until), str(reason), str(set_by), float(set_at))


def _encoded(override: Override) -> list[Any]:
    return [override.is_open, override.until, override.reason, override.set_by, override.set_at]


def _override(encoded: list[Any]) -> Override:
    is_open, until, reason, set_by, set_at = encoded
    return Override(bool(is_open), float(until), str(reason), str(set_by), float(set_at))
