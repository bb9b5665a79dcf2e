"""What callers hear about opening hours: that the line is closed, when it opens, or that it closes soon. Pure.

Only a line with opening hours needs this module, so nothing else imports it.
"""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from ivr.announcing.phrases import Phrases, Spoken
from ivr.announcing.times import Times, times
from waittimes.opening_hours import Moment, Reach

DAYS_OF_A_WEEKDAY = 7
"""A day this far ahead has the same weekday as today, so its date is said instead."""


def closed(words: Phrases, moment: Moment, *, now: float, zone: ZoneInfo | None) -> list[Spoken]:
    """Return the sentences for a call outside opening hours: why the line is closed and, if known, when it opens.

    Without a `zone` no time of day is said.
    """
    key = f"closed_{moment.reason}"
    why = words.say(key if key in words.sentences else "closed")
    if moment.play:
        why = Spoken(why.text, why.voice, why.language, moment.play)
    if moment.opens_at is None or zone is None:
        return [why]
    return [why, opening(words, moment.opens_at, now=now, zone=zone)]


def opening(words: Phrases, opens_at: float, *, now: float, zone: ZoneInfo) -> Spoken:
    """Return the sentence that says when the line opens: today, tomorrow, on a weekday, or on a date in its zone."""
    local, today = _local(opens_at, zone), _local(now, zone).date()
    days, at = (local.date() - today).days, _at(words, local)
    if days <= 1:
        return words.fill("opens_tomorrow" if days else "opens_today", at=at)
    if days < DAYS_OF_A_WEEKDAY:
        return words.fill("opens_weekday", weekday=words.clock.weekdays[local.weekday()], at=at)
    return words.fill("opens_date", date=_times(words.name).date(local), at=at)


def last_call(words: Phrases, reach: Reach, closes_at: float, zone: ZoneInfo) -> Spoken:
    """Return the sentence that warns of closing time. `reach` is UNCERTAIN or UNLIKELY."""
    return words.fill(f"closes_{reach}", at=_at(words, _local(closes_at, zone)))


def _at(words: Phrases, local: datetime) -> str:
    pattern = words.clock.at_one if local.hour == 1 else words.clock.at
    return pattern.format(time=_times(words.name).time(local))


def _local(moment: float, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(moment, UTC).astimezone(zone)


@cache
def _times(language: str) -> Times:
    return times(language)
