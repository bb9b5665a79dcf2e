"""A caller who dials into a queue, and documents for the app that holds them."""

import json
import math
from collections.abc import Sequence

from twilio.twiml.voice_response import Gather, VoiceResponse

from simulator.caller.caller import Caller
from simulator.caller.phone.clock import VirtualClock
from simulator.caller.phone.transport import InProcess
from simulator.caller.switchboard import Switchboard
from tests.simulator.caller.answering_app import AnsweringApp

URL = "http://127.0.0.1:8099/voice"
TOKEN = "another-token-that-opens-nothing"
WORKFLOW = "WW" + "c0ffee00" * 4


def enqueuing(attributes: dict[str, object] | None = None, **enqueue: str) -> VoiceResponse:
    response = VoiceResponse()
    response.say("one two three four five")
    usual = {"workflow_sid": WORKFLOW, "action": "/left", "wait_url": "/hold"}
    queue = response.enqueue(None, **(usual | enqueue))
    queue.task(json.dumps(attributes or {"lang": "de"}), priority=5)
    return response


def holding(sentence: str = "", music: int = 0, then: str = "") -> VoiceResponse:
    response = VoiceResponse()
    if sentence:
        response.say(sentence)
    if music:
        response.pause(length=music)
    if then:
        response.redirect(then)
    return response


def menu(*verbs: str) -> VoiceResponse:
    response = VoiceResponse()
    question = Gather(num_digits=1, action="/hold/choice", timeout=20)
    question.say("Press 1 to leave the queue.")
    response.append(question)
    for verb in verbs:
        getattr(response, verb)()
    return response


def calling(  # noqa: PLR0913  # each of them by name
    app: AnsweringApp,
    switchboard: Switchboard,
    *,
    patience_seconds: float = math.inf,
    from_number: str = "+15550100012",
    clock: VirtualClock | None = None,
    answers: Sequence[str] = (),
    reacts_seconds: float = 2.0,
) -> Caller:
    caller = Caller(
        send=InProcess(app.flask),
        to="+15550100011",
        from_number=from_number,
        account_sid="AC" + "5" * 32,
        auth_token=TOKEN,
        clock=clock or VirtualClock(),
        switchboard=switchboard,
        patience_seconds=patience_seconds,
        answers=answers,
        reacts_seconds=reacts_seconds,
    )
    caller.dials(URL)
    return caller


def results(app: AnsweringApp) -> list[tuple[str, str | None]]:
    return [(asked.fields["QueueResult"], asked.fields.get("QueueTime")) for asked in app.asked("/left")]
