"""Style `dial`: people are called when their place comes up, each once at a time, and never too often."""

from dataclasses import replace
from typing import Any

import pytest

from poller.taskrouter.actions import NewCall
from poller.taskrouter.port import TaskRouterError
from tests.fakes.twilio_actions import NO_ANSWER, SERVER_ERROR, failing, nothing
from tests.poller.callbacks.called_back import PHONE, WORKFLOW, CalledBack, in_queue, moving
from tests.waittimes.callbacks.promised import CALLED, NOW, NUMBER, OTHER_NUMBER
from waittimes.callbacks.attempt import after_call
from waittimes.callbacks.record import State
from waittimes.deadline import OutOfTime
from waittimes.opening_hours import OpeningHours, Span
from waittimes.routing.workflow import read
from waittimes.wait import Basis, Wait

THIRD_NUMBER = "+4969777888"


def test_a_person_whose_place_comes_up_is_called(dial: CalledBack) -> None:
    dial.promise()

    dial.poll()

    url = f"{PHONE}/callback/support/en"
    assert dial.twilio.ordered == [
        NewCall(to=NUMBER, caller_id=CALLED, ring_seconds=20, url=url, status_url=f"{url}/ended")
    ]
    stored = dial.stored()
    assert (stored.state, stored.attempts, stored.attempt_at) == (State.CALLING, 1, NOW + 60)
    assert [stored.outbound_call_sid] == [*dial.twilio.calls]
    assert dial.figures("CallbackAttempts") == [1]


def test_a_reading_without_a_call_costs_one_list_for_the_queue(dial: CalledBack) -> None:
    dial.promise()
    dial.promise(number=OTHER_NUMBER)
    in_queue(dial, *[600] * 30)

    dial.poll()

    assert dial.twilio.asked == {"pending_tasks": 1}


def test_people_are_called_in_the_order_of_their_places(dial: CalledBack) -> None:
    numbers = [NUMBER, OTHER_NUMBER, THIRD_NUMBER]
    for place, number in enumerate(numbers):
        dial.promise(number=number, joined_at=NOW - 10 * place)
    dial.wait = moving(per_minute=6)

    dial.poll()

    assert [each.to for each in dial.twilio.ordered] == [*reversed(numbers)]


def test_no_more_are_called_than_agents_take_soon(dial: CalledBack) -> None:
    for place in range(20):
        dial.promise(number=f"+49301112{place:02}", joined_at=NOW - place)
    dial.wait = moving(per_minute=0.3, free=2)

    dial.poll(after=15)

    assert len(dial.twilio.ordered) == 2


@pytest.mark.parametrize(
    "wait",
    [
        None,
        moving(per_minute=0.0),
        moving(evidence={}, answered=0),
        moving(per_minute=3, basis=Basis.UNSTAFFED),
    ],
)
def test_nobody_is_called_into_a_queue_that_does_not_move(dial: CalledBack, wait: Wait | None) -> None:
    dial.promise()
    dial.wait = wait

    dial.poll()

    assert dial.twilio.asked == {}


def test_nobody_is_called_outside_the_calling_hours(dial: CalledBack) -> None:
    dial.promise()
    dial.line = replace(dial.line, hours=OpeningHours("Europe/Berlin", ((Span(0, 60),),) * 7))

    dial.poll()

    assert dial.twilio.asked == {}
    assert dial.stored().state is State.WAITING


@pytest.mark.parametrize("document", [None, {"priority": 9}])
def test_nobody_is_called_where_priority_would_not_count(
    dial: CalledBack, document: object, caplog: pytest.LogCaptureFixture
) -> None:
    target = {"queue": dial.line.task_queue_sid, "priority": 9}
    dial.workflows = {WORKFLOW: read({"task_routing": {"default_filter": target}})} if document else {}
    dial.promise()

    dial.poll()

    assert dial.twilio.asked == {}
    assert [each.message for each in caplog.records] == ["callbacks.not_dialled"]


def test_who_does_not_answer_is_called_again_after_the_pause(dial: CalledBack) -> None:
    dial.promise()
    dial.poll()
    dial.twilio.becomes(dial.stored().outbound_call_sid, "no-answer")
    first = dial.stored().outbound_call_sid
    dial.changes(lambda each: after_call(each, first, "no-answer", dial.policy, now=dial.now))

    dial.poll(after=7 * 60 - 1)
    assert len(dial.twilio.ordered) == 1

    dial.poll(after=2)
    assert (len(dial.twilio.ordered), dial.stored().attempts) == (2, 2)


def test_the_end_of_a_call_that_nobody_told_is_learned(dial: CalledBack) -> None:
    dial.promise()
    dial.poll()
    dial.twilio.becomes(dial.stored().outbound_call_sid, "busy")

    dial.poll(after=49)
    assert dial.stored().state is State.CALLING

    dial.poll(after=1)
    assert (dial.stored().state, dial.stored().next_at) == (State.WAITING, dial.now + 420)


@pytest.mark.parametrize("changed", [{"attempts": 3}, {"expires_at": NOW + 59}])
def test_a_callback_ends_when_it_is_too_late_or_tried_often_enough(dial: CalledBack, changed: dict[str, Any]) -> None:
    dial.promise(**changed)

    dial.poll()

    assert (dial.stored().state, dial.twilio.ordered) == (State.EXPIRED, [])


def test_an_answer_that_is_lost_makes_no_second_call(dial: CalledBack) -> None:
    dial.promise()
    dial.twilio.after = failing("create_call", SERVER_ERROR)
    dial.poll()
    assert dial.stored().outbound_call_sid == ""

    dial.poll()

    assert len(dial.twilio.ordered) == 1
    assert [dial.stored().outbound_call_sid] == [*dial.twilio.calls]


def test_a_call_that_was_never_made_is_made(dial: CalledBack) -> None:
    dial.promise()
    dial.twilio.before = failing("create_call", NO_ANSWER)
    dial.poll()
    dial.twilio.before = nothing

    dial.poll()
    assert (dial.stored().state, dial.stored().attempts) == (State.WAITING, 0)

    dial.poll()
    assert (dial.stored().state, dial.stored().attempts, len(dial.twilio.ordered)) == (State.CALLING, 1, 1)


def test_a_number_that_cannot_be_called_is_given_up(dial: CalledBack) -> None:
    dial.promise()
    dial.twilio.before = failing("create_call", TaskRouterError("HTTP 400", 400, 21211))

    dial.poll()

    assert dial.stored().state is State.REFUSED


@pytest.mark.parametrize(
    ("error", "next_at"), [(TaskRouterError("HTTP 400", 400, 21210), NOW + 60 + 420), (OutOfTime(), NOW + 60)]
)
def test_a_call_that_was_not_made_for_another_reason_is_no_attempt(
    dial: CalledBack, error: Exception, next_at: float
) -> None:
    dial.promise()
    dial.twilio.before = failing("create_call", error)

    dial.poll()

    assert (dial.stored().state, dial.stored().attempts, dial.stored().next_at) == (State.WAITING, 0, next_at)


def test_a_log_shows_no_number(dial: CalledBack, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    dial.promise()
    dial.twilio.after = failing("create_call", SERVER_ERROR)

    dial.poll()

    told = " ".join(str(vars(each)) for each in caplog.records)
    assert "callback.failed" in told
    assert NUMBER[1:] not in told
    assert CALLED[1:] not in told
