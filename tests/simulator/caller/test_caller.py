import dataclasses
import json
import math
import re
import struct
from collections.abc import Mapping

import pytest
from flask import Response
from twilio.twiml.voice_response import Gather, VoiceResponse
from werkzeug.datastructures import Headers

from simulator.caller.caller import Caller
from simulator.caller.conversation import Asked, Heard, HungUp, Music, Pressed, Transferred
from simulator.caller.phone.signing import SharedKey, Signer, Token, Unsigned
from simulator.caller.phone.transport import Answer, InProcess, Unreachable
from simulator.caller.phone.webhooks import CallDropped
from tests.simulator.caller.answering_app import AnsweringApp

URL = "https://phone.example.com/voice"
TOKEN = "a-token-that-opens-nothing"


@pytest.fixture
def app() -> AnsweringApp:
    return AnsweringApp(TOKEN)


@pytest.fixture
def caller(app: AnsweringApp) -> Caller:
    return Caller(
        send=InProcess(app.flask),
        to="+15550100001",
        from_number="+15550100002",
        account_sid="AC" + "3" * 32,
        auth_token=TOKEN,
    )


def saying(*sentences: str) -> VoiceResponse:
    response = VoiceResponse()
    for sentence in sentences:
        response.say(sentence)
    return response


def asking(sentence: str = "Press 1 or 2.", otherwise: str = "Goodbye.", **gather: object) -> VoiceResponse:
    response = VoiceResponse()
    question = Gather(**gather)
    question.say(sentence)
    response.append(question)
    response.say(otherwise)
    return response


def test_a_call_is_heard_sentence_by_sentence_to_its_end(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", saying("Thank you for calling.", "Goodbye for now."))

    caller.dials(URL)

    assert caller.heard_everything == ("Thank you for calling.", "Goodbye for now.")
    assert caller.hears == "Goodbye for now."
    assert caller.is_over
    assert caller.dropped is None
    assert caller.conversation.of(HungUp)[0].by_caller is False


def test_time_passes_with_words_pauses_and_recordings(app: AnsweringApp, caller: Caller) -> None:
    response = saying("one two three four five")
    response.pause(length=3)
    response.play("https://elsewhere.example.com/chime.mp3", loop=2)
    response.say("six seven")
    app.on("/voice", response)

    caller.dials(URL)

    assert caller.clock.now_seconds == 2.0 + 3 + 60 + 0.8
    assert caller.conversation.longest_silence_seconds() == 3


def test_a_recording_of_the_app_is_fetched_once_and_lasts_as_long_as_it_plays(
    app: AnsweringApp, caller: Caller
) -> None:
    sound = bytes(8000 * 4)
    header = b"RIFF" + struct.pack("<I", 36 + len(sound)) + b"WAVE"
    header += b"fmt " + struct.pack("<IHHIIHH", 16, 7, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", len(sound))
    response = VoiceResponse()
    response.play("/hold.wav")
    response.play("/hold.wav")
    app.on("/voice", response)
    app.on("/hold.wav", Response(header + sound, content_type="audio/wav"), Response("gone", 404))

    caller.dials(URL)

    assert [music.lasts_seconds for music in caller.conversation.of(Music)] == [4.0, 4.0]


def test_every_webhook_says_who_calls_whom(app: AnsweringApp, caller: Caller) -> None:
    response = VoiceResponse()
    response.redirect("/voice/next")
    app.on("/voice", response)
    app.on("/voice/next", saying("Hello."))

    caller.dials(URL)

    first, second = app.requests
    assert first.fields["To"] == first.fields["Called"] == "+15550100001"
    assert first.fields["From"] == first.fields["Caller"] == "+15550100002"
    assert first.fields["AccountSid"] == "AC" + "3" * 32
    assert first.fields["CallSid"] == second.fields["CallSid"]
    assert first.fields["CallSid"][:2] == "CA"
    assert (first.fields["CallStatus"], second.fields["CallStatus"]) == ("ringing", "in-progress")
    assert first.fields["ToCity"] == ""
    assert {"Direction", "ApiVersion", "FromCountry", "CallerZip", "StirVerstat", "CallToken"} <= set(first.fields)


def test_two_calls_have_two_call_sids(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", saying("Hello."))

    caller.dials(URL)
    caller.dials(URL)

    first, second = app.requests
    assert first.fields["CallSid"] != second.fields["CallSid"]
    assert caller.heard_everything == ("Hello.",)


def test_a_document_may_be_asked_for_by_get_with_everything_in_a_signed_query(
    app: AnsweringApp, caller: Caller
) -> None:
    response = VoiceResponse()
    response.redirect("/voice/next?lang=es%20MX&x=%C3%B6", method="GET")
    app.on("/voice", response)
    app.on("/voice/next", saying("Hola."))

    caller.dials(URL)

    assert caller.hears == "Hola."
    assert app.requests[1].method == "GET"
    assert app.requests[1].fields["lang"] == "es MX"
    assert app.requests[1].fields["From"] == "+15550100002"


def test_connection_overrides_are_neither_sent_nor_signed(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", saying("Hello."))

    caller.dials(URL + "#rc=2&rt=4000&rp=all")

    assert caller.hears == "Hello."


def test_relative_addresses_are_read_from_the_document_they_stand_in(app: AnsweringApp, caller: Caller) -> None:
    response = VoiceResponse()
    response.redirect("/voice/deep/inside#rc=1")
    app.on("/voice", response)
    app.on("/voice/deep/inside", asking(num_digits=1), saying("You pressed 2."))

    caller.dials(URL)
    caller.presses("2")

    assert caller.hears == "You pressed 2."
    assert [request.path for request in app.requests] == ["/voice", "/voice/deep/inside", "/voice/deep/inside"]


def test_a_question_waits_for_the_caller(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", asking(action="/voice/choice", num_digits=1))
    app.on("/voice/choice", saying("You chose well."))

    caller.dials(URL)
    assert caller.hears == "Press 1 or 2."
    assert not caller.is_over

    caller.presses("2")
    assert caller.hears == "You chose well."
    assert app.asked("/voice/choice")[0].fields["Digits"] == "2"


def test_a_question_without_an_answer_falls_through(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", asking(action="/voice/choice", num_digits=1, timeout=4))

    caller.dials(URL)
    caller.waits(3.9)
    assert caller.hears == "Press 1 or 2."

    caller.waits(0.2)
    assert caller.hears == "Goodbye."
    assert app.asked("/voice/choice") == []


def test_an_empty_answer_reaches_the_action_where_it_asks_for_that(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", asking(action="/voice/choice", action_on_empty_result=True))
    app.on("/voice/choice", saying("Are you still there?"))

    caller.dials(URL)
    caller.waits(10)

    assert app.asked("/voice/choice")[0].fields["Digits"] == ""
    assert caller.hears == "Are you still there?"


def test_several_digits_end_with_a_key_a_number_of_digits_or_silence(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", asking(action="/with-key"), asking(action="/counted", num_digits=3), asking(action="/paused"))
    for path in ("/with-key", "/counted", "/paused"):
        app.on(path, saying("Thank you."))

    for keys in ("417#", "5280", "63"):
        caller.dials(URL)
        caller.presses(keys)

    digits = [app.asked(path)[0].fields["Digits"] for path in ("/with-key", "/counted", "/paused")]
    assert digits == ["417", "528", "63"]
    assert [pressed.key for pressed in caller.conversation.of(Pressed)] == ["6", "3"]


def test_a_key_breaks_off_the_prompts_of_its_question(app: AnsweringApp, caller: Caller) -> None:
    response, question = VoiceResponse(), Gather(action="/choice", num_digits=1)
    question.say("one two three four five six seven eight nine ten")
    question.say("Nobody waits for this.")
    response.append(question)
    app.on("/voice", response)
    app.on("/choice", saying("Very well."))

    caller.dials(URL, listens_seconds=1.5)
    caller.presses("1")

    assert caller.conversation.of(Heard)[0].cut_seconds == 1.5
    assert caller.heard_everything[1:] == ("Very well.",)


def test_a_question_for_speech_hears_no_keys(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", asking(input="speech", action="/choice"))

    caller.dials(URL)
    caller.presses("1")
    caller.waits(6)

    assert app.asked("/choice") == []
    assert caller.hears == "Goodbye."


def test_a_key_nobody_asked_for_changes_nothing(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", saying("one two three four five"))

    caller.dials(URL, listens_seconds=1)
    caller.presses("9")

    assert caller.heard_everything == ("one two three four five",)
    assert caller.is_over


def test_a_caller_may_hang_up_at_any_time_and_once_only(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", asking())

    caller.dials(URL)
    caller.hangs_up()
    caller.hangs_up()
    caller.waits(60)

    assert caller.is_over
    assert [event.by_caller for event in caller.conversation.of(HungUp)] == [True]
    assert caller.hears == "Press 1 or 2."


def test_a_dialled_number_takes_the_call_away(app: AnsweringApp, caller: Caller) -> None:
    response = VoiceResponse()
    response.dial("+15550100077")
    response.say("Nobody hears this.")
    app.on("/voice", response)

    caller.dials(URL)

    assert caller.conversation.of(Transferred)[0].to == "+15550100077"
    assert caller.heard_everything == ()
    assert caller.dropped is None


def test_a_redirect_to_another_host_hands_the_call_over_and_asks_nobody(app: AnsweringApp, caller: Caller) -> None:
    response = saying("About five minutes.")
    flow = "https://webhooks.twilio.com/v1/Accounts/AC3/Flows/FW4?FlowEvent=return&waittime=300"
    response.redirect(flow)
    app.on("/voice", response)

    caller.dials(URL)

    assert caller.conversation.of(Transferred)[0].to == flow
    assert caller.is_over
    assert len(app.requests) == 1


def test_a_rejected_call_is_not_dead_air(app: AnsweringApp, caller: Caller) -> None:
    response = VoiceResponse()
    response.reject()
    app.on("/voice", response)

    caller.dials(URL)

    assert caller.dropped is None


def test_leave_outside_a_queue_does_nothing(app: AnsweringApp, caller: Caller) -> None:
    response = VoiceResponse()
    response.leave()
    response.say("Still here.")
    app.on("/voice", response)

    caller.dials(URL)

    assert caller.hears == "Still here."


def looping(sentence: str = "") -> VoiceResponse:
    response = saying(sentence) if sentence else VoiceResponse()
    response.redirect("/voice")
    return response


DROPS: list[tuple[str, VoiceResponse | str | Response, str]] = [
    ("empty", VoiceResponse(), "without a word"),
    ("silent hangup", "<Response><Hangup/></Response>", "without a word"),
    ("malformed", "<Response><Say>Hello</Response>", "not well-formed XML"),
    ("unknown verb", "<Response><Speak>Hello</Speak></Response>", "<Speak> is no TwiML element"),
    ("content type", Response("<Response><Say>Hi</Say></Response>", content_type="text/plain"), "content type"),
    ("server error", Response("<Response/>", 500, content_type="text/xml"), "answered 500"),
    ("redirect", Response("", 308, {"Location": "/voice/"}), "answered 308: a redirect loses what was posted"),
    ("no content", Response("", 204), "answered 204"),
    ("redirect loop", looping(), "documents in a row took less than a second"),
    ("talking in circles", looping("Please hold the line."), "no question, queue or end within 600 s"),
    ("audio", Response(b"RIFF", content_type="audio/wav"), "content type"),
    ("no follower", "<Response><Echo/></Response>", "this phone cannot follow <Echo>"),
    ("missing recording", "<Response><Play>/none.wav</Play></Response>", "none.wav answered 403"),
    ("no recording", "<Response><Play>/voice</Play></Response>", "answered 403"),
]


@pytest.mark.parametrize(("page", "reason"), [drop[1:] for drop in DROPS], ids=[drop[0] for drop in DROPS])
def test_twilio_drops_the_call_and_the_caller_hears_so(
    app: AnsweringApp, caller: Caller, page: VoiceResponse | str | Response, reason: str
) -> None:
    app.on("/voice", page)

    with pytest.raises(CallDropped, match=re.escape(reason)) as dropped:
        caller.dials(URL)

    assert caller.dropped == str(dropped.value)
    assert caller.hears == "We are sorry, an application error has occurred. Goodbye."
    assert caller.is_over


def test_a_recording_that_is_no_audio_is_refused(app: AnsweringApp, caller: Caller) -> None:
    class Pretending(InProcess):
        def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
            if method == "GET":
                return Answer(200, Headers({"Content-Type": "text/html"}), b"<html>")
            return super().__call__(method, url, headers, body)

    app.on("/voice", "<Response><Play>/hold.wav</Play></Response>")
    caller.send = Pretending(app.flask)

    with pytest.raises(CallDropped, match='answered "text/html" where a recording was to be played'):
        caller.dials(URL)


@pytest.mark.parametrize("signer", [Unsigned(), Token("another token")], ids=["unsigned", "wrong token"])
def test_a_call_that_is_not_signed_is_refused_by_the_app(app: AnsweringApp, caller: Caller, signer: Signer) -> None:
    app.on("/voice", saying("Hello."))
    caller.signer = signer

    with pytest.raises(CallDropped, match="answered 403"):
        caller.dials(URL)


def test_an_answer_that_takes_longer_than_fifteen_seconds_is_too_late(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", saying("Hello."))
    prompt = caller.send

    def slowly(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        return dataclasses.replace(prompt(method, url, headers, body), took_seconds=15.5)

    caller.send = slowly

    with pytest.raises(CallDropped, match=r"took 15\.5 s, longer than 15"):
        caller.dials(URL)


def test_a_server_that_does_not_answer_drops_the_call(caller: Caller) -> None:
    def dead(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        del method, url, headers, body
        raise Unreachable("connection refused")

    caller.send = dead

    with pytest.raises(CallDropped, match="no answer from connection refused"):
        caller.dials(URL)


def test_a_form_request_that_is_no_call_is_signed_with_just_its_fields(app: AnsweringApp, caller: Caller) -> None:
    app.on("/wait/default", Response('{"waittime": 300}', content_type="application/json"))

    answer = caller.asks("https://phone.example.com/wait/default", form={"language": "de", "note": ""})

    assert (answer.status, json.loads(answer.body)) == (200, {"waittime": 300})
    assert app.requests[0].fields == {"language": "de", "note": ""}


def test_a_get_request_that_is_no_call_is_signed_by_its_address(app: AnsweringApp, caller: Caller) -> None:
    app.on("/wait/default", Response("{}", content_type="application/json"))

    answer = caller.asks("https://phone.example.com/wait/default?a=%2F", method="GET", form={"b": "ö ü"})

    assert answer.status == 200
    assert app.requests[0].fields == {"a": "/", "b": "ö ü"}


def test_a_json_request_is_signed_with_the_hash_of_its_body(app: AnsweringApp, caller: Caller) -> None:
    app.on("/wait/default", Response("{}", content_type="application/json"))

    answer = caller.asks("https://phone.example.com/wait/default?a=1", json={"language": "日本語"})

    assert answer.status == 200
    assert len(app.requests[0].fields["bodySHA256"]) == 64


def test_a_shared_key_signs_with_sha_256_and_says_so(caller: Caller) -> None:
    caller.signer = SharedKey("webhooks_sharedkey_7", "secret")
    seen: list[Mapping[str, str]] = []

    def noting(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        del method, url, body
        seen.append(headers)
        return Answer(200, Headers(), b"")

    caller.send = noting
    caller.asks(URL, form={"a": "1"})

    assert seen[0]["X-Twilio-Webhooks-Signature-Settings"] == "key=webhooks_sharedkey_7,algorithm=HMAC_SHA256"
    assert len(seen[0]["X-Twilio-Signature"]) == 44


def test_the_documents_of_a_call_are_kept(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", saying("Hello."))

    caller.dials(URL)

    asked = caller.conversation.of(Asked)[0]
    assert (asked.method, asked.url, asked.status) == ("POST", URL, 200)
    assert b"<Say>Hello.</Say>" in asked.body


def test_before_dialling_nothing_is_heard_and_nothing_can_happen(caller: Caller) -> None:
    caller.presses("1")
    caller.waits(5)
    caller.hangs_up()

    assert (caller.hears, caller.heard_everything, caller.is_over, caller.dropped) == ("", (), True, None)
    assert caller.patience_seconds == math.inf
