"""The poller against the simulated Twilio: a message becomes a task there, and its recording goes when it expires."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from poller.handler import build_poller
from simulator.api import accounts
from simulator.api.taskrouter_api import create_api
from simulator.centre.centre import Centre
from simulator.centre.example import example_plan
from simulator.phones.recording import Recordings
from simulator.server import serve
from tests.fakes.memory_table import MemoryTable
from tests.waittimes.voicemails.messages import CALL_SID, message
from waittimes.settings.config import Account, Config, Line
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.settings.secret import Secret
from waittimes.voicemails.record import State
from waittimes.voicemails.register import Entry
from waittimes.voicemails.store import VoicemailStore

TOKEN = "token-nobody-may-see"


@dataclass
class Desk:
    centre: Centre
    recordings: Recordings
    store: VoicemailStore
    line: Line
    config: Config

    def polls(self) -> None:
        now = time.time()
        for call_sid, entry in self.store.entries(self.line.name).items():
            # A minute has passed.
            self.store.note(self.line.name, {call_sid: Entry(entry.created_at, now - 1)}, now=now)
        build_poller(self.config, self.store.table).refresh()


@pytest.fixture
def desk() -> Iterator[Desk]:
    centre, recordings = Centre(example_plan(), seed=11, opened_at=time.time() - 600), Recordings()
    centre.advance(time.time())
    sid = "AC" + "1" * 32
    api = create_api([accounts.Account(sid=sid, auth_token=TOKEN, centres=(centre,))], time.time, shelf=recordings)
    tokens = (Secret("env:TOKEN", partial(str, TOKEN)),)
    account = Account(name="harbour", sid=sid, auth_tokens=tokens, workspace_sids=(centre.plan.workspace.sid,))
    line = Line(
        name="support",
        account=account,
        workspace_sid=centre.plan.workspace.sid,
        workflow_sid=centre.plan.workflows[0].sid,
        task_queue_sid=centre.plan.task_queues[0].sid,
        attributes={"type": "sales"},
        voicemail=VoicemailPolicy(),
    )
    with serve(api) as url:
        config = Config((account,), (line,), taskrouter_url=url, api_url=url)
        yield Desk(centre, recordings, VoicemailStore(MemoryTable()), line, config)


def test_a_message_becomes_a_task_and_its_recording_is_deleted_when_it_expires(desk: Desk) -> None:
    now = time.time()
    kept = desk.recordings.keep(desk.line.account.sid, CALL_SID, now - 30, 12)
    short = desk.recordings.keep(desk.line.account.sid, CALL_SID, now - 15, 1)
    desk.store.open(message(created_at=now - 60, expires_at=now + 600), most_pending=9, now=now)

    desk.polls()

    found = desk.store.find("support", CALL_SID)
    assert found
    assert (found.voicemail.state, found.voicemail.recording_sid) == (State.PLACED, kept.sid)
    assert _kept(desk) == [kept.sid]
    assert short.sid not in found.voicemail.recording_sids

    desk.store.update(found, message(**_soon(found.voicemail)), now=now)
    desk.polls()

    found = desk.store.find("support", CALL_SID)
    assert found
    assert found.voicemail.state is State.DELETED
    assert _kept(desk) == []


def _soon(voicemail: Any) -> dict[str, Any]:
    names = ("state", "created_at", "recording_sid", "recording_sids", "duration_seconds", "task_sid", "over_at")
    return {name: getattr(voicemail, name) for name in names} | {"expires_at": time.time() - 1}


def _kept(desk: Desk) -> list[str]:
    return [each.sid for each in desk.recordings.of(desk.line.account.sid) if each.deleted_at is None]
