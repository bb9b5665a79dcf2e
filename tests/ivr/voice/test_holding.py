"""On hold, a remaining figure is said only while it is believed, and never climbs. Otherwise the caller is thanked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.announcing import languages
from ivr.announcing.announce import NOTHING, Announcement, State, minutes_up
from ivr.voice import holding
from ivr.voice.call_state import NOTHING_PROMISED, CallState
from ivr.voice.holding import Moment
from simulator.caller.phone.durations import sentence_seconds
from tests.ivr.voice.hold_sentences import COMFORT, OVERDUE
from waittimes.settings.line_policy import Hold

WORDS = languages.load()["en"]
HOLD = Hold()
PROMISED = CallState(announced_at=1_795_000_000, estimate_seconds=390, upper_minutes=7, last_minutes=7)
SAME = Announcement(State.NUMBER, 7, 7)


def said(
    state: CallState, waited: int, now: Announcement = SAME, *, place: int | None = None, hold: Hold = HOLD
) -> str:
    sentences, _ = holding.speak(state, Moment(waited, now, place), hold, WORDS)
    return " ".join(each.text for each in sentences)


def test_words_on_hold_come_first_after_45_seconds_then_every_90() -> None:
    assert [at for at in (0, 44, 45, 46) if holding.is_due(PROMISED, at, HOLD)] == [45, 46]
    assert [at for at in (47, 134, 135) if holding.is_due(replace(PROMISED, last_word_seconds=45), at, HOLD)] == [135]


@pytest.mark.parametrize(
    ("waited", "sentence"),
    [
        (59, COMFORT),
        (60, "Thank you for holding. It should be about 6 minutes more."),
        (130, "Thank you for holding. It should be about 5 minutes more."),
        (360, "Thank you for holding. It should be less than a minute now."),
        (420, "Thank you for holding. It should be less than a minute now."),
        (421, OVERDUE),
    ],
)
def test_what_remains_of_the_promise_is_said_once_it_is_less_than_the_last_figure(waited: int, sentence: str) -> None:
    assert said(PROMISED, waited) == sentence


@pytest.mark.parametrize(
    "now",
    [
        Announcement(State.NUMBER, 8, 8),
        Announcement(State.NUMBER, 45, None),
        Announcement(State.BAND, 5, 10),
        Announcement(State.SHORTLY),
        Announcement(State.UNSTAFFED),
        NOTHING,
    ],
)
def test_without_a_fresh_number_that_is_no_higher_there_is_only_comfort(now: Announcement) -> None:
    assert said(PROMISED, 200, now) == COMFORT


def test_a_broken_promise_is_admitted_once() -> None:
    sentences, state = holding.speak(PROMISED, Moment(500, NOTHING), HOLD, WORDS)

    assert [each.text for each in sentences] == [OVERDUE]
    assert state.is_overdue
    assert said(state, 600) == COMFORT


@pytest.mark.parametrize("state", [NOTHING_PROMISED, CallState(announced_at=5, estimate_seconds=4000)])
def test_where_no_upper_figure_was_spoken_there_is_only_comfort(state: CallState) -> None:
    assert said(state, 9000) == COMFORT


def test_a_caller_who_waits_hears_the_shorter_wait_that_newcomers_are_told() -> None:
    promised = CallState(announced_at=1_795_000_000, estimate_seconds=570, upper_minutes=10, last_minutes=10)

    sentences, state = holding.speak(promised, Moment(120, Announcement(State.NUMBER, 0, 2)), HOLD, WORDS)

    assert sentences[0].text == "Thank you for holding. It should be about 2 minutes more."
    assert (state.promised_minutes, state.due_seconds) == (2, 240)
    assert said(state, 200, Announcement(State.NUMBER, 2, 2)) == (
        "Thank you for holding. It should be less than a minute now."
    )
    assert said(state, 200, Announcement(State.NUMBER, 3, 3)) == COMFORT
    assert said(state, 241, Announcement(State.NUMBER, 0, 1)) == OVERDUE


def test_a_newcomers_figure_that_is_no_shorter_leaves_the_promise_as_it_was() -> None:
    _, state = holding.speak(PROMISED, Moment(130, Announcement(State.NUMBER, 6, 6)), HOLD, WORDS)

    assert (state.last_minutes, state.revised_minutes, state.due_seconds) == (5, None, 420)


@given(
    upper=st.integers(1, 60),
    moments=st.lists(
        st.tuples(
            st.integers(0, 4000),
            st.builds(Announcement, st.just(State.NUMBER), st.just(0), st.none() | st.integers(1, 60))
            | st.sampled_from([NOTHING, Announcement(State.SHORTLY), Announcement(State.BAND, 0, 5)]),
        ),
        max_size=12,
    ),
)
def test_a_figure_never_climbs_and_never_exceeds_what_was_promised_or_what_newcomers_are_told(
    upper: int, moments: list[tuple[int, Announcement]]
) -> None:
    state = CallState(announced_at=5, estimate_seconds=upper * 60, upper_minutes=upper, last_minutes=upper)
    figures, due, admitted = [upper], [upper * 60], 0
    for waited, newcomers in sorted(moments, key=lambda each: each[0]):
        sentences, after = holding.speak(state, Moment(waited, newcomers), HOLD, WORDS)
        admitted += sentences[0].text == OVERDUE
        if after.last_minutes != state.last_minutes:
            assert after.last_minutes is not None
            assert newcomers.state is State.NUMBER
            assert after.last_minutes <= (newcomers.high_minutes or 0)
            assert after.last_minutes <= max(1, minutes_up(due[-1] - waited))
            assert sentences[0].text != COMFORT
            figures.append(after.last_minutes)
        else:
            assert sentences[0].text in (COMFORT, OVERDUE)
        due.append(after.due_seconds or 0)
        assert (sentences[0].text == OVERDUE) == (after.is_overdue and not state.is_overdue)
        assert not after.is_overdue or waited > due[-1] or state.is_overdue
        state = after

    assert figures == sorted(set(figures), reverse=True)
    assert due == sorted(due, reverse=True)
    assert admitted <= 1


FIFO = Hold(is_fifo=True, position_limit=5)


@pytest.mark.parametrize(
    ("before", "place", "sentence"),
    [
        (None, 5, " You're number 5 in line."),
        (5, 5, ""),
        (5, 6, ""),
        (3, 1, " You're next in line."),
        (None, 6, ""),
        (None, 0, ""),
        (None, None, ""),
    ],
)
def test_a_place_in_line_is_said_only_when_it_improves(before: int | None, place: int | None, sentence: str) -> None:
    state = replace(NOTHING_PROMISED, position=before)

    assert said(state, 60, place=place, hold=FIFO) == COMFORT + sentence
    assert said(state, 60, place=place) == COMFORT


@pytest.mark.parametrize("language", languages.load())
def test_no_word_keeps_an_agent_waiting_for_long(language: str) -> None:
    words = languages.load()[language]
    spoken = [words.say("holding"), words.say("overdue"), words.remaining(25, is_least=False)]

    assert all(sentence_seconds(each.text) <= 12 for each in spoken)
    assert all(sentence_seconds(f"{each.text} {words.position(10).text}") <= 15 for each in spoken)
