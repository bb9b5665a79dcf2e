"""A message from the call to the file: nothing that is logged or shown holds the recording's address or the number."""

import logging
import re
from dataclasses import replace

import pytest
from flask import Response

from ivr.app import create_app
from ops.checking import taking_messages
from simulator.caller.caller import Caller
from simulator.caller.phone.transport import InProcess
from simulator.phones.recording import HANGS_UP, Message
from tests.ops.voicemails.left import LINE, Terminal, operate
from waittimes.opening_hours import OpeningHours
from waittimes.settings import loading
from waittimes.voicemails.register import Entry

NUMBER = "+4930777888"
ADDRESS = re.compile(r"/Recordings/|RE[0-9a-f]{32}", re.IGNORECASE)


def calls(there: Terminal) -> list[str]:
    """Leave a message on the closed line, and return the documents that the phone answered with."""
    settings = loading.current()
    line = settings.line(LINE)
    assert line
    line = replace(line, hours=OpeningHours("UTC", ((),) * 7, {}))
    app = create_app(replace(settings, lines=(line,)), there.store.table)
    answers: list[str] = []

    @app.after_request
    def note(response: Response) -> Response:
        answers.append(response.get_data(as_text=True))
        return response

    caller = Caller(
        send=InProcess(app),
        to="+15550100001",
        from_number=NUMBER,
        account_sid=line.account.sid,
        auth_token=line.account.auth_tokens[0].reveal(),
        messages=(Message(12, "#"), Message(9, HANGS_UP)),
        answers=("2",),
        recordings=there.recordings,
    )
    caller.dials("https://waits.example.com/voice/sales")
    caller.waits_for_the_end()
    return answers


def test_nothing_shows_a_recordings_address_or_a_number(
    there: Terminal, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    answers = calls(there)
    (call_sid,) = there.store.entries(LINE)
    entry = there.store.entries(LINE)[call_sid]
    there.store.note(LINE, {call_sid: Entry(entry.created_at, entry.created_at)}, now=entry.created_at)

    printed = [operate(line).output for line in ("poll", "voicemails", "voicemails --json", "check")]
    printed.append(operate(f"voicemails --fetch {call_sid} {there.folder / 'message.wav'}").output)
    list(taking_messages.recordings(loading.current(), there.store.table))
    printed.append(operate(f"voicemails --delete {call_sid}").output)

    logged = [str(vars(each)) for each in caplog.records if each.name.startswith("waittimes")]
    assert len(answers) >= 4
    assert any("voicemail.changed" in each for each in logged)
    shown = "\n".join([*answers, *printed, *logged, *capfd.readouterr()])
    assert ADDRESS.findall(shown) == []
    assert NUMBER[1:] not in shown
    assert there.kept() == []
