"""The poller's tasks and calls against the simulated Twilio, through real HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from poller.taskrouter.actions import Actions, NewCall, NewTask, TaskChange
from poller.taskrouter.client import actions
from poller.taskrouter.port import TaskRouterError
from poller.taskrouter.request_counts import RequestCounts
from poller.taskrouter.transport import Connection
from simulator.api.accounts import Account
from simulator.api.taskrouter_api import create_api
from simulator.centre.centre import Centre
from simulator.phones.phone import Answer, Phone
from simulator.phones.recording import Recordings
from simulator.server import serve
from tests.poller.stand_in import ACCOUNT, ALL_AT_ONCE, QUICK
from tests.simulator.centre.small_centres import BY_HAND, group, plan
from tests.simulator.telephony.outbound_calls import NOW, OURS, THEIRS, URL, Dialling, dialling
from waittimes.deadline import Deadline

WHOLE = plan((group("a", 1),), {"a": BY_HAND})
WORKSPACE, [QUEUE], [WORKFLOW] = WHOLE.workspace.sid, WHOLE.task_queues, WHOLE.workflows


@dataclass
class Desk:
    actions: Actions
    centre: Centre
    dialling: Dialling
    recordings: Recordings

    def creates(self, callback_id: str, *, ago_seconds: float = 0) -> str:
        attributes = {"callback_id": callback_id, "queue": "a"}
        task = NewTask(
            workflow_sid=WORKFLOW.sid,
            task_channel="voice",
            attributes=attributes,
            priority=3,
            timeout_seconds=7200,
            started_at=NOW - ago_seconds,
        )
        return self.actions.create_task(WORKSPACE, task)

    def calls(self) -> str:
        order = NewCall(
            to=THEIRS, caller_id=OURS, ring_seconds=25, url=URL, status_url="https://phone.example.com/status"
        )
        return self.actions.create_call(order)


@contextmanager
def desk(phone: Phone) -> Iterator[Desk]:
    centre, dialled, recordings = Centre(WHOLE, seed=7, opened_at=NOW), dialling(phone), Recordings()
    centre.create_task(WORKFLOW.sid, {}, 9)
    account = Account(
        sid=ACCOUNT.sid,
        auth_token=ACCOUNT.auth_tokens[0].reveal(),
        centres=(centre,),
        caller_ids=frozenset({OURS}),
    )
    api = create_api([account], lambda: NOW, desk=dialled.exchange, shelf=recordings)
    dialled.knows(ACCOUNT.sid)
    with serve(api) as url:
        connection = Connection(ACCOUNT, url, ALL_AT_ONCE, QUICK, api_url=url)
        asked = actions(ACCOUNT.sid, connection.until(Deadline.in_seconds(20), RequestCounts()))
        yield Desk(asked, centre, dialled, recordings)


@pytest.fixture
def one() -> Iterator[Desk]:
    with desk(Phone(rings_seconds=6)) as running:
        yield running


def test_a_task_is_created_with_its_place_found_again_and_listed_in_its_order(one: Desk) -> None:
    late, early = one.creates("c-1", ago_seconds=60), one.creates("c-2", ago_seconds=300)

    [found] = one.actions.find_tasks(WORKSPACE, "callback_id", "c-2")
    assert (found.sid, found.started_at, found.priority, found.status) == (early, NOW - 300, 3, "pending")
    assert found.attributes == {"callback_id": "c-2", "queue": "a"}
    assert [task.sid for task in one.actions.pending_tasks(WORKSPACE, QUEUE.sid)] == [early, late]
    assert one.actions.find_tasks(WORKSPACE, "callback_id", "c-3") == []


def test_a_task_is_changed_only_in_the_version_that_was_read_and_then_canceled(one: Desk) -> None:
    sid = one.creates("c-1")
    read = one.actions.fetch_task(WORKSPACE, sid)
    one.actions.update_task(WORKSPACE, sid, TaskChange(attributes={"callback_id": "c-1"}, only_if=read.etag))
    with pytest.raises(TaskRouterError) as refused:
        one.actions.update_task(WORKSPACE, sid, TaskChange(priority=8, only_if=read.etag))
    assert refused.value.status == 412

    one.actions.cancel_task(WORKSPACE, sid, "answered elsewhere")
    assert one.actions.fetch_task(WORKSPACE, sid).status == "canceled"
    with pytest.raises(TaskRouterError) as over:
        one.actions.cancel_task(WORKSPACE, sid, "twice")
    assert over.value.status == 400


@pytest.mark.parametrize(
    ("phone", "status"), [(Phone(rings_seconds=6), "completed"), (Phone(answer=Answer.BUSY), "busy")]
)
def test_a_call_is_made_found_by_its_number_and_followed(phone: Phone, status: str) -> None:
    with desk(phone) as one:
        sid = one.calls()
        [found] = one.actions.calls_to(THEIRS, since=NOW)
        assert (found.sid, found.status, found.caller_id, found.is_ours) == (sid, "queued", OURS, True)
        assert one.actions.calls_to(THEIRS, since=NOW + 1) == []
        one.dialling.at(60)

        assert one.actions.fetch_call(sid).status == status
        assert one.dialling.told() == [(status, "0")]


def test_a_recording_is_deleted_once(one: Desk) -> None:
    kept = one.recordings.keep(ACCOUNT.sid, "CA" + "4" * 32, NOW, 12)
    one.actions.delete_recording(kept.sid)
    with pytest.raises(TaskRouterError) as gone:
        one.actions.delete_recording(kept.sid)

    assert gone.value.status == 404
