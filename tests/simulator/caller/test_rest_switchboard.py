import json
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask, Response, request
from twilio.twiml.voice_response import VoiceResponse

from simulator.caller.caller import Caller
from simulator.caller.conversation import LeftQueue
from simulator.caller.phone.transport import Answer, InProcess, Unreachable
from simulator.caller.rest_switchboard import RestSwitchboard
from simulator.caller.switchboard import Answered, Gone, QueueRefused, Ticket, Waiting
from tests.simulator.caller.answering_app import AnsweringApp

WORKFLOW = "WW" + "ab12" * 8
WORKSPACE = "WS" + "cd34" * 8
ACCOUNT = "AC" + "ef56" * 8


class Tasks:
    """One Task, as TaskRouter's REST API makes, shows and changes it."""

    def __init__(self) -> None:
        self.task: dict[str, Any] = {}
        self.app = Flask("tasks")
        path = f"/v1/Workspaces/{WORKSPACE}/Tasks"
        self.app.add_url_rule(path, "create", self.create, methods=["POST"])
        self.app.add_url_rule(f"{path}/WT42", "show", self.show, methods=["GET", "POST"])

    def create(self) -> Response:
        if request.authorization is None or request.authorization.username != ACCOUNT:
            return Response('{"code": 20003}', 401)
        self.task = request.form.to_dict() | {"sid": "WT42", "assignment_status": "pending"}
        return Response(json.dumps(self.task), 201)

    def show(self) -> Response:
        if request.method == "POST":
            self.task["assignment_status"] = request.form["AssignmentStatus"]
        return Response(json.dumps(self.task), 200 if self.task else 404)


@pytest.fixture
def tasks() -> Tasks:
    return Tasks()


@pytest.fixture
def switchboard(tasks: Tasks) -> RestSwitchboard:
    return RestSwitchboard("http://127.0.0.1:8098/", WORKSPACE, ACCOUNT, "token", InProcess(tasks.app))


def test_a_caller_becomes_a_voice_task(tasks: Tasks, switchboard: RestSwitchboard) -> None:
    ticket = switchboard.enqueue(WORKFLOW, {"lang": "ja", "from": "+15550100022"}, 7, now_seconds=3.5)

    assert (ticket.sid, ticket.entered_seconds) == ("WT42", 3.5)
    assert (tasks.task["WorkflowSid"], tasks.task["Priority"], tasks.task["TaskChannel"]) == (WORKFLOW, "7", "voice")
    assert json.loads(tasks.task["Attributes"]) == {"lang": "ja", "from": "+15550100022"}


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("pending", Waiting(10.5)),
        ("reserved", Waiting(10.5)),
        ("assigned", Answered(10.5)),
        ("wrapping", Gone("bridged")),
        ("completed", Gone("bridged")),
        ("canceled", Gone("error")),
    ],
)
def test_the_assignment_status_says_where_the_caller_stands(
    tasks: Tasks, switchboard: RestSwitchboard, status: str, standing: Waiting | Answered | Gone
) -> None:
    ticket = switchboard.enqueue(WORKFLOW, {}, 0, now_seconds=0)
    tasks.task["assignment_status"] = status

    assert switchboard.standing(ticket, now_seconds=10.0) == standing


def test_a_task_that_is_gone_is_a_fault_of_the_system(switchboard: RestSwitchboard) -> None:
    assert switchboard.standing(Ticket("WT42", "QU1", 0), now_seconds=1) == Gone("system-error")


@pytest.mark.parametrize(
    ("status", "after"),
    [("reserved", "canceled"), ("assigned", "wrapping"), ("wrapping", "wrapping"), ("completed", "completed")],
)
def test_a_caller_who_hangs_up_ends_the_task(
    tasks: Tasks, switchboard: RestSwitchboard, status: str, after: str
) -> None:
    ticket = switchboard.enqueue(WORKFLOW, {}, 0, now_seconds=0)
    tasks.task["assignment_status"] = status

    switchboard.leaves(ticket, now_seconds=5)

    assert tasks.task["assignment_status"] == after


def test_a_task_that_is_not_created_is_a_system_error(tasks: Tasks) -> None:
    stranger = RestSwitchboard("http://127.0.0.1:8098", WORKSPACE, "AC" + "0" * 32, "token", InProcess(tasks.app))

    with pytest.raises(QueueRefused, match="system-error"):
        stranger.enqueue(WORKFLOW, {}, 0, now_seconds=0)


def test_a_taskrouter_that_does_not_answer_refuses_and_otherwise_leaves_callers_where_they_are() -> None:
    def dead(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        del method, url, headers, body
        raise Unreachable("timed out")

    switchboard = RestSwitchboard("http://127.0.0.1:8098", WORKSPACE, ACCOUNT, "token", dead)
    ticket = Ticket("WT42", "QU1", 0)
    switchboard.leaves(ticket, now_seconds=1)

    assert switchboard.standing(ticket, now_seconds=1) == Waiting(1.5)
    with pytest.raises(QueueRefused, match="system-error"):
        switchboard.enqueue(WORKFLOW, {}, 0, now_seconds=1)


def test_a_call_follows_its_task_from_the_queue_to_the_end(tasks: Tasks, switchboard: RestSwitchboard) -> None:
    app = AnsweringApp("token")
    response = VoiceResponse()
    response.enqueue(None, workflow_sid=WORKFLOW, action="/left").task('{"lang": "ja"}', priority=7)
    app.on("/voice", response)
    app.on("/left", VoiceResponse())
    caller = Caller(
        send=InProcess(app.flask),
        to="+15550100021",
        from_number="+15550100022",
        account_sid=ACCOUNT,
        auth_token="token",
        switchboard=switchboard,
    )

    caller.dials("http://127.0.0.1:8097/voice")
    caller.waits(20)
    assert caller.is_in_queue
    tasks.task["assignment_status"] = "assigned"
    caller.waits(30)
    assert caller.is_talking
    tasks.task["assignment_status"] = "wrapping"
    caller.waits(1)

    left = caller.conversation.of(LeftQueue)[0]
    assert (left.result, left.waited_seconds) == ("bridged", 20.5)
    assert json.loads(tasks.task["Attributes"])["caller"] == "+15550100022"
