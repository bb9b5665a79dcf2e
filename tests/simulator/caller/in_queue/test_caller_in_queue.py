"""A caller in a queue: joining it, being answered, hanging up, and several callers on one clock."""

import pytest

from simulator.caller.conversation import AgentAnswered, Enqueued, Heard, HungUp, LeftQueue, Silence
from simulator.caller.phone.clock import VirtualClock
from simulator.caller.scripted_switchboard import answers_after, never_answers
from tests.simulator.caller.answering_app import AnsweringApp
from tests.simulator.caller.in_queue.queued_calls import WORKFLOW, calling, holding, results


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


def test_callers_who_share_a_clock_live_side_by_side(app: AnsweringApp) -> None:
    clock = VirtualClock()
    first = calling(app, answers_after(100), from_number="+15550100013", clock=clock)
    clock.wait_until(50)
    second = calling(app, answers_after(10), from_number="+15550100014", clock=clock)
    second.waits_for_an_agent()

    assert clock.now_seconds == 62
    assert second.conversation.of(AgentAnswered)[0].at_seconds == 12
    assert first.is_in_queue
