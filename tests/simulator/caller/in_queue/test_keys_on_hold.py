"""Keys pressed on hold: at a chosen moment, one after another, and while the caller's turn comes."""

import pytest
from twilio.twiml.voice_response import Gather, VoiceResponse

from simulator.caller.caller import Caller
from simulator.caller.centre_switchboard import CentreSwitchboard
from simulator.caller.conversation import AgentAnswered, Heard, LeftQueue, Pressed
from simulator.caller.phone.clock import VirtualClock
from simulator.caller.phone.webhooks import CallDropped
from simulator.caller.scripted_switchboard import answers_after, never_answers
from simulator.caller.switchboard import Switchboard
from simulator.centre.centre import Centre
from tests.simulator.caller.answering_app import AnsweringApp
from tests.simulator.caller.in_queue.queued_calls import calling, enqueuing, holding, menu, results
from tests.simulator.centre.small_centres import BY_HAND, OPENED_AT, group, plan

CHOICE = "/hold/choice"


def _asks(sentence: str, action: str, **gather: object) -> VoiceResponse:
    response, question = VoiceResponse(), Gather(action=action, **gather)
    question.say(sentence)
    response.append(question)
    response.pause(length=20)
    return response


def _answers(app: AnsweringApp, switchboard: Switchboard, *answers: str, reacts_seconds: float = 2.0) -> Caller:
    """Dial into the queue as a caller who presses keys by themselves."""
    caller = calling(app, switchboard, answers=answers, reacts_seconds=reacts_seconds)
    caller.waits(120)
    return caller


@pytest.fixture
def dialogue(app: AnsweringApp) -> AnsweringApp:
    """Offer something on hold, ask whether the number is right, and then leave the queue."""
    app.on("/hold", _asks("Press 1 to be called back.", "/hold/offer", num_digits=1))
    app.on("/hold/offer", _asks("Press 1 if the number is right.", "/hold/number", num_digits=1))
    app.on("/hold/number", "<Response><Leave/></Response>")
    app.on("/left", holding("We will call you back."))
    return app


def test_a_caller_presses_a_key_at_a_chosen_moment(app: AnsweringApp) -> None:
    app.on("/hold", holding("Thank you.", music=10, then="/hold/menu"))
    app.on("/hold/menu", menu())
    app.on(CHOICE, "<Response><Leave/></Response>")

    caller = calling(app, never_answers())
    caller.waits(5)
    caller.presses("1")
    assert app.asked(CHOICE) == []
    caller.waits(7)
    caller.presses("1")

    assert results(app) == [("leave", "12")]
    assert [pressed.key for pressed in caller.conversation.of(Pressed)] == ["1", "1"]


def test_a_caller_answers_one_question_after_another_by_themselves(dialogue: AnsweringApp) -> None:
    caller = _answers(dialogue, never_answers(), "1", "1", reacts_seconds=1.5)

    assert results(dialogue) == [("leave", "3")]
    assert caller.heard_everything[1:] == (
        "Press 1 to be called back.",
        "Press 1 if the number is right.",
        "We will call you back.",
    )
    assert [pressed.at_seconds for pressed in caller.conversation.of(Pressed)] == [3.5, 5.0]
    assert caller.is_over


def test_a_caller_with_one_answer_keeps_waiting_after_the_second_question(dialogue: AnsweringApp) -> None:
    caller = _answers(dialogue, answers_after(90), "1")

    assert results(dialogue) == []
    assert caller.is_talking


@pytest.mark.parametrize("turn_seconds", [1.0, 2.0, 2.5, 4.0])
def test_a_caller_whose_turn_comes_during_a_question_is_connected_at_once(
    dialogue: AnsweringApp, turn_seconds: float
) -> None:
    caller = _answers(dialogue, answers_after(turn_seconds, talk_seconds=300), "1", "1", reacts_seconds=2.2)

    assert caller.conversation.of(AgentAnswered)[0].at_seconds == 2.0 + turn_seconds
    assert caller.is_talking
    assert results(dialogue) == []


def test_a_caller_whose_turn_comes_while_they_type_a_number_is_connected_at_once(app: AnsweringApp) -> None:
    app.on("/hold", _asks("Type your number.", CHOICE, finish_on_key="#", timeout=10))
    caller = calling(app, answers_after(6, talk_seconds=300))
    caller.waits(2)
    for key in "555":
        caller.presses(key)
        caller.waits(1)
    assert caller.waits_for_an_agent()

    assert caller.conversation.of(AgentAnswered)[0].at_seconds == 8.0
    assert app.asked(CHOICE) == []
    caller.presses("0")
    assert caller.is_talking


def test_leaving_by_a_key_asks_the_action_at_once_and_cancels_the_task(app: AnsweringApp) -> None:
    centre = Centre(plan((group("a", 1),), {"a": BY_HAND}), seed=7, opened_at=OPENED_AT)
    [workflow] = centre.plan.workflows
    busy = centre.create_task(workflow.sid, {})
    app.on("/voice", enqueuing(workflow_sid=workflow.sid))
    app.on("/hold", menu())
    app.on(CHOICE, "<Response><Leave/></Response>")
    app.on("/left", holding("Goodbye."))
    caller = calling(app, CentreSwitchboard(centre), clock=VirtualClock(OPENED_AT))
    caller.waits(4)
    [task] = [each for each in centre.tasks() if each is not busy]
    before = task.status
    caller.presses("1")

    assert (before, task.status) == ("pending", "canceled")
    assert results(app) == [("leave", "4")]
    assert task.ended_at == caller.clock.now_seconds - caller.conversation.of(Heard)[-1].lasts_seconds
    assert caller.conversation.of(LeftQueue)[0].at_seconds == 6.0


@pytest.mark.parametrize("verb", ["<Record/>", "<Dial>+15550100009</Dial>", "<Enqueue>other</Enqueue>", "<Reject/>"])
def test_what_a_question_on_hold_leads_to_may_hold_only_the_verbs_of_a_hold_document(
    app: AnsweringApp, verb: str
) -> None:
    app.on("/hold", menu())
    app.on(CHOICE, f"<Response>{verb}</Response>")
    caller = calling(app, never_answers())
    caller.waits(4)

    with pytest.raises(CallDropped, match="is not allowed in a hold document"):
        caller.presses("1")
