"""How a call leaves its queue, and which document follows then."""

import pytest
from flask import Response
from twilio.twiml.voice_response import VoiceResponse

from simulator.caller.conversation import Enqueued
from simulator.caller.phone.webhooks import CallDropped
from simulator.caller.scripted_switchboard import Script, answers_after, never_answers, refuses, removes_after
from tests.simulator.caller.answering_app import AnsweringApp
from tests.simulator.caller.in_queue.queued_calls import WORKFLOW, calling, holding, menu, results


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


def test_the_action_must_answer_twiml_even_when_the_caller_is_gone(app: AnsweringApp) -> None:
    app.on("/left", Response("oops", 500))
    caller = calling(app, never_answers())

    with pytest.raises(CallDropped, match="/left answered 500"):
        caller.hangs_up()
