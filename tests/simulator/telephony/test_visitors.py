"""Phones registered by callers in other processes: they are called back, and hear what is said there."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from twilio.twiml.voice_response import VoiceResponse

from simulator.caller.phone.clock import VirtualClock
from simulator.caller.phone.transport import InProcess
from simulator.caller.visitor import Visitor
from simulator.centre.centre import Centre
from simulator.centre.sids import sid
from simulator.phones.phone import Phone
from simulator.phones.phone_book import PhoneBook
from simulator.phones.recording import Recordings
from simulator.telephony.exchange import Exchange
from simulator.telephony.visitors import Visitors
from simulator.telephony.visitors_api import visitors_api
from tests.simulator.caller.calls import asking
from tests.simulator.caller.in_queue.queued_calls import enqueuing, holding
from tests.simulator.centre.small_centres import BY_HAND, group, plan
from tests.simulator.telephony.outbound_calls import ACCOUNT, NOW, THEIRS, TOKEN, Dialling, dialling

CALLBACK = {"taskType": "callback", "callBackData": {"numberToCall": THEIRS}}


@dataclass(slots=True)
class DrivingClock(VirtualClock):
    """A clock that lets the exchange and the centre go on while the visitor waits."""

    drive: Callable[[float], None] = lambda _: None

    def wait_until(self, moment_seconds: float) -> None:
        self.now_seconds = max(self.now_seconds, moment_seconds)
        self.drive(self.now_seconds)


@dataclass
class Exchanged:
    centre: Centre
    dialling: Dialling
    recordings: Recordings
    visitor: Visitor


@pytest.fixture
def one() -> Exchanged:
    phones, recordings = PhoneBook(), Recordings("https://twilio.example.com")
    centre = Centre(plan((group("a", 1),), {"a": BY_HAND}), seed=7, opened_at=NOW, phones=phones)
    visitors = Visitors(phones, centre.agent_calls)
    dialled = dialling()
    exchange = Exchange(
        phones=phones,
        send=InProcess(dialled.app.flask),
        auth_tokens={ACCOUNT: TOKEN},
        switchboard=dialled.switchboard,
        now=NOW,
        recordings=recordings,
        listener=visitors.hear,
    )

    def drive(now: float) -> None:
        exchange.advance(now)
        centre.advance(now)

    clock = DrivingClock(NOW, drive)
    api = Flask("exchange")
    api.register_blueprint(visitors_api(visitors, exchange, recordings, lambda: clock.now_seconds))
    visitor = Visitor(base_url="http://127.0.0.1:8032", number=THEIRS, send=InProcess(api), clock=clock)
    return Exchanged(centre, Dialling(dialled.app, exchange, dialled.switchboard), recordings, visitor)


def test_a_registered_phone_is_called_back_accepts_with_its_key_and_talks(one: Exchanged) -> None:
    app = one.dialling.app
    app.on("/callback", asking("Press 1 to be connected.", action="/accepted", num_digits=1))
    app.on("/accepted", enqueuing())
    app.on("/hold", holding("Thank you.", music=60))
    app.on("/left", VoiceResponse())
    one.visitor.register(Phone(rings_seconds=4, keys=("1",), reacts_seconds=3))
    call = one.dialling.orders()
    lines = list(one.visitor.listens(600))
    one.visitor.leave()

    assert [line.strip() for line in lines] == [
        "0:00  Phone rings: +1 555 010 0700 calls",
        "0:04  Caller answers",
        '0:04  Voice  "Press 1 to be connected."',
        "0:07  Caller presses 1",
        '0:07  Voice  "one two three four five"',
        "0:09  Caller joins the queue (workflow WWc0ff…, priority 5)",
        '0:09  Voice  "Thank you."',
        "0:09  (silence) (60 s)",
        "0:39  Agent answers",
    ]
    assert call.status == "completed"
    assert call.ended_at == one.visitor.clock.now_seconds == NOW + 42


def test_an_agent_of_flex_calls_a_registered_phone(one: Exchanged) -> None:
    one.visitor.register(Phone(rings_seconds=4))
    one.centre.create_task(sid("WW", "letters"), CALLBACK)
    lines = list(one.visitor.listens(600))

    assert [line.strip() for line in lines] == [
        "0:00  Phone rings: an agent calls",
        "0:04  Caller answers: Agent is on the line",
    ]


def test_a_call_that_the_app_ends_is_heard_to_its_end(one: Exchanged) -> None:
    one.visitor.register(Phone(rings_seconds=4))
    one.dialling.orders()
    lines = list(one.visitor.listens(600))

    assert lines[-1].strip() == "0:06  Call ends"


def test_a_phone_that_nobody_calls_stops_listening_in_time(one: Exchanged) -> None:
    one.visitor.register(Phone())

    assert list(one.visitor.listens(20)) == []
    assert one.visitor.clock.now_seconds == NOW + 20


def test_a_phone_that_was_taken_away_is_anybodys(one: Exchanged) -> None:
    one.visitor.register(Phone(rings_seconds=4))
    one.visitor.leave()
    call = one.dialling.orders()
    one.dialling.at(100)

    assert call.answered_at == NOW + Phone().rings_seconds
    assert list(one.visitor.listens(20)) == []


def test_a_caller_in_another_process_hands_in_what_was_recorded(one: Exchanged) -> None:
    kept = one.visitor.keep(ACCOUNT, "CA" + "4" * 32, NOW - 30, 12)

    [recording] = one.recordings.of(ACCOUNT)
    assert (recording.sid, recording.call_sid, recording.seconds) == (kept.sid, "CA" + "4" * 32, 12)
    assert recording.started_at == NOW - 30
    assert kept.url == f"https://twilio.example.com{recording.uri}"
