"""Moments as the wallboard writes them."""

from datetime import UTC, datetime, tzinfo


def instant(moment: float | None) -> str | None:
    """Return a moment, in seconds since the epoch, as ISO 8601 in UTC; None for None."""
    return None if moment is None else datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")


def time_of_day(moment: float, zone: tzinfo) -> str:
    """Return the time of day in the zone, "14:05"."""
    return f"{datetime.fromtimestamp(moment, UTC).astimezone(zone):%H:%M}"
