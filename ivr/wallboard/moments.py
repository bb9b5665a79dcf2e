"""Moments as the wallboard writes them."""

from datetime import UTC, datetime


def instant(moment: float | None) -> str | None:
    """Return a moment, in seconds since the epoch, as ISO 8601 in UTC; None for None."""
    return None if moment is None else datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")


def day(moment: float) -> str:
    """Return the date in UTC, as ISO 8601."""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}"
