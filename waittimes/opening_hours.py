"""Opening hours: a weekly plan with dated exceptions in one time zone, and what they say at an instant. Pure.

Spans are wall-clock times of the line's own zone. Each boundary becomes an instant of UTC before anything is compared,
because local times are ambiguous or missing when clocks change (PEP 495).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

HORIZON_DAYS = 60
"""How many days ahead to look for an opening or a closing. A later one counts as unknown."""


class Span(NamedTuple):
    """Wall-clock times in minutes after the midnight that begins the day; `closes` may pass 24:00."""

    opens: int
    closes: int


class Interval(NamedTuple):
    """Open from `opens_at` until just before `closes_at`, in seconds since the epoch."""

    opens_at: float
    closes_at: float


@dataclass(frozen=True, slots=True)
class ExceptionalDay:
    """Replaces the spans that start on one date. No spans: closed."""

    spans: tuple[Span, ...] = ()
    reason: str = ""
    """A word that chooses the sentence, such as holiday."""
    play: str = ""
    """The URL of a recording that says why, in place of that sentence."""


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """A weekly plan, Monday first, and the dates on which it does not hold."""

    time_zone: str
    weekly: tuple[tuple[Span, ...], ...]
    exceptions: Mapping[date, ExceptionalDay] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone. Raises zoneinfo.ZoneInfoNotFoundError."""
        return ZoneInfo(self.time_zone)

    def spans(self, day: date) -> tuple[Span, ...]:
        """Return the spans that start on this date."""
        exceptional = self.exceptions.get(day)
        return self.weekly[day.weekday()] if exceptional is None else exceptional.spans


@dataclass(frozen=True, slots=True)
class Moment:
    """What the plan says at an instant; times are in seconds since the epoch."""

    is_open: bool
    closes_at: float | None = None
    """When the line closes next. None while it is closed, or if it does not close within `HORIZON_DAYS`."""
    opens_at: float | None = None
    """When the line opens next. None while it is open, or if it does not open within `HORIZON_DAYS`."""
    reason: str = ""
    """Why the line is closed, if the date is an exception; else empty."""
    play: str = ""
    """The exception's own recording; else empty."""


class Reach(StrEnum):
    """Whether a caller who joins the queue now is answered before closing time."""

    YES = "yes"
    UNCERTAIN = "uncertain"
    """Closing time lies within the range of the wait."""
    UNLIKELY = "unlikely"
    """Closing time comes before the low end of the range."""
    UNKNOWN = "unknown"


def at(hours: OpeningHours, now: float) -> Moment:
    """Return what the plan says at `now`."""
    # A span of yesterday may still run, and yesterday in the zone may be two dates before the date in UTC.
    today = datetime.fromtimestamp(now, hours.zone).date()
    for interval in merged(hours, today - timedelta(days=2), HORIZON_DAYS + 2):
        if now < interval.opens_at:
            return _closed(hours, today, interval.opens_at)
        if now < interval.closes_at:
            is_endless = interval.closes_at >= now + (HORIZON_DAYS - 1) * 24 * 3600
            return Moment(is_open=True, closes_at=None if is_endless else interval.closes_at)
    return _closed(hours, today, None)


def overridden(hours: OpeningHours | None, *, is_open: bool, until: float, reason: str = "") -> Moment:
    """Return the moment of a line that an override keeps open, or closed, until `until`. Then its plan holds again.

    A line without hours is open by plan.
    """
    after = Moment(is_open=True) if hours is None else at(hours, until)
    if is_open:
        return Moment(is_open=True, closes_at=after.closes_at if after.is_open else until)
    return Moment(is_open=False, opens_at=until if after.is_open else after.opens_at, reason=reason)


def merged(hours: OpeningHours, first: date, days: int) -> Iterator[Interval]:
    """Yield, in order, the intervals of the spans that start on these dates. Those that touch or overlap are joined."""
    current: Interval | None = None
    for interval in _intervals(hours, first, days):
        if current is None:
            current = interval
        elif interval.opens_at <= current.closes_at:
            current = Interval(current.opens_at, max(current.closes_at, interval.closes_at))
        else:
            yield current
            current = interval
    if current is not None:
        yield current


def reach(moment: Moment, now: float, *, low_seconds: float | None, high_seconds: float | None) -> Reach:
    """Return whether a caller who waits between `low_seconds` and `high_seconds` is answered before closing time.

    For an unknown wait the answer is UNKNOWN. If calls must end by closing time, add their length to `now`.
    """
    if not moment.is_open or high_seconds is None:
        return Reach.UNKNOWN
    if moment.closes_at is None or now + high_seconds <= moment.closes_at:
        return Reach.YES
    return Reach.UNLIKELY if low_seconds is not None and now + low_seconds > moment.closes_at else Reach.UNCERTAIN


def overlapping(spans: tuple[Span, ...]) -> tuple[Span, Span] | None:
    """Return two spans of one day that overlap, or None. Spans that touch do not."""
    return next(((one, other) for one, other in pairwise(sorted(spans)) if other.opens < one.closes), None)


def _intervals(hours: OpeningHours, first: date, days: int) -> Iterator[Interval]:
    for day in (first + timedelta(days=offset) for offset in range(days + 1)):
        for span in sorted(hours.spans(day)):
            opens_at = instant(hours.time_zone, day, span.opens, closing=False)
            closes_at = instant(hours.time_zone, day, span.closes, closing=True)
            # The span is empty if clocks skip all of it, as they did in Apia on 30 December 2011.
            if opens_at < closes_at:
                yield Interval(opens_at, closes_at)


@lru_cache(maxsize=4096)
def instant(time_zone: str, day: date, minutes: int, *, closing: bool) -> float:
    """Return the instant of a wall-clock time, in seconds since the epoch.

    A time that clocks skip becomes the instant of the skip. If a time occurs twice, the first occurrence opens and the
    second closes.
    """
    zone = ZoneInfo(time_zone)
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001 - the zone comes next
    early, late = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early > late:
        return _change(zone, late, early).timestamp()
    return (late if closing else early).timestamp()


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the first second between these instants of UTC that has the later offset."""
    offset = after.astimezone(zone).utcoffset()
    while (gap := after - before) > timedelta(seconds=1):
        middle = before + timedelta(seconds=gap // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


def _closed(hours: OpeningHours, today: date, opens_at: float | None) -> Moment:
    day = hours.exceptions.get(today, ExceptionalDay())
    return Moment(is_open=False, opens_at=opens_at, reason=day.reason, play=day.play)
