"""Tasks and calls: what is asked of Twilio, and how its answers are read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from poller.taskrouter.actions import Actions, Call, NewCall, NewTask, Task, TaskChange
from poller.taskrouter.port import TaskRouterError
from tests.fakes.waits import WORKSPACE
from tests.poller.stand_in import ACCOUNT, QUICK
from tests.poller.taskrouter.recorded_requests import CALL_SID, TASK_SID, Recorded, call, calls, task, tasks

QUEUE, WORKFLOW, RECORDING = "WQ" + "b6" * 16, "WW" + "d4" * 16, "RE" + "e3" * 16
NUMBER, CALLER_ID = "+4930111222", "+4989555666"
EIGHT = 1_800_000_000.0
TASKS = f"/v1/Workspaces/{WORKSPACE}/Tasks"
CALLS = f"/voice/2010-04-01/Accounts/{ACCOUNT.sid}/Calls"
NEW_TASK = NewTask(
    workflow_sid=WORKFLOW,
    task_channel="voice",
    attributes={"name": "Jürgen"},
    priority=3,
    timeout_seconds=7200,
    started_at=EIGHT + 0.9,
)
NEW_CALL = NewCall(
    to=NUMBER, caller_id=CALLER_ID, ring_seconds=25, url="https://phone/x", status_url="https://phone/x/ended"
)
CHANGES: dict[str, Callable[[Actions], Any]] = {
    "create task": lambda actions: actions.create_task(WORKSPACE, NEW_TASK),
    "update task": lambda actions: actions.update_task(WORKSPACE, TASK_SID, TaskChange(priority=1)),
    "cancel task": lambda actions: actions.cancel_task(WORKSPACE, TASK_SID, "expired"),
    "create call": lambda actions: actions.create_call(NEW_CALL),
    "delete recording": lambda actions: actions.delete_recording(RECORDING),
}
QUESTIONS: dict[str, Callable[[Actions], Any]] = {
    "find tasks": lambda actions: actions.find_tasks(WORKSPACE, "callback_id", "ab12"),
    "fetch task": lambda actions: actions.fetch_task(WORKSPACE, TASK_SID),
    "pending tasks": lambda actions: actions.pending_tasks(WORKSPACE, QUEUE),
    "fetch call": lambda actions: actions.fetch_call(CALL_SID),
    "calls": lambda actions: actions.calls_to(NUMBER, since=0),
    "recordings": lambda actions: actions.recordings_of(CALL_SID),
}
EVERY_CHANGE = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
EVERY_QUESTION = pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)


def test_a_task_is_created_with_a_virtual_start_and_no_fraction_of_the_future(recorded: Recorded) -> None:
    recorded.answer, recorded.status = task(), "201 CREATED"

    assert recorded.actions().create_task(WORKSPACE, NEW_TASK) == TASK_SID
    assert recorded.asked == [("POST", TASKS)]
    assert recorded.sent == [
        {
            "WorkflowSid": WORKFLOW,
            "TaskChannel": "voice",
            "Attributes": '{"name":"Jürgen"}',
            "Priority": "3",
            "Timeout": "7200",
            "VirtualStartTime": "2027-01-15T08:00:00Z",
        }
    ]


def test_a_task_is_found_by_an_attribute(recorded: Recorded) -> None:
    recorded.answer = tasks(task(attributes=None, assignment_status="canceled"))

    found = recorded.actions().find_tasks(WORKSPACE, "callback_id", "ab12")

    assert found == [Task(TASK_SID, "canceled", 4, EIGHT - 100, QUEUE)]
    assert recorded.sent == [{"EvaluateTaskAttributes": "callback_id == 'ab12'", "PageSize": "1000"}]


def test_a_task_is_fetched_with_its_version(recorded: Recorded) -> None:
    recorded.answer, recorded.headers = task(virtual_start_time=None), [("ETag", '"v9"')]

    found = recorded.actions().fetch_task(WORKSPACE, TASK_SID)

    assert found == Task(TASK_SID, "pending", 4, EIGHT, QUEUE, '"v9"', {"callback_id": "ab12"})


def test_pending_tasks_are_listed_as_they_are_served(recorded: Recorded) -> None:
    recorded.answer = tasks(task(), task(sid="WT" + "a8" * 16, priority=0))

    found = recorded.actions().pending_tasks(WORKSPACE, QUEUE)

    assert [(each.priority, each.started_at) for each in found] == [(4, EIGHT - 100), (0, EIGHT - 100)]
    assert recorded.sent == [
        {
            "TaskQueueSid": QUEUE,
            "AssignmentStatus": "pending",
            "Ordering": "Priority:desc,VirtualStartTime:asc",
            "PageSize": "1000",
        }
    ]


def test_a_task_is_changed_only_if_it_is_still_the_same(recorded: Recorded) -> None:
    recorded.answer = task()

    change = TaskChange(started_at=EIGHT, priority=5, attributes={"a": 1}, only_if='"v9"')
    recorded.actions().update_task(WORKSPACE, TASK_SID, change)

    assert recorded.sent == [{"VirtualStartTime": "2027-01-15T08:00:00Z", "Priority": "5", "Attributes": '{"a":1}'}]
    assert recorded.sent_headers[0]["HTTP_IF_MATCH"] == '"v9"'


def test_a_task_is_canceled_with_a_reason(recorded: Recorded) -> None:
    recorded.answer = task()

    recorded.actions().cancel_task(WORKSPACE, TASK_SID, "too late")

    assert recorded.asked == [("POST", f"{TASKS}/{TASK_SID}")]
    assert recorded.sent == [{"AssignmentStatus": "canceled", "Reason": "too late"}]


def test_a_call_is_made_by_the_api_of_calls(recorded: Recorded) -> None:
    recorded.answer, recorded.status = call(), "201 CREATED"

    assert recorded.actions().create_call(NEW_CALL) == CALL_SID
    assert recorded.asked == [("POST", f"{CALLS}.json")]
    assert recorded.sent == [
        {
            "To": NUMBER,
            "From": CALLER_ID,
            "Timeout": "25",
            "Url": "https://phone/x",
            "StatusCallback": "https://phone/x/ended",
            "StatusCallbackEvent": "completed",
        }
    ]


def test_a_call_is_fetched(recorded: Recorded) -> None:
    recorded.answer = call(status="no-answer", direction="inbound")

    assert recorded.actions().fetch_call(CALL_SID) == Call(CALL_SID, "no-answer", CALLER_ID, EIGHT, is_ours=False)
    assert recorded.asked == [("GET", f"{CALLS}/{CALL_SID}.json")]


def test_calls_to_a_number_are_listed_even_if_they_were_not_dialled_yet(recorded: Recorded) -> None:
    recorded.answer = calls(call(status="queued"), call(date_created="Fri, 15 Jan 2027 07:00:00 +0000"))

    found = recorded.actions().calls_to(NUMBER, since=EIGHT - 30)

    assert found == [Call(CALL_SID, "queued", CALLER_ID, EIGHT, is_ours=True)]
    assert recorded.sent == [{"To": NUMBER, "PageSize": "50"}]


def test_a_task_may_have_no_virtual_start(recorded: Recorded) -> None:
    recorded.answer, recorded.status = task(), "201 CREATED"

    recorded.actions().create_task(WORKSPACE, replace(NEW_TASK, started_at=None))

    assert "VirtualStartTime" not in recorded.sent[0]


@EVERY_CHANGE
@pytest.mark.parametrize("status", ["500 NO", "503 NO"])
def test_a_change_that_may_have_been_made_is_asked_for_once(
    recorded: Recorded, change: Callable[[Actions], Any], status: str
) -> None:
    recorded.answer, recorded.status = {"message": "try later"}, status

    with pytest.raises(TaskRouterError) as failed:
        change(recorded.actions())

    assert failed.value.is_unsure
    assert len(recorded.asked) == 1


@EVERY_CHANGE
def test_a_change_without_an_answer_is_unsure_even_at_the_deadline(
    recorded: Recorded, change: Callable[[Actions], Any]
) -> None:
    recorded.answer, recorded.headers = "{}", [("Content-Length", "400")]

    with pytest.raises(TaskRouterError) as failed:
        change(recorded.actions(replace(QUICK, timeout_seconds=0.4), seconds=0.3))

    assert failed.value.is_unsure
    assert len(recorded.asked) == 1


@EVERY_CHANGE
def test_a_change_that_is_refused_was_not_made(recorded: Recorded, change: Callable[[Actions], Any]) -> None:
    recorded.answer, recorded.status = {"code": 21211, "message": "invalid", "status": 400}, "400 NO"

    with pytest.raises(TaskRouterError) as failed:
        change(recorded.actions())

    assert (failed.value.is_unsure, failed.value.status, failed.value.code) == (False, 400, 21211)


@EVERY_QUESTION
def test_a_question_is_asked_again(recorded: Recorded, ask: Callable[[Actions], Any]) -> None:
    recorded.answer, recorded.status = {"message": "try later"}, "503 NO"

    with pytest.raises(TaskRouterError):
        ask(recorded.actions())

    assert len(recorded.asked) == QUICK.attempts


@EVERY_QUESTION
@pytest.mark.parametrize("answer", ["[]", "<html>", tasks({"sid": None}), calls({"sid": None}), {"sid": 5}])
def test_an_answer_that_cannot_be_read_is_an_error(
    recorded: Recorded, ask: Callable[[Actions], Any], answer: Any
) -> None:
    recorded.answer = answer

    with pytest.raises(TaskRouterError):
        ask(recorded.actions())


def test_a_page_with_an_unreadable_entry_hides_no_task(recorded: Recorded) -> None:
    recorded.answer = tasks(task(), task(date_created=None, virtual_start_time=None))

    with pytest.raises(TaskRouterError, match="unreadable"):
        recorded.actions().find_tasks(WORKSPACE, "callback_id", "ab12")
