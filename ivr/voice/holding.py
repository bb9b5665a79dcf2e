"""What a caller on hold hears next. Pure."""

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
    """What a caller who joins the queue now would be told."""
    position: int | None = None
    """The caller's place in line; None where Twilio does not tell it."""


def is_due(state: CallState, waited_seconds: int, hold: Hold) -> bool:
    """Tell whether the next announcement on hold is due."""
    if state.last_word_seconds is None:
        return waited_seconds >= hold.hold_first_seconds
    since_seconds = waited_seconds - state.last_word_seconds
    # A wait that went back is that of a second attempt, for which the time of the last word means nothing.
    return since_seconds < 0 or since_seconds >= hold.hold_every_seconds


def speak(state: CallState, moment: Moment, hold: Hold, words: Phrases) -> tuple[list[Spoken], CallState]:
    """Return the sentences for this moment, and the state of the call once they are spoken."""
    sentence, state = _about_the_wait(state, moment, words)
    sentences, place = [sentence], moment.position
    if place is not None and _improves(state, place, hold):
        sentences.append(words.position(place))
        state = replace(state, position=place)
    heard = (state.times_on_hold or 0) + 1
    return sentences, replace(state, last_word_seconds=moment.waited_seconds, times_on_hold=heard)


def _about_the_wait(state: CallState, moment: Moment, words: Phrases) -> tuple[Spoken, CallState]:
    if state.due_seconds is None or state.is_overdue:
        return words.say("holding"), state
    remaining_seconds = state.due_seconds - moment.waited_seconds
    if remaining_seconds < 0:
        return words.say("overdue"), replace(state, is_overdue=True)
    newcomers_minutes = _believed_minutes(state, moment.newcomers)
    if newcomers_minutes is None:
        return words.say("holding"), state
    minutes = min(max(1, minutes_up(remaining_seconds)), newcomers_minutes)
    # A caller who hears a figure twice, or a higher one, believes that the queue stands still.
    if state.last_minutes is not None and minutes >= state.last_minutes:
        return words.say("holding"), state
    if newcomers_minutes * 60 < remaining_seconds:
        state = replace(state, revised_minutes=newcomers_minutes, revised_seconds=moment.waited_seconds)
    return words.remaining(minutes, is_least=minutes == 1), replace(state, last_minutes=minutes)


def _believed_minutes(state: CallState, newcomers: Announcement) -> int | None:
    """Return the upper figure that a newcomer would be told; None unless it supports this caller's promise.

    A newcomer is behind this caller, so the figure is an upper bound on what remains here. It supports the promise
    while a newcomer is promised no more than this caller was: then the queue has not become slower.
    """
    high_minutes = newcomers.high_minutes
    if newcomers.state is not State.NUMBER or high_minutes is None or state.promised_minutes is None:
        return None
    return high_minutes if high_minutes <= state.promised_minutes else None


def _improves(state: CallState, place: int, hold: Hold) -> bool:
    return hold.is_fifo and 1 <= place <= hold.position_limit and (state.position is None or place < state.position)
