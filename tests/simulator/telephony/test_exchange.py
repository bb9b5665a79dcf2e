"""Outbound calls: queued, dialled one a second, answered or not; the app is told, and its TwiML is played."""

from typing import Any

import pytest
from twilio.twiml.voice_response import VoiceResponse

from simulator.caller.conversation import AgentAnswered, Answered, Enqueued, Heard, HungUp, LeftQueue, Pressed, Rang
from simulator.caller.scripted_switchboard import never_answers
from simulator.phones.phone import CONNECTING_SECONDS, Answer, Phone
from tests.simulator.caller.calls import asking, saying
from tests.simulator.caller.in_queue.queued_calls import enqueuing, holding, menu
from tests.simulator.telephony.outbound_calls import ACCOUNT, NOW, OURS, THEIRS, dialling

EVERY_EVENT = frozenset({"initiated", "ringing", "answered", "completed"})
STATUS: dict[str, Any] = {"status_callback": "https://phone.example.com/status", "status_callback_events": EVERY_EVENT}


def test_a_call_is_queued_then_rings_is_answered_and_ends_with_its_document() -> None:
    one = dialling(Phone(rings_seconds=6))
    call = one.orders()
    assert call.status == "queued"
    seen = {seconds: one.at(seconds) and call.status for seconds in (0, 5.9, 6, 7.9, 8.1)}

    assert seen == {0: "ringing", 5.9: "ringing", 6: "in-progress", 7.9: "in-progress", 8.1: "completed"}
    assert (call.dialled_at, call.answered_at, call.ended_at) == (NOW, NOW + 6, NOW + 8)
    assert call.talked_seconds == 2
    conversation = one.exchange.conversation(call)
    assert [(event.at_seconds, event.from_number) for event in conversation.of(Rang)] == [(0.0, OURS)]
    assert [(event.at_seconds, event.by_machine) for event in conversation.of(Answered)] == [(6.0, False)]
    assert [heard.at_seconds for heard in conversation.of(Heard)] == [6.0]


def test_the_answered_call_asks_its_url_with_twilios_signed_parameters_of_an_outbound_call() -> None:
    one = dialling(Phone())
    call = one.orders()
    one.at(60)

    [asked] = one.app.asked("/callback")
    fields = asked.fields
    assert (fields["CallSid"], fields["AccountSid"]) == (call.sid, ACCOUNT)
    assert (fields["From"], fields["To"], fields["Direction"]) == (OURS, THEIRS, "outbound-api")
    assert fields["CallStatus"] == "in-progress"
    assert "CallToken" not in fields


def test_the_url_may_be_asked_for_by_get() -> None:
    one = dialling(Phone())
    one.orders(method="GET")
    one.at(60)

    assert one.app.asked("/callback")[0].method == "GET"


@pytest.mark.parametrize(
    ("phone", "status", "after_seconds"),
    [
        (Phone(answer=Answer.BUSY), "busy", CONNECTING_SECONDS),
        (Phone(answer=Answer.WRONG_NUMBER), "failed", CONNECTING_SECONDS),
        (Phone(answer=Answer.NOBODY), "no-answer", 25),
        (Phone(rings_seconds=26), "no-answer", 25),
    ],
)
def test_a_call_that_nobody_answers_ends_and_asks_for_no_document(
    phone: Phone, status: str, after_seconds: float
) -> None:
    one = dialling(phone)
    call = one.orders(timeout_seconds=25, **STATUS)
    one.at(100)

    assert (call.status, call.ended_at, call.talked_seconds) == (status, NOW + after_seconds, None)
    assert one.app.asked("/callback") == []
    assert one.told() == [("initiated", "0"), ("ringing", "1"), (status, "2")]
    assert one.app.asked("/status")[-1].fields["CallDuration"] == "0"


def test_the_app_is_told_of_the_events_that_it_asked_for_in_order() -> None:
    one = dialling(Phone(rings_seconds=6))
    one.orders(**STATUS)
    one.at(60)
    assert one.told() == [("initiated", "0"), ("ringing", "1"), ("in-progress", "2"), ("completed", "3")]
    last = one.app.asked("/status")[-1].fields
    assert (last["CallDuration"], last["CallbackSource"]) == ("2", "call-progress-events")
    assert last["Timestamp"] == "Mon, 21 Sep 2026 15:13:28 +0000"


def test_without_a_choice_only_the_end_is_told() -> None:
    one = dialling(Phone())
    one.orders(status_callback="https://phone.example.com/status")
    one.at(60)

    assert one.told() == [("completed", "0")]


def test_a_status_callback_that_fails_changes_nothing() -> None:
    one = dialling(Phone())
    call = one.orders(status_callback="https://phone.example.com/nowhere", status_callback_events=EVERY_EVENT)
    one.at(60)

    assert call.status == "completed"


def test_an_account_dials_one_call_a_second_and_queues_the_others() -> None:
    one = dialling()
    calls = [one.orders(f"+1555010090{digit}") for digit in range(4)]

    assert [call.queue_seconds for call in calls] == [0, 1, 2, 3]
    one.at(1.5)
    assert [call.status for call in calls] == ["ringing", "ringing", "queued", "queued"]
    one.at(60)
    assert [call.dialled_at for call in calls] == [NOW, NOW + 1, NOW + 2, NOW + 3]
    later = one.orders()
    assert later.queue_seconds == 0


def test_a_phone_may_behave_differently_at_each_call() -> None:
    one = dialling({THEIRS: [Phone(answer=Answer.BUSY), Phone()]})
    calls = [one.orders() for _ in range(3)]
    one.at(60)

    assert [call.status for call in calls] == ["busy", "completed", "completed"]


def test_the_person_presses_a_key_when_asked_and_joins_the_queue_until_an_agent_answers() -> None:
    one = dialling(Phone(rings_seconds=6, keys=("1",), reacts_seconds=1.5))
    one.app.on("/callback", asking("Press 1 to be connected.", action="/accepted", num_digits=1))
    one.app.on("/accepted", enqueuing())
    one.app.on("/hold", holding("Thank you.", music=20))
    one.app.on("/left", VoiceResponse())
    call = one.orders()
    one.at(300)

    conversation = one.exchange.conversation(call)
    assert one.app.asked("/accepted")[0].fields["Digits"] == "1"
    assert [pressed.at_seconds for pressed in conversation.of(Pressed)] == [7.5]
    assert conversation.of(Enqueued)[0].at_seconds == 9.5
    assert conversation.of(AgentAnswered)[0].at_seconds == 39.5
    assert [left.result for left in conversation.of(LeftQueue)] == ["bridged"]
    assert (call.status, call.ended_at) == ("completed", NOW + 139.5)


def test_each_question_gets_the_next_group_of_keys() -> None:
    one = dialling(Phone(keys=("1", "472#", "2")))
    one.app.on("/callback", asking(action="/number", num_digits=1))
    one.app.on("/number", asking(action="/right", finish_on_key="#"))
    one.app.on("/right", asking(action="/done", num_digits=1))
    one.app.on("/done", saying("Goodbye."))
    one.orders()
    one.at(100)

    assert [one.app.asked(path)[0].fields["Digits"] for path in ("/number", "/right", "/done")] == ["1", "472", "2"]


def test_a_person_on_hold_may_leave_by_a_key_or_lose_patience() -> None:
    switchboard = never_answers()
    one = dialling({THEIRS: [Phone(keys=("1",)), Phone(patience_seconds=15)]}, switchboard)
    one.app.on("/callback", enqueuing())
    one.app.on("/hold", menu("leave"))
    one.app.on("/hold/choice", "<Response><Leave/></Response>")
    one.app.on("/left", saying("Goodbye."))
    leaver, impatient = one.orders(), one.orders()
    one.at(300)

    assert [one.exchange.conversation(call).of(LeftQueue)[0].result for call in (leaver, impatient)] == [
        "leave",
        "hangup",
    ]
    assert len(switchboard.left) == 2


def test_an_answering_machine_is_played_the_document_presses_nothing_and_hangs_up() -> None:
    one = dialling(Phone(answer=Answer.MACHINE, rings_seconds=6, machine_seconds=20, keys=("1",)))
    one.app.on("/callback", asking(action="/accepted", num_digits=1, timeout=60))
    call = one.orders()
    one.at(100)

    conversation = one.exchange.conversation(call)
    assert conversation.of(Pressed) == ()
    assert [event.by_machine for event in conversation.of(Answered)] == [True]
    assert [(event.at_seconds, event.by_caller) for event in conversation.of(HungUp)] == [(26.0, True)]
    assert (call.status, call.talked_seconds) == ("completed", 20)


def test_an_app_that_answers_what_twilio_refuses_drops_the_call() -> None:
    one = dialling(Phone())
    one.app.on("/callback", "<Response><Sing/></Response>")
    call = one.orders()
    one.at(60)

    assert call.status == "completed"
    assert "application error" in one.exchange.conversation(call).sentences[-1]


def test_a_call_can_be_canceled_before_it_is_answered_and_completed_afterwards() -> None:
    one = dialling(Phone(rings_seconds=6))
    one.app.on("/callback", holding("one two", music=60))
    talking, ringing, queued = (one.orders(**STATUS) for _ in range(3))
    one.at(1.5)

    assert one.exchange.end(queued, "canceled")
    assert one.exchange.end(ringing, "canceled")
    one.at(8)
    assert not one.exchange.end(talking, "canceled")
    assert one.exchange.end(talking, "completed")
    assert not one.exchange.end(talking, "completed")
    one.at(100)
    assert [call.status for call in (talking, ringing, queued)] == ["completed", "canceled", "canceled"]
    assert (talking.talked_seconds, queued.dialled_at) == (2, None)
    assert len(one.app.asked("/callback")) == 1


def test_time_never_goes_back_and_the_next_event_is_known() -> None:
    one = dialling(Phone(rings_seconds=6))
    one.at(10).orders()
    assert one.exchange.next_at == NOW + 10
    one.at(10)
    assert one.exchange.next_at == NOW + 16
    one.at(3)
    assert one.exchange.now == NOW + 10
