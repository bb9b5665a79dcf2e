"""What `check` says about the voicemail of a line: the task channel, and who can hear a recording."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from ops.checking import accounts, taking_messages
from ops.checking.finding import shown
from simulator.server import serve
from tests.fakes.memory_table import MemoryTable
from tests.ops.checking.checked_settings import ACCOUNT_SID, NOW, PLAN, settings
from tests.waittimes.voicemails.messages import RECORDING_SID, message
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.voicemails.record import State
from waittimes.voicemails.store import VoicemailStore

pytestmark = pytest.mark.usefixtures("aws_credentials", "nowhere")

CHANNELS = f"/v1/Workspaces/{PLAN.workspace.sid}/TaskChannels"
MEDIA = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{RECORDING_SID}"
CREATE = "create it in the console, or set task_channel to one of default, voice; until then its messages have no task"
SWITCH = "switch on HTTP Basic authentication for media in the console, Voice, Settings: docs/voicemail.md says why"


class Twilio:
    """Answers with these documents, and gives media to everybody or to nobody without credentials."""

    def __init__(self, channels: Any = ("default", "voice"), *, gives_media: bool = False) -> None:
        self.documents = {CHANNELS: {"channels": [{"unique_name": each} for each in channels]}} if channels else {}
        self.gives_media = gives_media
        self.asked: list[tuple[str, bool]] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.asked.append((path, "HTTP_AUTHORIZATION" in environ))
        if path == MEDIA:
            start_response("200 OK" if self.gives_media else "401 Unauthorized", [])
            return [b"sound"]
        found = self.documents.get(path)
        start_response("200 OK" if found else "404 Not Found", [("Content-Type", "application/json")])
        return [json.dumps(found or {}).encode()]


def of_channels(policy: VoicemailPolicy | None, twilio: Twilio) -> list[str]:
    with serve(twilio) as url:
        config = settings(url)
        checked = accounts.CheckedAccount(config.accounts[0], config.taskrouter_url, "in eu-west-1")
        lines = [replace(config.lines[0], voicemail=policy)]
        return [shown(each) for each in taking_messages.findings(checked, lines)]


def of_recordings(table: MemoryTable, twilio: Twilio, *, takes_messages: bool = True) -> list[str]:
    with serve(twilio) as url:
        config = settings(url, API_URL=url)
        line = replace(config.lines[0], voicemail=VoicemailPolicy() if takes_messages else None)
        return [shown(each) for each in taking_messages.recordings(replace(config, lines=(line,)), table)]


@pytest.fixture
def kept(table: MemoryTable) -> MemoryTable:
    """Return a table with one message."""
    left = message(line="default", state=State.PLACED, recording_sid=RECORDING_SID)
    VoicemailStore(table).open(left, most_pending=9, now=NOW)
    return table


def test_a_line_that_takes_no_messages_is_asked_nothing(table: MemoryTable) -> None:
    twilio = Twilio()

    assert of_channels(None, twilio) == []
    assert of_recordings(table, twilio, takes_messages=False) == []
    assert twilio.asked == []


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("default", "ok   line default: its workspace has the task channel default"),
        (
            "voicemail",
            f"DO   line default: its workspace has no task channel voicemail: {CREATE}",
        ),
    ],
)
def test_the_task_channel_must_exist(channel: str, said: str) -> None:
    assert of_channels(VoicemailPolicy(task_channel=channel), Twilio()) == [said]


def test_channels_that_cannot_be_read_are_noted() -> None:
    assert of_channels(VoicemailPolicy(), Twilio(channels=())) == [
        "note line default: the task channels could not be read at Twilio (HTTP 404)"
    ]


def test_before_the_first_message_it_says_what_to_switch_on(table: MemoryTable) -> None:
    assert of_recordings(table, Twilio()) == [
        f"note account default: recordings of messages cannot be tried before there is one; {SWITCH}"
    ]


def test_recordings_that_everybody_can_hear_are_a_problem(kept: MemoryTable) -> None:
    twilio = Twilio(gives_media=True)

    assert of_recordings(kept, twilio) == [
        f"DO   account default: recordings of messages can be heard by everybody who has their address: {SWITCH}"
    ]
    assert twilio.asked == [(MEDIA, False)]


def test_recordings_that_need_credentials_are_fine(kept: MemoryTable) -> None:
    assert of_recordings(kept, Twilio()) == [
        "ok   account default: recordings of messages can be heard with the account's credentials only"
    ]


def test_a_table_that_is_down_is_noted(kept: MemoryTable) -> None:
    kept.fails("ThrottlingException")

    assert of_recordings(kept, Twilio()) == [
        f"note account default: recordings of messages could not be tried (ThrottlingException); {SWITCH}"
    ]
