"""A page of waits: one JSON line a task queue, compressed; written, read and merged.

A sixteenth of a workspace's queues share a page. A line is a JSON array of about 50 bytes; with named fields a page
would cost a sixth more of DynamoDB's units. The phone parses only the line that it needs.
"""

import json
import sys
import zlib
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from waittimes.wait import Basis, Estimate, Wait

FUTURE_TOLERANCE_SECONDS = 120.0
"""A measuring time further ahead than this comes from a wrong clock, and counts as older than any other."""
EVIDENCE = ("ahead", "per_minute", "hangs_up", "history", "agents", "abandoned")
"""Evidence that is written without its name, in this order."""


class MalformedPage(ValueError):
    """A page, or a line of it, does not have the format that this program writes."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as stored. `version` is None if nothing is stored or the version cannot be read."""

    version: int | None
    measured_at: float
    """When the newest poll listed the task queues, in seconds since the epoch."""
    rows: bytes

    def wait(self, queue_sid: str) -> Wait | None:
        """Return this queue's wait, or None if the page does not hold it. Raises MalformedPage."""
        start = json.dumps([queue_sid]).encode().removesuffix(b"]") + b","
        for line in _lines(self.rows):
            if line.startswith(start):
                return _from_line(line)
        return None

    def waits(self) -> dict[str, Wait]:
        """Return every readable wait by queue SID; a malformed line costs only its own queue."""
        try:
            lines = _lines(self.rows)
        except MalformedPage:
            return {}
        found = (_readable(line) for line in lines)
        return {wait.queue_sid: wait for wait in found if wait}


NO_PAGE = Page(version=None, measured_at=0.0, rows=zlib.compress(b""))


def pack(waits: Iterable[Wait]) -> bytes:
    """Return the compressed rows of these waits, in the order of their SIDs."""
    ordered = sorted(waits, key=lambda wait: wait.queue_sid)
    # Z_FILTERED suits many small numbers: a match of a few digits takes more bytes than the digits.
    packer = zlib.compressobj(level=9, strategy=zlib.Z_FILTERED)
    return packer.compress(b"\n".join(_to_line(wait) for wait in ordered)) + packer.flush()


def merge(page: Page, fresh: Mapping[str, Wait], *, listed: Set[str], listed_at: float, now: float) -> dict[str, Wait]:
    """Return the waits for the page after a poll that measured `fresh`, while TaskRouter listed `listed`.

    For each queue the newer measurement wins. A queue that was not measured keeps its value and its age. A queue that
    is no longer listed disappears, and an older poll does not bring it back.
    """
    stored = page.waits()
    newest = credible(page.measured_at, now)
    merged = {sid: wait for sid, wait in stored.items() if sid in listed or credible(wait.measured_at, now) > listed_at}
    for sid, wait in fresh.items():
        known_at = credible(stored[sid].measured_at, now) if sid in stored else newest
        if wait.measured_at >= known_at:
            merged[sid] = wait
    return merged


def newest_time(page: Page, *, listed_at: float, now: float) -> float:
    """Return the time of the newest list of queues that the merged page reflects, in seconds since the epoch.

    Measuring times do not count, because a poll that writes twice must not refuse what it measured in between.
    """
    return max(credible(page.measured_at, now), listed_at)


def credible(measured_at: float, now: float) -> float:
    """Return the measuring time, or 0 if it is too far ahead of `now` to be true."""
    return measured_at if measured_at <= now + FUTURE_TOLERANCE_SECONDS else 0.0


def _lines(rows: bytes) -> list[bytes]:
    try:
        return zlib.decompress(rows).split(b"\n")
    except zlib.error as error:
        raise MalformedPage("the rows of a page do not decompress") from error


def _readable(line: bytes) -> Wait | None:
    try:
        return _from_line(line)
    except MalformedPage:
        return None


def _to_line(wait: Wait) -> bytes:
    values: list[Any] = [
        wait.queue_sid,
        *_range(wait.estimate),
        wait.answered,
        wait.pending,
        wait.agents_free,
        wait.agents_busy,
        wait.longest_waiting_seconds,
        wait.queue_name,
        wait.window_seconds,
        round(wait.measured_at, 3),
        wait.basis.value,
        _evidence(wait.evidence),
        {str(priority): _range(each) for priority, each in wait.by_priority.items()},
    ]
    return json.dumps(values, separators=(",", ":"), allow_nan=False).encode()


def _range(estimate: Estimate) -> tuple[float | None, float | None, float | None]:
    return estimate.seconds, estimate.low_seconds, estimate.high_seconds


def _from_line(line: bytes) -> Wait:
    try:
        sid, seconds, low, high, *counts, name, window, measured_at, basis, evidence, priorities = json.loads(line)
        answered, pending, free, busy, longest = (_count(value) for value in counts)
        return Wait(
            queue_sid=_text(sid),
            queue_name=_text(name),
            measured_at=_number(measured_at),
            basis=Basis(basis),
            estimate=_estimate((seconds, low, high)),
            evidence=_named(evidence),
            answered=answered,
            window_seconds=_count(window),
            pending=pending,
            agents_free=free,
            agents_busy=busy,
            longest_waiting_seconds=longest,
            by_priority={int(key): _estimate(each) for key, each in priorities.items()},
        )
    except (TypeError, ValueError, AttributeError, RecursionError) as error:
        raise MalformedPage("a line of a page cannot be read") from error


def _evidence(evidence: Mapping[str, float]) -> list[float | None] | dict[str, float]:
    """Encode the evidence as an array in EVIDENCE's order (None: unknown), or as an object if one is not in it."""
    if not evidence.keys() <= set(EVIDENCE):
        return dict(evidence)
    known = [place for place, name in enumerate(EVIDENCE, 1) if name in evidence]
    return [evidence.get(name) for name in EVIDENCE[: max(known, default=0)]]


def _named(evidence: Any) -> dict[str, float]:
    if isinstance(evidence, list):
        if len(evidence) > len(EVIDENCE):
            raise ValueError(evidence)
        evidence = {name: value for name, value in zip(EVIDENCE, evidence, strict=False) if value is not None}
    return {_text(key): _number(value) for key, value in evidence.items()}


def _estimate(values: Iterable[Any]) -> Estimate:
    seconds, low, high = (None if value is None else _number(value) for value in values)
    return Estimate(seconds, low, high)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= sys.float_info.max:
        raise ValueError(value)
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= sys.maxsize:
        raise ValueError(value)
    return value
