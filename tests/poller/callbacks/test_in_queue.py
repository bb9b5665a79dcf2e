"""People who are on the phone: what the poller does where a webhook was lost, or a person has rung in again."""

from dataclasses import replace

import pytest

from tests.fakes.twilio_actions import NO_ANSWER, failing, nothing
from tests.poller.callbacks.called_back import CalledBack
from tests.waittimes.callbacks.promised import CALL_SID, NOW
from waittimes.callbacks.record import State

AGAIN, OUTBOUND = "CA" + "6" * 32, "CA" + "8" * 32


def lives(line: CalledBack, call_sid: str, status: str = "in-progress") -> None:
    """Let Twilio know of a call with this SID."""
    line.twilio.calls[call_sid] = replace(line.twilio.calls[line.twilio.add_call(status)], sid=call_sid)


def test_a_confirmed_call_that_just_leaves_is_left_to_its_webhook(flex: CalledBack) -> None:
    flex.promise(State.CONFIRMED)

    flex.poll(after=59)

    assert flex.twilio.asked == {}


def test_a_call_that_still_goes_on_may_have_been_answered_by_an_agent(flex: CalledBack) -> None:
    flex.promise(State.CONFIRMED)
    lives(flex, CALL_SID)

    flex.poll()

    assert flex.stored().state is State.CONFIRMED
    assert flex.twilio.asked == {"fetch_call": 1}


@pytest.mark.parametrize("is_known", [True, False])
def test_a_call_that_ended_without_a_webhook_is_called_back(flex: CalledBack, is_known: bool) -> None:
    flex.promise(State.CONFIRMED)
    if is_known:
        lives(flex, CALL_SID, "completed")
    flex.twilio.add_task("canceled", started_at=NOW - 90, call_sid=CALL_SID)

    flex.poll()

    assert (flex.stored().state, flex.stored().left_at) == (State.WAITING, NOW + 60)


def test_a_call_that_an_agent_answered_is_not_called_back(flex: CalledBack) -> None:
    flex.promise(State.CONFIRMED)
    flex.twilio.add_task("completed", started_at=NOW - 90, call_sid=CALL_SID)

    flex.poll()

    assert flex.stored().state is State.CONNECTED


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("pending", State.ACCEPTED),
        ("assigned", State.REACHED),
        ("completed", State.REACHED),
        ("canceled", State.ABANDONED),
    ],
)
def test_what_became_of_who_pressed_the_key_is_learned(dial: CalledBack, status: str, state: State) -> None:
    dial.promise(State.ACCEPTED, outbound_call_sid=OUTBOUND, reached_at=NOW)
    dial.twilio.add_task(status, started_at=NOW, call_sid=OUTBOUND)

    dial.poll()

    assert dial.stored().state is state
    assert dial.stored().reached_at == NOW


def test_an_accepted_call_that_is_over_for_long_was_answered(dial: CalledBack) -> None:
    dial.promise(State.ACCEPTED, outbound_call_sid=OUTBOUND, reached_at=NOW)
    lives(dial, OUTBOUND)
    dial.poll()
    assert dial.stored().state is State.ACCEPTED
    lives(dial, OUTBOUND, "completed")

    dial.poll()

    assert dial.stored().state is State.REACHED


def test_who_rings_in_again_gets_the_place(dial: CalledBack) -> None:
    promised = dial.promise(State.REJOINED, rejoined_call_sid=AGAIN)
    task_sid = dial.twilio.add_task(started_at=NOW + 50, call_sid=AGAIN)

    dial.poll()

    assert dial.twilio.tasks[task_sid].started_at == promised.joined_at
    assert dial.stored().rejoined_task_sid == task_sid


def test_the_callbacks_own_task_goes_first(flex: CalledBack) -> None:
    flex.promise()
    flex.poll()
    own = flex.stored().task_sid
    flex.changes(lambda each: replace(each, state=State.REJOINED, rejoined_call_sid=AGAIN))
    again = flex.twilio.add_task(started_at=NOW + 100, call_sid=AGAIN)

    flex.poll()

    assert flex.twilio.tasks[own].status == "canceled"
    assert flex.twilio.tasks[again].started_at == flex.stored().joined_at


def test_an_own_task_whose_creation_is_unsure_is_looked_for_and_cancelled(flex: CalledBack) -> None:
    flex.promise()
    flex.twilio.after = failing("create_task", NO_ANSWER)
    flex.poll()
    flex.changes(lambda each: replace(each, state=State.REJOINED, rejoined_call_sid=AGAIN))
    flex.twilio.add_task(started_at=NOW + 100, call_sid=AGAIN)

    flex.poll()

    assert sorted(each.status for each in flex.twilio.tasks.values()) == ["canceled", "pending"]
    assert flex.stored().rejoined_task_sid


def test_an_agent_who_took_the_own_task_meanwhile_calls_the_person(flex: CalledBack) -> None:
    flex.promise()
    flex.poll()
    flex.twilio.becomes(flex.stored().task_sid, "assigned")
    flex.changes(lambda each: replace(each, state=State.REJOINED, rejoined_call_sid=AGAIN))

    flex.poll()

    assert flex.stored().state is State.REACHED


@pytest.mark.parametrize(
    ("status", "state"), [("pending", State.REJOINED), ("assigned", State.REACHED), ("canceled", State.WAITING)]
)
def test_what_became_of_the_new_call_is_learned(dial: CalledBack, status: str, state: State) -> None:
    dial.promise(State.REJOINED, rejoined_call_sid=AGAIN)
    task_sid = dial.twilio.add_task(started_at=NOW + 50, call_sid=AGAIN)
    dial.poll()
    dial.twilio.becomes(task_sid, status)

    dial.poll()

    assert dial.stored().state is state


def test_who_hangs_up_again_is_called_back_as_before(flex: CalledBack) -> None:
    flex.promise(State.REJOINED, rejoined_call_sid=AGAIN)

    flex.poll()
    assert flex.stored().rejoined_call_sid == ""
    flex.poll()

    assert flex.stored().state is State.PLACED


def test_a_new_call_whose_task_does_not_exist_yet_is_looked_for_again(dial: CalledBack) -> None:
    dial.promise(State.REJOINED, rejoined_call_sid=AGAIN)
    lives(dial, AGAIN)
    dial.poll()
    task_sid = dial.twilio.add_task(started_at=NOW + 100, call_sid=AGAIN)

    dial.poll()

    assert dial.stored().rejoined_task_sid == task_sid


def test_a_new_call_that_is_queued_once_more_keeps_the_place(dial: CalledBack) -> None:
    dial.promise(State.REJOINED, rejoined_call_sid=AGAIN)
    lives(dial, AGAIN)
    failed = dial.twilio.add_task(started_at=NOW + 50, call_sid=AGAIN)
    dial.poll()
    dial.twilio.becomes(failed, "canceled")
    again = dial.twilio.add_task(started_at=NOW + 90, call_sid=AGAIN)

    dial.poll()
    dial.poll()

    assert dial.stored().state is State.REJOINED
    assert dial.twilio.tasks[again].started_at == dial.stored().joined_at


def test_a_place_whose_change_got_no_answer_is_given_again(dial: CalledBack) -> None:
    dial.promise(State.REJOINED, rejoined_call_sid=AGAIN)
    task_sid = dial.twilio.add_task(started_at=NOW + 50, call_sid=AGAIN)
    dial.twilio.before = failing("update_task", NO_ANSWER)
    dial.poll()
    dial.twilio.before = nothing

    dial.poll()

    assert dial.twilio.tasks[task_sid].started_at == dial.stored().joined_at
