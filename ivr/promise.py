"""The state of one call, carried in the path of its webhooks: what was promised, and when. Nothing is stored.

Written as `1-<told at>-<estimate>-<upper>-<turn>`: the format's number, then seconds since the epoch, seconds,
minutes and a count, each in hexadecimal or `x` for none.
"""

import re
from dataclasses import dataclass

PATTERN = re.compile(r"1-([0-9a-f]{1,10})-([0-9a-f]{1,6}|x)-([0-9a-f]{1,4}|x)-([0-9a-f]{1,4})")
MOST_TURNS = 0xFFFF
_MOST_SECONDS = 0xFFFFFF


@dataclass(frozen=True, slots=True)
class Promise:
    """What the caller was told. The default stands for nothing."""

    told_at: int = 0
    """When, in whole seconds since the epoch."""
    estimate_seconds: int | None = None
    """The estimate behind what was said."""
    upper_minutes: int | None = None
    """The upper figure that was spoken."""
    turn: int = 0
    """How many times the hold document has been asked for."""

    def next_turn(self) -> "Promise":
        """Return the state after one more round of the hold loop."""
        return Promise(self.told_at, self.estimate_seconds, self.upper_minutes, min(self.turn + 1, MOST_TURNS))


NOTHING_PROMISED = Promise()


def write(promise: Promise) -> str:
    """Return the promise as a path segment of [0-9a-z-]{1,64}."""
    estimate = promise.estimate_seconds
    parts = (promise.told_at, None if estimate is None else min(estimate, _MOST_SECONDS), promise.upper_minutes)
    return "-".join(["1", *("x" if part is None else f"{part:x}" for part in parts), f"{promise.turn:x}"])


def read(text: str) -> Promise:
    """Return the promise that was written; what cannot be read means that nothing was promised."""
    match = PATTERN.fullmatch(text)
    if not match:
        return NOTHING_PROMISED
    told_at, estimate, upper, turn = (None if part == "x" else int(part, 16) for part in match.groups())
    return Promise(told_at or 0, estimate, upper, turn or 0)
