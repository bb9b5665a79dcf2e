"""`voicemails`: which are kept, without a number that could be called; how one is heard, and how one is deleted."""

import json
import time
import wave
from datetime import UTC, datetime

import pytest

from poller.taskrouter.actions import WAITING_TASK
from simulator.local_stack import ACCOUNT_SID
from tests.ops.voicemails.left import Terminal, operate
from tests.waittimes.voicemails.messages import CALL_SID, NUMBER, OTHER_CALL_SID
from waittimes.voicemails.record import State


def test_nothing_is_kept_at_first(there: Terminal) -> None:
    assert there
    assert operate("voicemails").stdout == "No message is kept.\n"


def test_the_messages_are_shown_the_oldest_first(there: Terminal) -> None:
    now = time.time()
    there.holds(OTHER_CALL_SID, 75, created_at=now - 600, state=State.HANDLED)
    there.holds(created_at=now - 3 * 86_400, number="", task_sid="", state=State.LEFT)

    head, one, other, _, summary = operate("voicemails").stdout.splitlines()

    assert head.split() == ["LINE", "ID", "NUMBER", "LEFT", "AGE", "LENGTH", "STATE", "TASK"]
    left = f"{datetime.fromtimestamp(now - 3 * 86_400, UTC):%Y-%m-%d %H:%M}".split()
    assert one.split() == ["sales", CALL_SID[:10], "-", *left, "3", "days", "0:12", "left", "-"]
    assert other.split()[:3] == ["sales", OTHER_CALL_SID[:10], "…22"]
    assert other.split()[5:] == ["10", "min", "1:15", "handled", "WT" + "7" * 32]
    assert summary == "2 messages, 1 of them waiting for an agent."


def test_neither_a_number_nor_an_address_is_printed(there: Terminal) -> None:
    left = there.holds()

    printed = operate("voicemails").output + operate("voicemails --json").output

    assert printed.count("22") >= 2
    assert NUMBER[-4:] not in printed
    assert left.recording_sid not in printed


def test_json_holds_the_same_facts(there: Terminal) -> None:
    left = there.holds()

    (found,) = json.loads(operate("voicemails sales --json").stdout)

    assert (found["id"], found["number"], found["state"], found["is_pending"]) == (CALL_SID, "…22", "placed", True)
    assert (found["created_at"], found["expires_at"]) == (left.created_at, left.expires_at)
    assert (found["duration_seconds"], found["task_sid"]) == (12, left.task_sid)
    assert 299 <= found["age_seconds"] <= 330


def test_a_message_is_heard(there: Terminal) -> None:
    there.holds()
    file = there.folder / "message.wav"

    said = operate(f"voicemails --fetch {CALL_SID[:10]} {file}")

    assert said.stdout == f"{CALL_SID[:10]} of line sales: 0:12 in {file}, {file.stat().st_size} bytes.\n"
    assert file.stat().st_mode & 0o077 == 0
    with wave.open(str(file)) as sound:
        assert sound.getnframes() == 12 * sound.getframerate()


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("kept.wav", 1, "exists already; name another file"),
        ("message.txt", 2, "ends with neither .wav nor .mp3"),
        ("missing/message.wav", 1, "No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(there: Terminal, name: str, code: int, said: str) -> None:
    there.holds()
    (there.folder / "kept.wav").write_bytes(b"kept")

    refused = operate(f"voicemails --fetch {CALL_SID} {there.folder / name}")

    assert (refused.exit_code, said in refused.output) == (code, True)
    assert (there.folder / "kept.wav").read_bytes() == b"kept"


@pytest.mark.parametrize("action", ["--fetch {} message.wav", "--delete {}"])
def test_a_message_whose_call_may_go_on_is_neither_heard_nor_deleted(there: Terminal, action: str) -> None:
    there.holds(state=State.OPEN, recording_sid="")

    refused = operate(f"voicemails {action.format(CALL_SID)}")

    assert refused.exit_code == 1
    assert "next poll" in refused.output
    assert len(there.kept()) == 1


def test_a_recording_that_twilio_has_no_more_is_told(there: Terminal) -> None:
    left = there.holds()
    there.recordings.delete(there.recordings.of(ACCOUNT_SID)[0], time.time())

    refused = operate(f"voicemails --fetch {CALL_SID} {there.folder / 'message.wav'}")

    assert (refused.exit_code, "HTTP 404" in refused.output) == (1, True)
    assert left.recording_sid not in refused.output
    assert not (there.folder / "message.wav").exists()


def test_a_message_is_deleted_with_its_recording_and_its_number(there: Terminal) -> None:
    there.holds()
    there.holds(OTHER_CALL_SID)

    said = operate(f"voicemails --delete {CALL_SID[:10]}")

    assert said.stdout == f"{CALL_SID[:10]} of line sales: the recording is deleted at Twilio.\n"
    assert there.kept() == [there.found(OTHER_CALL_SID).recording_sid]
    assert (there.found().state, there.found().number) == (State.DELETED, "")
    assert list(there.store.entries("sales")) == [OTHER_CALL_SID]


def test_deleting_takes_its_task_out_of_the_queue(there: Terminal) -> None:
    there.holds(state=State.OPEN, recording_sid="", recording_sids=(), created_at=time.time() - 60)
    operate("poll")
    before = there.task_status(there.found().task_sid)

    operate(f"voicemails --delete {CALL_SID}")

    assert before in WAITING_TASK
    assert there.task_status(there.found().task_sid) == "canceled"
    assert there.found().state is State.DELETED
    assert there.kept() == []


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("voicemails nobody", 2, "there is no line 'nobody'"),
        ("voicemails support", 1, "support has no table [lines.support.voicemail]"),
        ("voicemails --delete CA9", 2, "no message begins with 'CA9'"),
        ("voicemails --delete CA", 2, "2 messages begin with 'CA'"),
    ],
)
def test_what_cannot_be_meant_is_refused(there: Terminal, line: str, code: int, said: str) -> None:
    there.holds()
    there.holds(OTHER_CALL_SID)

    refused = operate(line)

    assert (refused.exit_code, said in refused.output) == (code, True)


@pytest.mark.usefixtures("terminal")
def test_without_a_line_that_takes_messages_the_page_is_named() -> None:
    operate("create-table")

    refused = operate("voicemails")

    assert (refused.exit_code, "docs/voicemail.md" in refused.output) == (1, True)
