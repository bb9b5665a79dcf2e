"""A call from dialling to its end: what the caller hears, when, and what each webhook is told."""

import math
import struct

from flask import Response
from twilio.twiml.voice_response import VoiceResponse

from simulator.caller.caller import Caller
from simulator.caller.conversation import Asked, HungUp, Music, Transferred
from tests.simulator.caller.answering_app import AnsweringApp
from tests.simulator.caller.calls import URL, asking, saying


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
