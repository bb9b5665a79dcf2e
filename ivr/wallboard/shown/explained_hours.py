"""A line's opening hours in a few words."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from ivr.switch import Override
from waittimes.opening_hours import Moment, OpeningHours
from waittimes.settings.hours import shown

ALWAYS_OPEN = "It has no opening hours: it is always open."


def explained(hours: OpeningHours | None, moment: Moment | None, override: Override | None, now: float) -> list[str]:
    """Return sentences that say whether the line is open, until when, and why."""
    zone: tzinfo = hours.zone if hours else UTC
    return list(_sentences(hours, moment, override, now, zone))


def _sentences(
    hours: OpeningHours | None, moment: Moment | None, override: Override | None, now: float, zone: tzinfo
) -> Iterator[str]:
    if hours is None and override is None:
        yield ALWAYS_OPEN
        return
    if moment is not None:
        yield _now(moment, now, zone)
    if override is not None:
        state, by = "open" if override.is_open else "closed", f" by {override.set_by}" if override.set_by else ""
        why = f" ({override.reason})" if override.reason else ""
        set_at = f" at {_local(override.set_at, now, zone)}" if override.set_at else ""
        yield f"Kept {state} against its hours until {_local(override.until, now, zone)}{why}, set{by}{set_at}."
    if hours is not None:
        today = datetime.fromtimestamp(now, zone).date()
        spans = ", ".join(shown(each) for each in hours.spans(today)) or "closed all day"
        yield f"Today: {spans}. Time zone: {hours.time_zone}."


def _now(moment: Moment, now: float, zone: tzinfo) -> str:
    if moment.is_open:
        until = f", until {_local(moment.closes_at, now, zone)}" if moment.closes_at is not None else ""
        return f"Open now{until}."
    opens = f", until {_local(moment.opens_at, now, zone)}" if moment.opens_at is not None else ""
    return f"Closed now{f' ({moment.reason})' if moment.reason else ''}{opens}."


def _local(at: float, now: float, zone: tzinfo) -> str:
    """Return the moment in the zone: the time of day, with its date if that is not today's."""
    local, today = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(now, zone).date()
    name = f" {zone}" if zone is UTC else ""
    return f"{local:%H:%M}{name}" if local.date() == today else f"{local:%A, %d %B, %H:%M}{name}"
