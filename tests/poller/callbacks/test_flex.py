"""Style `flex`: a task is created once, watched, and cancelled when it is too late."""

from dataclasses import replace

import pytest

from tests.fakes.twilio_actions import NO_ANSWER, REFUSED, SERVER_ERROR, failing
from tests.fakes.waits import WORKSPACE
from tests.poller.callbacks.called_back import CalledBack
from tests.waittimes.callbacks.promised import CALL_SID, NOW
from waittimes.callbacks.record import State
from waittimes.deadline import OutOfTime


def test_a_task_takes_the_place_of_the_caller(flex: CalledBack) -> None:
    promised = flex.promise()

    flex.poll()

    (task,) = flex.twilio.created
    assert (task.started_at, task.priority, task.task_channel) == (promised.joined_at, 3, "voice")
    assert (task.workflow_sid, task.timeout_seconds) == (flex.line.workflow_sid, promised.expires_at - NOW - 60)
    stored = flex.stored()
    assert (stored.state, stored.attempts, stored.attempt_at) == (State.PLACED, 1, NOW + 60)
    assert [*flex.twilio.tasks] == [stored.task_sid]
    assert flex.figures("CallbackAttempts") == [1]


def test_a_task_that_stands_in_the_queue_costs_one_request_a_poll(flex: CalledBack) -> None:
    flex.promise()
    flex.poll()
    flex.twilio.asked.clear()

    flex.poll()

    assert flex.twilio.asked == {"fetch_task": 1}


@pytest.mark.parametrize("status", ["assigned", "wrapping", "completed"])
def test_a_task_that_an_agent_has_taken_ends_the_callback(flex: CalledBack, status: str) -> None:
    flex.promise(high_at=NOW + 100)
    flex.poll()
    flex.twilio.becomes(flex.stored().task_sid, status)

    flex.poll()

    assert (flex.stored().state, flex.stored().reached_at) == (State.REACHED, NOW + 120)
    assert flex.figures("CallbackLate") == [20]
    assert flex.emitted[-1][1] == {"account": "harbour", "line": "support"}


@pytest.mark.parametrize("is_deleted", [True, False])
def test_a_task_that_nobody_took_has_expired(flex: CalledBack, is_deleted: bool) -> None:
    flex.promise()
    flex.poll()
    flex.twilio.becomes(flex.stored().task_sid, "canceled")
    if is_deleted:
        flex.twilio.tasks.clear()

    flex.poll()

    assert flex.stored().state is State.EXPIRED
    assert flex.figures("CallbacksExpired") == [1]


def test_a_callback_that_expires_takes_its_task_along(flex: CalledBack) -> None:
    flex.promise(expires_at=NOW + 100)
    flex.poll()
    task_sid = flex.stored().task_sid

    flex.poll()

    assert flex.twilio.tasks[task_sid].status == "canceled"
    assert flex.stored().state is State.EXPIRED


def test_an_agent_who_takes_the_task_as_it_expires_has_reached_the_person(flex: CalledBack) -> None:
    flex.promise(expires_at=NOW + 100)
    flex.poll()
    task_sid = flex.stored().task_sid

    def takes(request: str) -> None:
        if request == "cancel_task":
            flex.twilio.becomes(task_sid, "assigned")

    flex.twilio.before = takes
    flex.poll()

    assert flex.stored().state is State.REACHED


def test_nothing_is_created_for_a_callback_that_has_expired(flex: CalledBack) -> None:
    flex.promise(expires_at=NOW + 30)

    flex.poll()

    assert (flex.stored().state, flex.twilio.created) == (State.EXPIRED, [])


def test_an_answer_that_is_lost_creates_no_second_task(flex: CalledBack) -> None:
    flex.promise()
    flex.twilio.after = failing("create_task", SERVER_ERROR)
    flex.poll()
    assert flex.stored().state is State.WAITING

    flex.poll()

    assert (flex.stored().state, len(flex.twilio.created)) == (State.PLACED, 1)
    assert [flex.stored().task_sid] == [*flex.twilio.tasks]


def test_what_may_still_be_on_its_way_is_waited_for(flex: CalledBack) -> None:
    flex.promise()
    flex.twilio.before = failing("create_task", NO_ANSWER)
    flex.poll()
    flex.twilio.asked.clear()

    flex.poll(after=15)
    assert not flex.twilio.asked

    flex.twilio.before = lambda _: None
    flex.poll(after=45)
    assert (flex.stored().state, flex.stored().attempts, len(flex.twilio.created)) == (State.PLACED, 2, 1)


@pytest.mark.parametrize("error", [REFUSED, OutOfTime()])
def test_a_task_that_was_surely_not_created_is_created_later(flex: CalledBack, error: Exception) -> None:
    flex.promise()
    flex.twilio.before = failing("create_task", error)
    flex.poll()
    assert (flex.stored().attempts, flex.stored().attempt_at, flex.stored().next_at) == (0, 0, NOW + 120)
    flex.twilio.before = lambda _: None
    flex.twilio.asked.clear()

    flex.poll()

    assert flex.stored().state is State.PLACED
    assert flex.twilio.asked == {"create_task": 1}


def test_an_operator_cancels_the_task_with_the_callback(flex: CalledBack) -> None:
    flex.promise()
    flex.poll()
    flex.changes(lambda each: replace(each, state=State.WITHDRAWN))
    task_sid = flex.stored().task_sid

    flex.poll()

    assert (flex.stored().state, flex.twilio.tasks[task_sid].status) == (State.CANCELLED, "canceled")


def test_a_task_that_comes_into_being_while_an_operator_cancels_is_found(flex: CalledBack) -> None:
    flex.promise()
    flex.twilio.after = failing("create_task", NO_ANSWER)
    flex.poll()
    flex.changes(lambda each: replace(each, state=State.WITHDRAWN))

    flex.poll()

    assert flex.stored().state is State.CANCELLED
    assert [each.status for each in flex.twilio.tasks.values()] == ["canceled"]


def test_a_canceled_task_is_no_caller_who_hung_up(flex: CalledBack) -> None:
    flex.promise(expires_at=NOW + 100, was_in_queue=False)
    flex.poll()
    flex.poll()

    found = flex.memory.of_queue(flex.line.task_queue_sid, [flex.line], flex.now)

    assert found.left_after_seconds == (60,)


def test_another_promise_to_the_same_number_is_another_task(flex: CalledBack) -> None:
    flex.promise()
    flex.poll()
    flex.twilio.becomes(flex.stored().task_sid, "completed")
    flex.poll()
    flex.promise(call_sid="CA" + "9" * 32)

    flex.poll()

    assert len(flex.twilio.created) == 2
    ids = {str(each.attributes["callback_id"]) for each in flex.twilio.created}
    assert {each.rpartition("-")[2] for each in ids} == {CALL_SID, "CA" + "9" * 32}
    assert flex.twilio.find_tasks(WORKSPACE, "callback_id", min(ids))


def test_a_task_that_comes_too_late_does_not_go_to_the_next_promise(flex: CalledBack) -> None:
    flex.promise()

    def promised_again(request: str) -> None:
        if request == "create_task":
            flex.changes(lambda each: each.finished(State.CANCELLED))
            flex.promise(call_sid="CA" + "9" * 32)

    flex.twilio.after = promised_again
    flex.poll()

    assert [each.status for each in flex.twilio.tasks.values()] == ["canceled"]
    assert (flex.stored().state, flex.stored().task_sid) == (State.WAITING, "")
