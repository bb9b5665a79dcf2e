"""Outbound calls that join the queues of a contact centre, in its own virtual time."""

from twilio.twiml.voice_response import VoiceResponse

from simulator.caller.centre_switchboard import CentreSwitchboard
from simulator.caller.conversation import AgentAnswered, Enqueued
from simulator.centre.centre import Centre
from simulator.phones.phone import Phone
from tests.simulator.caller.calls import asking
from tests.simulator.caller.in_queue.queued_calls import holding, menu
from tests.simulator.centre.small_centres import BY_HAND, RING, TALK, WRAP_UP, Desk, group, plan
from tests.simulator.telephony.outbound_calls import NOW, Dialling, dialling


def _desk() -> tuple[Desk, Dialling]:
    """Open a centre with one agent, and let a person accept each call and join its queue with priority 9."""
    centre = Centre(plan((group("a", 1),), {"a": BY_HAND}), seed=7, opened_at=NOW)
    one = dialling(Phone(rings_seconds=6, keys=("1",)), CentreSwitchboard(centre))
    one.app.on("/callback", asking("Press 1.", action="/accepted", num_digits=1))
    accepted = VoiceResponse()
    queue = accepted.enqueue(None, workflow_sid=centre.plan.workflows[0].sid, action="/left", wait_url="/hold")
    queue.task('{"queue": "a"}', priority=9)
    one.app.on("/accepted", accepted)
    one.app.on("/hold", holding("Thank you for waiting.", music=28))
    one.app.on("/left", VoiceResponse())
    return Desk(centre), one


def test_a_person_called_back_with_priority_gets_the_next_free_agent_before_the_others() -> None:
    desk, one = _desk()
    desk.calls()
    others = [desk.calls(), desk.calls()]
    call = one.at(60).orders()
    one.at(600)
    desk.centre.advance(NOW + 600)

    conversation = one.exchange.conversation(call)
    free_seconds = RING + TALK + WRAP_UP
    answered = conversation.of(AgentAnswered)[0].at_seconds + (call.dialled_at or 0) - NOW
    assert free_seconds < answered == free_seconds + RING
    assert all((task.accepted_at or 0) > NOW + answered for task in others)
    assert call.status == "completed"


def test_the_task_of_a_call_that_leaves_the_queue_is_canceled_at_once() -> None:
    desk, one = _desk()
    desk.calls()
    one.app.on("/hold", menu("leave"))
    one.app.on("/hold/choice", "<Response><Leave/></Response>")
    call = one.orders()
    one.at(9)
    joined = NOW + one.exchange.conversation(call).of(Enqueued)[0].at_seconds
    [task] = [each for each in desk.centre.tasks() if each.created_at == joined]
    waiting = task.status
    one.at(60)

    [left] = one.app.asked("/left")
    assert left.fields["QueueResult"] == "leave"
    assert (waiting, task.status) == ("pending", "canceled")
    assert task.ended_at == call.ended_at
    assert task.attributes["direction"] == "outbound-api"
