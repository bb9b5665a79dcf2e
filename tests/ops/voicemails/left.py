"""Messages of the simulated contact centre's line `sales`, in the table of the operator's terminal and at Twilio."""

import os
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import requests
from click.testing import CliRunner, Result

from ops.__main__ import commands
from server.sqlite_table import SqliteTable
from simulator.local_stack import ACCOUNT_SID, AUTH_TOKEN
from simulator.phones.recording import Recordings
from tests.waittimes.voicemails.messages import CALL_SID, message
from waittimes.voicemails.record import State, Voicemail
from waittimes.voicemails.register import Entry
from waittimes.voicemails.store import VoicemailStore

LINE = "sales"


def operate(line: str) -> Result:
    return CliRunner().invoke(commands, line.split())


def takes_messages(folder: Path) -> None:
    """Let the line take messages: write the table into the settings of this folder."""
    file = folder / "lines.toml"
    head, tail = file.read_text(encoding="utf-8").split(f"[lines.{LINE}]\n")
    file.write_text(f"{head}[lines.{LINE}]\nvoicemail = {{}}\n{tail}", encoding="utf-8")


@dataclass
class Terminal:
    """The folder of an operator, and the recordings at Twilio."""

    folder: Path
    recordings: Recordings = field(default_factory=Recordings)
    workspace_sid: str = ""

    @property
    def store(self) -> VoicemailStore:
        return VoicemailStore(SqliteTable(self.folder / "waits.db"))

    def holds(self, call_sid: str = CALL_SID, seconds: int = 12, **changed: Any) -> Voicemail:
        """Put a message with a recording of this length into the table, as the phone and the poller do."""
        now = time.time()
        kept = self.recordings.keep(ACCOUNT_SID, call_sid, now - 30, seconds)
        values: dict[str, Any] = {
            "state": State.PLACED,
            "created_at": now - 300,
            "expires_at": now + 9000,
            "task_sid": "WT" + "7" * 32,
        }
        left = replace(
            message(call_sid, line=LINE, recording_sid=kept.sid, recording_sids=(kept.sid,), duration_seconds=seconds),
            **values | changed,
        )
        self.store.open(left, most_pending=99, now=left.created_at)
        self.store.note(LINE, {call_sid: Entry(left.created_at, now, left.state.is_pending)}, now=now)
        return left

    def found(self, call_sid: str = CALL_SID) -> Voicemail:
        stored = self.store.find(LINE, call_sid)
        assert stored
        return stored.voicemail

    def task_status(self, task_sid: str) -> str:
        """Return the status that Twilio shows of a task."""
        url = f"{os.environ['TASKROUTER_URL']}/v1/Workspaces/{self.workspace_sid}/Tasks/{task_sid}"
        answer = requests.get(url, auth=(ACCOUNT_SID, AUTH_TOKEN), timeout=5)
        return str(answer.json().get("assignment_status"))

    def kept(self) -> list[str]:
        return [each.sid for each in self.recordings.of(ACCOUNT_SID) if each.deleted_at is None]
