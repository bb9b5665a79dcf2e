"""What callers hear about a callback: the number read back, and the window in which they are called. Pure.

Only a line with callbacks needs this module, so nothing else imports it.
"""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from ivr.announcing.phrases import Phrases, Spoken
from ivr.announcing.times import Times, times


def read_back(words: Phrases, number: str, *, allows_another: bool) -> Spoken:
    """Return the question whether this is the right number. `number` is as `Numbers.read_aloud` returns it."""
    return words.fill("callback_right_or_other" if allows_another else "callback_right", number=number)


def promised(words: Phrases, *, low_at: float, high_at: float, now: float, zone: ZoneInfo | None) -> Spoken:
    """Return the sentence that promises a call in this window, which is in seconds since the epoch.

    With a `zone` it says clock times there, without one the minutes from `now`.
    """
    if zone is None:
        low_minutes, high_minutes = (max(0, round((each - now) / 60)) for each in (low_at, high_at))
        return words.range("callback_in" if low_minutes else "callback_within", low_minutes, high_minutes)
    high = _time(words, high_at, zone)
    if low_at <= now:
        return words.fill("callback_before", high=high)
    return words.fill("callback_between", low=_time(words, low_at, zone), high=high)


def _time(words: Phrases, moment: float, zone: ZoneInfo) -> str:
    local = datetime.fromtimestamp(moment, UTC).astimezone(zone)
    clock = words.clock
    pattern = clock.between_one if local.hour == 1 else clock.between
    return pattern.format(time=_times(words.name).time(local))


@cache
def _times(language: str) -> Times:
    return times(language)
