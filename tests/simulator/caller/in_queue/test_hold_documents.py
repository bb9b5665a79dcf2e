"""Hold documents: words, menus and music while a caller waits, and those that Twilio refuses."""

import pytest
from flask import Response
from twilio.twiml.voice_response import VoiceResponse

from simulator.caller.conversation import HungUp, Music, Silence
from simulator.caller.phone.webhooks import CallDropped
from simulator.caller.scripted_switchboard import answers_after, never_answers
from tests.simulator.caller.answering_app import AnsweringApp
from tests.simulator.caller.in_queue.queued_calls import WORKFLOW, calling, enqueuing, holding, menu, results


def test_the_hold_loop_is_asked_for_again_whenever_it_runs_out(app: AnsweringApp) -> None:
    caller = calling(app, never_answers())
    caller.waits(90)

    assert [asked.fields["QueueTime"] for asked in app.asked("/hold")] == ["0", "29", "59", "88"]
    assert caller.heard_everything.count("Thank you for waiting.") == 4


def test_hold_webhooks_tell_the_place_in_the_queue(app: AnsweringApp) -> None:
    calling(app, never_answers().at_positions({0: 7, 20: 3})).waits(30)

    first, second = app.asked("/hold")
    assert (first.fields["QueuePosition"], second.fields["QueuePosition"]) == ("7", "3")
    assert (first.fields["CurrentQueueSize"], first.fields["MaxQueueSize"]) == ("7", "100")
    assert first.fields["AvgQueueTime"] == "0"
    assert first.fields["QueueSid"][:2] == "QU"


def test_a_hold_document_may_lead_to_the_next_one_and_control_returns_to_the_first(app: AnsweringApp) -> None:
    app.on("/hold", holding("First.", music=9, then="/hold/2"))
    app.on("/hold/2", holding("Second.", music=9))

    caller = calling(app, never_answers())
    caller.waits(25)

    assert caller.heard_everything[1:] == ("First.", "Second.", "First.")
    assert app.asked("/hold/2")[0].fields["QueueTime"] == "9"


def test_a_menu_nobody_answers_lets_the_hold_loop_go_on(app: AnsweringApp) -> None:
    app.on("/hold", menu("pause"))

    caller = calling(app, never_answers())
    caller.waits(30)

    assert caller.is_in_queue
    assert len(app.asked("/hold")) == 2


def test_an_answer_to_a_menu_returns_to_the_hold_loop(app: AnsweringApp) -> None:
    app.on("/hold", menu())
    app.on("/hold/choice", holding("You stay in line."))

    caller = calling(app, never_answers())
    caller.presses("2")
    assert caller.hears == "You stay in line."

    caller.waits(2)
    assert caller.hears == "Press 1 to leave the queue."


def test_a_caller_who_presses_keys_fast_is_not_hammering(app: AnsweringApp) -> None:
    app.on("/hold", menu())
    app.on("/hold/choice", menu())

    caller = calling(app, never_answers())
    caller.presses("2" * 30)

    assert caller.is_in_queue
    assert len(app.asked("/hold/choice")) == 30


def test_music_that_repeats_for_ever_is_cut_by_the_agent(app: AnsweringApp) -> None:
    response = VoiceResponse()
    response.play("https://elsewhere.example.com/music.mp3", loop=0)
    app.on("/hold", response)

    caller = calling(app, answers_after(3000))
    assert caller.waits_for_an_agent()

    assert len(app.asked("/hold")) == 1
    assert caller.conversation.of(Music)[0].cut_seconds == 3000


def test_a_hold_loop_that_goes_elsewhere_is_not_followed(app: AnsweringApp) -> None:
    app.on("/hold", holding("Music now.", then="https://elsewhere.example.com/music"))

    caller = calling(app, answers_after(300))
    assert caller.waits_for_an_agent()

    assert len(app.asked("/hold")) == 1
    assert caller.conversation.of(Music)[0].cut_seconds == pytest.approx(299.2)


def test_hangup_in_the_hold_loop_ends_the_call(app: AnsweringApp) -> None:
    app.on("/hold", "<Response><Say>Closed now.</Say><Hangup/></Response>")

    caller = calling(app, never_answers())
    caller.waits(10)

    assert results(app) == [("hangup", "0")]
    assert app.asked("/left")[0].fields["CallStatus"] == "completed"
    assert caller.is_over
    assert caller.conversation.of(HungUp)[0].by_caller is False


@pytest.mark.parametrize(
    "page",
    [VoiceResponse(), holding(then="/hold"), "<Response><Say>x</Say></Response>"],
    ids=["empty", "redirecting", "one word"],
)
def test_a_hold_loop_that_takes_no_time_is_refused(app: AnsweringApp, page: VoiceResponse | str) -> None:
    app.on("/hold", page)
    switchboard = never_answers()

    with pytest.raises(CallDropped, match="documents in a row took less than a second"):
        calling(app, switchboard).waits(60)

    assert len(app.asked("/hold")) < 15
    assert len(switchboard.left) == 1


@pytest.mark.parametrize("page", ["<Response><Dial>+15550100078</Dial></Response>", Response("", 503)])
def test_a_hold_document_twilio_would_refuse_drops_the_call(app: AnsweringApp, page: str | Response) -> None:
    app.on("/hold", page)
    switchboard = never_answers()

    with pytest.raises(CallDropped, match=r"not allowed in a hold document|answered 503"):
        calling(app, switchboard)

    assert len(switchboard.left) == 1


def test_hold_audio_needs_no_twiml(app: AnsweringApp) -> None:
    app.on("/hold", Response(b"\xff\xfb\x90\x00" + bytes(16000 * 5 - 4), content_type="audio/mpeg"))

    caller = calling(app, answers_after(12))
    caller.waits(12)

    assert [music.lasts_seconds for music in caller.conversation.of(Music)] == [5.0, 5.0, 5.0]
    assert caller.conversation.of(Music)[-1].cut_seconds == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("wait_url", "kind"), [(None, Music), ("", Silence), ("https://elsewhere.example.com/a", Music)]
)
def test_a_wait_the_app_does_not_fill_goes_on_without_asking(
    app: AnsweringApp, wait_url: str | None, kind: type[Music | Silence]
) -> None:
    response = VoiceResponse()
    response.enqueue(None, workflow_sid=WORKFLOW, wait_url=wait_url, action="/left").task("{}")
    app.on("/voice", response)

    caller = calling(app, answers_after(700))
    assert caller.waits_for_an_agent()

    assert caller.conversation.of(kind)[0].cut_seconds == 700
    assert app.asked("/hold") == []


def test_hold_webhooks_may_be_asked_for_by_get(app: AnsweringApp) -> None:
    app.on("/voice", enqueuing(wait_url_method="GET", method="GET"))

    caller = calling(app, never_answers())
    caller.hangs_up()

    assert app.asked("/hold")[0].method == "GET"
    assert app.asked("/hold")[0].fields["QueuePosition"] == "1"
    assert app.asked("/left")[0].method == "GET"
