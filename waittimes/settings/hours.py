"""Opening hours as settings: a table `[hours.NAME]` that lines name.

The arithmetic is in waittimes/opening_hours.py, which is imported only where there is such a table.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from waittimes.settings import formats
from waittimes.settings.declaration import Setting, declared
from waittimes.settings.kinds import Kind, Written

if TYPE_CHECKING:
    from datetime import date

    from waittimes.opening_hours import ExceptionalDay, OpeningHours, Span

ALL_DAY = "all_day"
REASONS = ("holiday", "event", "training", "emergency")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
_MINUTES_A_DAY = 24 * 60
_SPANS_IN_FILE = f'a list of spans such as "08:00-18:00" or "22:00-06:00", or ["{ALL_DAY}"]'


class TimeZone(Kind):
    """A time zone of the IANA database."""

    nothing = "UTC"

    @property
    def in_file(self) -> str:
        """A zone in words."""
        return 'a time zone of the IANA database, such as "Europe/Berlin"'

    def read(self, written: Written) -> Any:
        """Return the zone's name."""
        from zoneinfo import ZoneInfo

        try:
            return ZoneInfo(written.value).key
        except (TypeError, ValueError, OSError, KeyError):
            written.complain(f"is {written.value!r}; write {self.in_file}")
            return self.nothing


class Spans(Kind):
    """The spans of one day."""

    nothing = ()

    @property
    def in_file(self) -> str:
        """The list in words."""
        return _SPANS_IN_FILE

    def read(self, written: Written) -> Any:
        """Return the spans in their order."""
        from waittimes.opening_hours import overlapping

        if not isinstance(written.value, list):
            written.complain(f"is {written.value!r}; write {_SPANS_IN_FILE}")
            return ()
        found = tuple(sorted(span for value in written.value if (span := _span(written.member(value)))))
        if twice := overlapping(found):
            one, other = map(shown, twice)
            written.complain(f"has {one} and {other}, which overlap; write one span for both")
        return found


class Exceptions(Kind):
    """Dates on which the weekly plan does not hold."""

    @property
    def in_file(self) -> str:
        """The table in words."""
        return (
            f"a table by date: `open` (a list of spans) or `closed = true`; `reason` ({', '.join(REASONS)}) or `play`"
        )

    def read(self, written: Written) -> Any:
        """Return the exceptional days by date."""
        if not isinstance(written.value, Mapping):
            written.complain(f"is {written.value!r}; write {self.in_file}")
            return {}
        found = ((_date(written, key), written.member(value, key)) for key, value in written.value.items())
        return {day: exceptional for day, each in found if day and (exceptional := _exceptional_day(each))}


def _weekday(name: str) -> Mapping[str, Setting]:
    return declared(Spans(), f"when it is open on a {name}", otherwise="closed all day")


@dataclass(frozen=True, slots=True)
class Hours:
    """The opening hours that a table describes."""

    time_zone: str = field(metadata=declared(TimeZone(), "the time zone of all these times"))
    monday: "tuple[Span, ...]" = field(default=(), metadata=_weekday("Monday"))
    tuesday: "tuple[Span, ...]" = field(default=(), metadata=_weekday("Tuesday"))
    wednesday: "tuple[Span, ...]" = field(default=(), metadata=_weekday("Wednesday"))
    thursday: "tuple[Span, ...]" = field(default=(), metadata=_weekday("Thursday"))
    friday: "tuple[Span, ...]" = field(default=(), metadata=_weekday("Friday"))
    saturday: "tuple[Span, ...]" = field(default=(), metadata=_weekday("Saturday"))
    sunday: "tuple[Span, ...]" = field(default=(), metadata=_weekday("Sunday"))
    exceptions: "Mapping[date, ExceptionalDay]" = field(
        default_factory=dict,
        metadata=declared(Exceptions(), "dates that differ from the week; each replaces the spans that start on it"),
    )

    @property
    def opening_hours(self) -> "OpeningHours":
        """The same hours, ready for arithmetic."""
        from waittimes.opening_hours import OpeningHours

        return OpeningHours(self.time_zone, tuple(getattr(self, name) for name in WEEKDAYS), self.exceptions)

    def overlapping_nights(self) -> "tuple[str, str, Span, Span] | None":
        """Return two neighbouring days, and a span of each, if the first span runs into the second; else None."""
        for name, following in zip(WEEKDAYS, (*WEEKDAYS[1:], WEEKDAYS[0]), strict=True):
            night, morning = getattr(self, name)[-1:], getattr(self, following)[:1]
            if night and morning and night[0].closes - _MINUTES_A_DAY > morning[0].opens:
                return name, following, night[0], morning[0]
        return None


def shown(span: "Span") -> str:
    """Return the span as it is written in the file."""
    closes = span.closes if span.closes <= _MINUTES_A_DAY else span.closes - _MINUTES_A_DAY
    if span == (0, _MINUTES_A_DAY):
        return ALL_DAY
    return f"{span.opens // 60:02}:{span.opens % 60:02}-{closes // 60:02}:{closes % 60:02}"


def _span(written: Written) -> "Span | None":
    from waittimes.opening_hours import Span

    if written.value == ALL_DAY:
        return Span(0, _MINUTES_A_DAY)
    match = _SPAN.fullmatch(written.value) if isinstance(written.value, str) else None
    if match is None:
        written.complain(f"has {written.value!r}; write {_SPANS_IN_FILE}")
        return None
    opens = int(match[1]) * 60 + int(match[2])
    closes = int(match[3]) * 60 + int(match[4]) if match[3] else _MINUTES_A_DAY
    if opens == closes:
        written.complain(f'has {written.value!r}, which is empty; for the whole day write "{ALL_DAY}"')
        return None
    return Span(opens, closes if closes > opens else closes + _MINUTES_A_DAY)


def _date(written: Written, key: str) -> "date | None":
    from datetime import date

    try:
        return date.fromisoformat(key)
    except ValueError:
        written.complain(f"has {key!r}, which is no date; write it as 2026-12-25")
        return None


def _exceptional_day(written: Written) -> "ExceptionalDay | None":
    from waittimes.opening_hours import ExceptionalDay

    day = written.value
    if not isinstance(day, Mapping) or not day.keys() <= {"open", "closed", "reason", "play"}:
        written.complain(f"is {day!r}; write {Exceptions().in_file}")
        return None
    if ("open" in day) == (day.get("closed") is True) or day.get("closed") not in (None, True):
        written.complain("needs either open, a list of spans, or closed = true; write one of them")
        return None
    if day.get("reason", "holiday") not in REASONS:
        written.complain(f"has the reason {day['reason']!r}; write one of {', '.join(REASONS)}, or leave it out")
        return None
    play = written.member(day["play"], "play").checked(formats.PUBLIC_URL) if "play" in day else ""
    spans = Spans().read(written.member(day["open"], "open")) if "open" in day else ()
    return ExceptionalDay(spans, day.get("reason", ""), play)
