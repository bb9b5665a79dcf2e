"""Changes of the switch by `ops` and the wallboard: read, change, write; again if somebody else wrote meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from ivr import switch
from ivr.switch import EVERY_LINE, Muting, Override, Positions
from waittimes.table import PageConflict, Table

ATTEMPTS = 6

_Entry = TypeVar("_Entry")


class NotChanged(Exception):
    """The switch is as it was. The message is a sentence for whoever wanted the change."""


def mute(waits: Table, line: str | None, wanted: Muting, *, now: float) -> Positions:
    """Mute a line, or all if `line` is None, and return the new positions. Raises TableUnavailable and NotChanged."""
    # What is muted for itself stays so when the muting of all lines ends.
    return _change(waits, lambda before: replace(before, muted={**before.muted, line or EVERY_LINE: wanted}), now)


def unmute(waits: Table, line: str | None, *, now: float) -> Positions:
    """End the muting of a line, or of all. Raises TableUnavailable, and NotChanged if all are muted together."""

    def edit(before: Positions) -> Positions:
        if _is_of_all(before.muting(EVERY_LINE, now=now), line):
            raise NotChanged("all lines are muted together; unmute all of them")
        return replace(before, muted=_without(before.muted, line))

    return _change(waits, edit, now)


def override(waits: Table, line: str | None, wanted: Override, *, now: float) -> Positions:
    """Override the hours of a line, or of all if `line` is None. Raises TableUnavailable and NotChanged."""

    def edit(before: Positions) -> Positions:
        # An override of all lines replaces those of single lines: the last change counts.
        kept = {} if line is None else before.hours
        return replace(before, hours={**kept, line or EVERY_LINE: wanted})

    return _change(waits, edit, now)


def lift(waits: Table, line: str | None, *, now: float) -> Positions:
    """End the override of a line, or of all. Raises TableUnavailable, and NotChanged if all are overridden together."""

    def edit(before: Positions) -> Positions:
        if line not in before.hours and _is_of_all(before.override(EVERY_LINE, now=now), line):
            raise NotChanged("the hours of all lines are overridden together; end that for all of them")
        return replace(before, hours=_without(before.hours, line))

    return _change(waits, edit, now)


def _change(waits: Table, edit: Callable[[Positions], Positions], now: float) -> Positions:
    for _ in range(ATTEMPTS):
        page = waits.get(switch.KEY, consistent=True)
        after = edit(switch.positions(page))
        try:
            switch.write(waits, after, replaces=page, now=now)
        except PageConflict:
            continue  # Somebody else has changed it meanwhile, and that change must not be lost.
        return after
    raise NotChanged("somebody else keeps changing the switch; ask who does, and try again")


def _without(before: Mapping[str, _Entry], line: str | None) -> dict[str, _Entry]:
    return {} if line is None else {name: each for name, each in before.items() if name != line}


def _is_of_all(of_every_line: object, line: str | None) -> bool:
    return line is not None and of_every_line is not None
