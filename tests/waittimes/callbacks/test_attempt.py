"""A call to the person has ended: what becomes of the callback."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.waittimes.callbacks.promised import NOW, promised
from waittimes.callbacks.attempt import ENDED, NOT_REACHED, after_call
from waittimes.callbacks.record import Callback, State
from waittimes.settings.line_callback import DIAL, CallbackPolicy

POLICY = CallbackPolicy(DIAL, attempts=3, pause_minutes=7)
FIRST_SID, SECOND_SID = "CA" + "31" * 16, "CA" + "32" * 16
STATUSES = st.sampled_from([*sorted(ENDED), "queued", "initiated", "ringing", "in-progress", "", "new-one"])


def calling(**changed: Any) -> Callback:
    """Return a callback whose second call rings."""
    values: dict[str, Any] = {
        "state": State.CALLING,
        "attempts": 2,
        "attempt_at": NOW - 20,
        "outbound_call_sid": SECOND_SID,
    }
    return promised(**values | {"ended_call_sid": FIRST_SID} | changed)


@pytest.mark.parametrize("status", sorted(NOT_REACHED))
def test_who_was_not_reached_is_called_again_after_the_pause(status: str) -> None:
    after = after_call(calling(), SECOND_SID, status, POLICY, now=NOW)

    assert after == replace(calling(), state=State.WAITING, next_at=NOW + 420, ended_call_sid=SECOND_SID)


def test_a_wrong_number_is_never_called_again() -> None:
    after = after_call(calling(), SECOND_SID, "failed", POLICY, now=NOW)

    assert (after.state, after.number, after.caller_id) == (State.REFUSED, "", "")


@pytest.mark.parametrize("changed", [{"attempts": 3}, {"expires_at": NOW + 420}])
def test_without_another_attempt_in_time_the_callback_expires(changed: dict[str, Any]) -> None:
    after = after_call(calling(**changed), SECOND_SID, "busy", POLICY, now=NOW)

    assert (after.state, after.number) == (State.EXPIRED, "")


def test_a_call_that_ended_before_its_sid_was_noted_counts() -> None:
    after = after_call(calling(outbound_call_sid=""), SECOND_SID, "no-answer", POLICY, now=NOW)

    assert (after.state, after.outbound_call_sid) == (State.WAITING, SECOND_SID)


@pytest.mark.parametrize("known", ["", SECOND_SID])
def test_news_of_the_call_before_does_not_end_the_newest(known: str) -> None:
    callback = calling(outbound_call_sid=known)

    assert after_call(callback, FIRST_SID, "completed", POLICY, now=NOW) == callback


@given(STATUSES, st.sampled_from(sorted(set(State) - {State.CALLING})))
def test_nothing_else_is_changed_by_the_end_of_a_call(status: str, state: State) -> None:
    callback = calling(state=state)

    assert after_call(callback, SECOND_SID, status, POLICY, now=NOW) == callback


@given(STATUSES.filter(lambda each: each not in ENDED))
def test_a_call_that_is_not_over_changes_nothing(status: str) -> None:
    assert after_call(calling(), SECOND_SID, status, POLICY, now=NOW) == calling()


@given(STATUSES, STATUSES, st.integers(1, 5), st.floats(0, 1e6))
def test_news_that_comes_twice_changes_nothing_the_second_time(
    first: str, second: str, attempts: int, seconds_left: float
) -> None:
    callback = calling(attempts=attempts, expires_at=NOW + seconds_left)

    once = after_call(callback, SECOND_SID, first, POLICY, now=NOW)

    assert first not in ENDED or after_call(once, SECOND_SID, second, POLICY, now=NOW + 1) == once
    assert not once.state.is_pending or once.number == callback.number
