"""What a caller on hold is told next. Pure: the promise, this moment and the line's wishes become a word, or none."""

import math
from dataclasses import dataclass, replace

from ivr.announcing.announce import Announcement, State, minutes_up
from ivr.announcing.phrases import Phrases, Spoken
from ivr.voice.call_state import CallState
from waittimes.settings.line_policy import Hold


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a held caller stands."""

    waited_seconds: int
    now: Announcement
    """What somebody who calls now would be told."""
    position: int | None = None
    """The place in line, where Twilio tells it."""


def is_due(told: CallState, waited_seconds: int, hold: Hold) -> bool:
    """Tell whether it is time for a word."""
    if told.word_seconds is None:
        return waited_seconds >= hold.hold_first_seconds
    # A count that went back is a second attempt's: it says nothing about when the last word was.
    since_seconds = waited_seconds - told.word_seconds
    return since_seconds < 0 or since_seconds >= hold.hold_every_seconds


def word(told: CallState, moment: Moment, hold: Hold, words: Phrases) -> tuple[list[Spoken], CallState]:
    """Return the sentences that are due now, and the state of the call after them."""
    sentence, told = _about_the_wait(told, moment, words)
    sentences, place = [sentence], moment.position
    if place is not None and _improves(told, place, hold):
        sentences.append(words.position(place))
        told = replace(told, position=place)
    return sentences, replace(told, word_seconds=moment.waited_seconds)


def _about_the_wait(told: CallState, moment: Moment, words: Phrases) -> tuple[Spoken, CallState]:
    if told.upper_minutes is None:
        return words.say("holding"), told
    remaining_seconds = told.upper_minutes * 60 - moment.waited_seconds
    if remaining_seconds < 0 and not told.is_overdue:
        return words.say("overdue"), replace(told, is_overdue=True)
    minutes = max(1, minutes_up(remaining_seconds))
    said = math.inf if told.said_minutes is None else told.said_minutes
    if remaining_seconds < 0 or told.is_overdue or minutes >= said or not _is_on_time(told, moment.now):
        return words.say("holding"), told
    return words.remaining(minutes, is_least=minutes == 1), replace(told, said_minutes=minutes)


def _is_on_time(told: CallState, now: Announcement) -> bool:
    """Tell whether the line is no slower than it was: who calls now is promised no more than this caller was."""
    if now.state is not State.NUMBER or now.high_minutes is None or told.upper_minutes is None:
        return False
    return now.high_minutes <= told.upper_minutes


def _improves(told: CallState, place: int, hold: Hold) -> bool:
    return hold.is_fifo and 1 <= place <= hold.position_limit and (told.position is None or place < told.position)
