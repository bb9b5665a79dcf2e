"""What a caller on hold hears next. Pure."""

import math
from dataclasses import dataclass, replace

from ivr.announcing.announce import Announcement, State, minutes_up
from ivr.announcing.phrases import Phrases, Spoken
from ivr.voice.call_state import CallState
from waittimes.settings.line_policy import Hold


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known at one moment of a caller's wait."""

    waited_seconds: int
    newcomers: Announcement
    """What a caller who comes now would be told."""
    position: int | None = None
    """The caller's place in line; None where Twilio does not tell it."""


def is_due(state: CallState, waited_seconds: int, hold: Hold) -> bool:
    """Tell whether it is time for a word."""
    if state.last_word_seconds is None:
        return waited_seconds >= hold.hold_first_seconds
    since_seconds = waited_seconds - state.last_word_seconds
    # The wait went back: this is a second attempt, so the time of the last word means nothing.
    return since_seconds < 0 or since_seconds >= hold.hold_every_seconds


def speak(state: CallState, moment: Moment, hold: Hold, words: Phrases) -> tuple[list[Spoken], CallState]:
    """Return the sentences for this moment, and the state of the call once they are spoken."""
    sentence, state = _about_the_wait(state, moment, words)
    sentences, place = [sentence], moment.position
    if place is not None and _improves(state, place, hold):
        sentences.append(words.position(place))
        state = replace(state, position=place)
    return sentences, replace(state, last_word_seconds=moment.waited_seconds)


def _about_the_wait(state: CallState, moment: Moment, words: Phrases) -> tuple[Spoken, CallState]:
    if state.upper_minutes is None:
        return words.say("holding"), state
    remaining_seconds = state.upper_minutes * 60 - moment.waited_seconds
    if remaining_seconds < 0 and not state.is_overdue:
        return words.say("overdue"), replace(state, is_overdue=True)
    minutes = max(1, minutes_up(remaining_seconds))
    last = math.inf if state.last_minutes is None else state.last_minutes
    if remaining_seconds < 0 or state.is_overdue or minutes >= last or not _is_on_time(state, moment.newcomers):
        return words.say("holding"), state
    return words.remaining(minutes, is_least=minutes == 1), replace(state, last_minutes=minutes)


def _is_on_time(state: CallState, newcomers: Announcement) -> bool:
    """Tell whether the line is no slower than it was: a newcomer is promised no more than this caller was."""
    if newcomers.state is not State.NUMBER or newcomers.high_minutes is None or state.upper_minutes is None:
        return False
    return newcomers.high_minutes <= state.upper_minutes


def _improves(state: CallState, place: int, hold: Hold) -> bool:
    return hold.is_fifo and 1 <= place <= hold.position_limit and (state.position is None or place < state.position)
