"""The sentences about a wait: that the line is closed, or the wait and, near closing time, a warning."""

from ivr.announcing.announce import State, estimate_for
from ivr.announcing.phrases import Phrases, Spoken
from ivr.current_wait import CurrentWait
from waittimes.settings.config import Line


def sentences(current: CurrentWait, words: Phrases, line: Line | None) -> list[Spoken]:
    """Return what a caller of this line hears now, without the greeting."""
    if line is None or current.opening is None:
        return [words.wait(current.announcement)]
    if current.is_closed:
        from ivr.announcing import closing

        # Without hours there is no zone in which to say when the line opens.
        zone = line.hours.zone if line.hours else None
        return closing.closed(words, current.opening, now=current.now, zone=zone)
    if line.hours is None:
        return [words.wait(current.announcement)]
    warning = last_call(current, words, line)
    return [words.wait(current.announcement), *([warning] if warning else [])]


def last_call(current: CurrentWait, words: Phrases, line: Line) -> Spoken | None:
    """Return the warning that the line may close before an answer; None if it serves past closing time or has time."""
    opening, hours = current.opening, line.hours
    if line.closing.last_call == "serve" or hours is None or opening is None or opening.closes_at is None:
        return None
    from ivr.announcing import closing
    from waittimes.opening_hours import Reach, reach

    low, high = _range_seconds(current, line.priority)
    found = reach(opening, current.now + line.closing.closing_margin_seconds, low_seconds=low, high_seconds=high)
    return (
        None if found in (Reach.YES, Reach.UNKNOWN) else closing.last_call(words, found, opening.closes_at, hours.zone)
    )


def _range_seconds(current: CurrentWait, priority: int) -> tuple[float | None, float | None]:
    """Return the low and the high end of the announced wait in seconds; None for an end that is not known."""
    announcement = current.announcement
    if announcement.state is State.NUMBER and current.wait is not None:
        estimate = estimate_for(current.wait, priority)
        return estimate.low_seconds, max(estimate.seconds or 0.0, estimate.high_seconds or 0.0)
    if announcement.low_minutes is None:
        return None, None
    high = announcement.high_minutes
    return 60.0 * announcement.low_minutes, float("inf") if high is None else 60.0 * high
