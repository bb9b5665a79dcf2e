import json
import math

import pytest
from flask import Response
from twilio.twiml.voice_response import Gather, VoiceResponse

from simulator.caller.caller import Caller
from simulator.caller.conversation import AgentAnswered, Enqueued, Heard, HungUp, LeftQueue, Music, Silence
from simulator.caller.phone.clock import VirtualClock
from simulator.caller.phone.transport import InProcess
from simulator.caller.phone.webhooks import CallDropped
from simulator.caller.scripted_switchboard import Script, answers_after, never_answers, refuses, removes_after
from simulator.caller.switchboard import Switchboard
from tests.simulator.caller.answering_app import AnsweringApp

URL = "http://127.0.0.1:8099/voice"
TOKEN = "another-token-that-opens-nothing"
WORKFLOW = "WW" + "c0ffee00" * 4


@pytest.fixture
def app() -> AnsweringApp:
    app = AnsweringApp(TOKEN)
    app.on("/voice", enqueuing())
    app.on("/hold", holding("Thank you for waiting.", music=28))
    app.on("/left", VoiceResponse())
    return app


def enqueuing(attributes: dict[str, object] | None = None, **enqueue: str) -> VoiceResponse:
    response = VoiceResponse()
    response.say("one two three four five")
    queue = response.enqueue(None, workflow_sid=WORKFLOW, **({"action": "/left", "wait_url": "/hold"} | enqueue))
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


def calling(app: AnsweringApp, switchboard: Switchboard, patience_seconds: float = math.inf) -> Caller:
    caller = Caller(
        send=InProcess(app.flask),
        to="+15550100011",
        from_number="+15550100012",
        account_sid="AC" + "5" * 32,
        auth_token=TOKEN,
        switchboard=switchboard,
        patience_seconds=patience_seconds,
    )
    caller.dials(URL)
    return caller


def results(app: AnsweringApp) -> list[tuple[str, str | None]]:
    return [(asked.fields["QueueResult"], asked.fields.get("QueueTime")) for asked in app.asked("/left")]


def test_the_caller_joins_with_attributes_and_priority(app: AnsweringApp) -> None:
    switchboard = never_answers()

    caller = calling(app, switchboard)

    joined = caller.conversation.of(Enqueued)[0]
    assert (joined.workflow_sid, joined.attributes, joined.priority) == (WORKFLOW, {"lang": "de"}, 5)
    assert joined.at_seconds == 2.0
    assert caller.is_in_queue
    assert switchboard.joined[0].attributes["lang"] == "de"
    assert switchboard.joined[0].attributes["from"] == "+15550100012"
    assert switchboard.joined[0].attributes["from_country"] == "US"
    assert switchboard.joined[0].attributes["call_sid"] == app.requests[0].fields["CallSid"]
    assert "call_token" not in switchboard.joined[0].attributes


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


def test_an_agent_who_answers_breaks_off_what_is_playing(app: AnsweringApp) -> None:
    app.on("/hold", holding("one two three four five six seven eight nine ten", music=20))

    caller = calling(app, answers_after(1.5, talk_seconds=120))
    assert caller.waits_for_an_agent()

    assert caller.clock.now_seconds == 3.5
    assert caller.conversation.of(Heard)[1].cut_seconds == 1.5
    assert caller.conversation.of(AgentAnswered)[0].at_seconds == 3.5
    assert results(app) == []


def test_the_action_is_told_of_a_bridged_call_when_the_talk_is_over(app: AnsweringApp) -> None:
    app.on("/left", holding("How did we do?"))

    switchboard = answers_after(47, talk_seconds=120)

    caller = calling(app, switchboard)
    caller.waits(100)
    assert caller.is_talking
    assert caller.waits_for_the_end()

    assert results(app) == [("bridged", "47")]
    assert caller.hears == "How did we do?"
    assert caller.conversation.of(LeftQueue)[0].at_seconds == 169.0
    assert switchboard.left == []
    assert caller.dropped is None


def test_a_caller_who_hangs_up_while_talking_was_bridged(app: AnsweringApp) -> None:
    app.on("/left", holding("How did we do?"))
    switchboard = answers_after(10)

    caller = calling(app, switchboard)
    caller.waits(20)
    caller.hangs_up()

    assert results(app) == [("bridged", "10")]
    assert app.asked("/left")[0].fields["CallStatus"] == "completed"
    assert "How did we do?" not in caller.heard_everything
    assert len(switchboard.left) == 1


def test_a_caller_who_hangs_up_in_the_queue_leaves_it(app: AnsweringApp) -> None:
    app.on("/left", holding("Nobody hears this."))
    switchboard = never_answers()

    caller = calling(app, switchboard)
    caller.waits(12)
    caller.hangs_up()

    assert results(app) == [("hangup", "12")]
    assert app.asked("/left")[0].fields["CallStatus"] == "completed"
    assert "QueuePosition" not in app.asked("/left")[0].fields
    assert [ticket.entered_seconds for ticket in switchboard.left] == [2.0]
    assert "Nobody hears this." not in caller.heard_everything
    assert caller.conversation.of(Silence)[0].cut_seconds == pytest.approx(10.4)


def test_an_impatient_caller_hangs_up_alone(app: AnsweringApp) -> None:
    switchboard = answers_after(500)

    caller = calling(app, switchboard, patience_seconds=60.0)
    caller.waits(1000)

    assert caller.is_over
    assert caller.conversation.of(HungUp)[0].by_caller
    assert results(app) == [("hangup", "60")]
    assert len(switchboard.left) == 1
    assert caller.clock.now_seconds == 62.0


@pytest.mark.parametrize("result", ["queue-full", "system-error"])
def test_a_queue_that_refuses_sends_the_call_to_the_action_at_once(app: AnsweringApp, result: str) -> None:
    app.on("/left", holding("We are sorry."))

    caller = calling(app, refuses(result))

    assert results(app) == [(result, None)]
    assert "QueueSid" not in app.asked("/left")[0].fields
    assert caller.hears == "We are sorry."
    assert caller.conversation.of(Enqueued) == ()
    assert app.asked("/hold") == []


@pytest.mark.parametrize("result", ["error", "leave", "something-new"])
def test_a_call_taken_out_of_the_queue_is_followed_to_the_action(app: AnsweringApp, result: str) -> None:
    app.on("/left", holding("We are sorry."))

    caller = calling(app, removes_after(30, result))
    caller.waits(60)

    assert results(app) == [(result, "30")]
    assert caller.hears == "We are sorry."


@pytest.mark.parametrize("result", ["redirected", "redirected-from-bridged", "bridging-in-process", "hangup"])
def test_a_call_that_belongs_to_other_twiml_does_not_run_the_action(app: AnsweringApp, result: str) -> None:
    app.on("/left", holding("Nobody hears this."))

    caller = calling(app, removes_after(30, result))
    caller.waits(60)

    assert results(app) == [(result, "30")]
    assert caller.is_over
    assert "Nobody hears this." not in caller.heard_everything


@pytest.mark.parametrize(
    ("switchboard", "heard"),
    [(refuses(), "After."), (answers_after(5, talk_seconds=5), "After."), (removes_after(5, "redirected"), "Goodbye")],
)
def test_without_an_action_the_next_verb_follows(app: AnsweringApp, switchboard: Script, heard: str) -> None:
    response = VoiceResponse()
    response.say("Goodbye")
    response.enqueue(None, workflow_sid=WORKFLOW, wait_url="/hold").task("{}")
    response.say("After.")
    app.on("/voice", response)

    caller = calling(app, switchboard)
    caller.waits(60)

    assert [sentence for sentence in caller.heard_everything if sentence != "Thank you for waiting."][-1] == heard


def test_leave_takes_the_caller_out_by_their_own_choice(app: AnsweringApp) -> None:
    app.on("/hold", menu("leave"))
    app.on("/hold/choice", "<Response><Leave/></Response>")
    app.on("/left", holding("We will call you back."))
    switchboard = never_answers()

    caller = calling(app, switchboard)
    caller.waits(5)
    assert caller.hears == "Press 1 to leave the queue."
    caller.presses("1")

    assert app.asked("/hold/choice")[0].fields["Digits"] == "1"
    assert app.asked("/hold/choice")[0].fields["QueueTime"] == "5"
    assert results(app) == [("leave", "5")]
    assert caller.hears == "We will call you back."
    assert len(switchboard.left) == 1


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


def test_the_action_must_answer_twiml_even_when_the_caller_is_gone(app: AnsweringApp) -> None:
    app.on("/left", Response("oops", 500))
    caller = calling(app, never_answers())

    with pytest.raises(CallDropped, match="/left answered 500"):
        caller.hangs_up()


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


def test_callers_who_share_a_clock_live_side_by_side(app: AnsweringApp) -> None:
    clock = VirtualClock()
    first = Caller(
        send=InProcess(app.flask),
        to="+15550100011",
        from_number="+15550100013",
        account_sid="AC" + "5" * 32,
        auth_token=TOKEN,
        clock=clock,
        switchboard=answers_after(100),
    )
    first.dials(URL)
    clock.wait_until(50)
    second = Caller(
        send=InProcess(app.flask),
        to="+15550100011",
        from_number="+15550100014",
        account_sid="AC" + "5" * 32,
        auth_token=TOKEN,
        clock=clock,
        switchboard=answers_after(10),
    )
    second.dials(URL)
    second.waits_for_an_agent()

    assert clock.now_seconds == 62
    assert second.conversation.of(AgentAnswered)[0].at_seconds == 12
    assert first.is_in_queue
