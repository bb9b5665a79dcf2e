"""Whatever fails in a callback, the call goes on: nobody is dropped, nothing is promised that is not kept."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.caller.caller import Caller
from simulator.caller.conversation import LeftQueue
from simulator.caller.phone.signing import Unsigned
from tests.fakes.memory_table import MemoryTable
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ivr.voice.callback.desk import (
    GOODBYE,
    IMPOSSIBLE,
    OFFER,
    PERSON,
    TYPED,
    desk,
    dials,
    is_kept,
    kept,
    knows,
    pending,
    person,
    stores,
)
from waittimes.callbacks.record import State
from waittimes.page import Page
from waittimes.settings.line_callback import CallbackPolicy
from waittimes.table import TableUnavailable

WITH_OTHERS = CallbackPolicy("dial", other_number=True)
ON_HOLD = {"CallSid": "CA" + "7" * 32, "From": PERSON, "To": CLAIMS.numbers[0], "QueueTime": "100"}


@pytest.mark.parametrize("keys", [("1",), ("1", "1"), ("1", "2"), ("1", "2", TYPED), ("1", "2", TYPED, "1")])
@pytest.mark.parametrize("before", range(5))
def test_a_table_that_fails_at_any_step_leaves_the_caller_in_the_queue_or_with_a_promise(
    keys: tuple[str, ...], before: int
) -> None:
    phone = desk(WITH_OTHERS)
    caller = dials(phone, *keys[:before])
    phone.table.fails()
    for key in keys[before:]:
        caller.presses(key)
    caller.waits(40)

    assert_served(phone, caller)


@pytest.mark.parametrize("rows", [b"", b"{}", b"\xff\x00", b"[1]"])
def test_unreadable_items_cost_the_callback_only(rows: bytes) -> None:
    phone = desk()
    dials(phone, "1", "1")
    for key, item in phone.table.items.items():
        if key.startswith("callback"):
            phone.table.items[key] = {**item, "rows": {"B": rows}}

    caller = dials(phone, "1", "1")
    caller.waits(40)

    assert_served(phone, caller)


class Unforeseen(Exception):
    """An error that no code of ours expects."""


class FailsFrom(MemoryTable):
    """A table that fails from the request of this number on, with an error that its contract knows or not."""

    def __init__(self, after: int, error: Exception) -> None:
        super().__init__()
        self.after, self.error, self.asked = after, error, 0
        self.is_armed = False

    def get(self, key: str, *, consistent: bool) -> Page:
        self._count(key)
        return super().get(key, consistent=consistent)

    def put(self, key: str, rows: bytes, *, replaces: Page, measured_at: float, expires_at: float) -> None:
        self._count(key)
        super().put(key, rows, replaces=replaces, measured_at=measured_at, expires_at=expires_at)

    def _count(self, key: str) -> None:
        if self.is_armed and key.startswith("callback"):
            self.asked += 1
            if self.asked > self.after:
                raise self.error


@pytest.mark.parametrize("after", range(16))
@pytest.mark.parametrize("error", [TableUnavailable("InternalServerError"), Unforeseen()], ids=["known", "unforeseen"])
@pytest.mark.parametrize("place", ["greeting", "hold"])
def test_a_table_that_fails_after_any_request_loses_no_callback(after: int, error: Exception, place: str) -> None:
    phone = desk()
    table = phone.table = FailsFrom(after, error)
    stores(phone)
    knows(phone)
    caller = dials(phone)
    if place == "hold":
        while caller.heard_everything.count(OFFER) < 2:
            caller.waits(3)
            knows(phone)
    table.is_armed = True
    caller.presses("1")
    caller.presses("1")
    caller.waits(20)
    table.is_armed = False

    assert_served(phone, caller)


def assert_served(phone: PhoneUnderTest, caller: Caller) -> None:
    """Check that the caller waits, or has gone with a promise that is kept."""
    phone.table.recovers()
    assert caller.dropped is None
    if caller.is_over:
        assert caller.hears == GOODBYE
        assert "call you back" in caller.heard_everything[-2]
        assert kept(phone).state in {State.CONFIRMED, State.WAITING}
        assert not [each for each in caller.conversation.of(LeftQueue) if each.result != "leave"]
    else:
        assert caller.is_in_queue


def test_a_table_that_hangs_delays_each_answer_by_less_than_a_second() -> None:
    phone = desk()
    caller = dials(phone, "1")
    phone.table.seconds_to_answer = 5.0
    began = time.monotonic()

    caller.presses("1")

    assert time.monotonic() - began < 1.6
    assert IMPOSSIBLE in caller.heard_everything


def test_if_the_promise_is_written_but_nobody_knows_the_caller_stays_and_is_not_called() -> None:
    phone = desk()
    caller = dials(phone, "1")
    slow = phone.table.put

    def late(*args: object, **named: object) -> None:
        slow(*args, **named)  # type: ignore[arg-type]
        time.sleep(0.5)

    phone.table.put = late  # type: ignore[method-assign]
    caller.presses("1")
    caller.waits(5)
    time.sleep(1.0)
    phone.table.put = slow  # type: ignore[method-assign]

    assert caller.is_in_queue
    assert kept(phone).state is State.CONFIRMED
    caller.hangs_up()
    assert kept(phone).state is State.WAITING


def test_a_webhook_that_twilio_repeats_promises_once_and_says_the_same() -> None:
    phone = desk()
    state = "4-0-x-x-x-x-x-x-x-x-x-x-x-0"
    form = ON_HOLD | {"Digits": "1"}
    asker = person(phone)

    answers = [asker.asks(f"{HOST}/voice/claims/en/callback/greeting/own/{state}", form=form).body for _ in range(3)]
    first = kept(phone)
    phone.now += 400
    answers.append(asker.asks(f"{HOST}/voice/claims/en/callback/greeting/own/{state}", form=form).body)

    assert len(set(answers)) == 1
    assert kept(phone) == first


@pytest.mark.parametrize("step", ["offer", "own", "typed-1", "check-1", "typed-9", "typed-x", "nothing", "own-1-2"])
@pytest.mark.parametrize("place", ["greeting", "hold", "hold-90", "hold-x", "elsewhere"])
def test_a_forged_step_is_refused_and_any_signed_one_is_answered(step: str, place: str) -> None:
    phone = desk()
    url = f"{HOST}/voice/claims/en/callback/{place}/{step}/4-0-x-x-x-x-x-x-x-x-x-x-x-0"

    assert phone.caller(signer=Unsigned()).asks(url, form=ON_HOLD | {"Digits": "1"}).status == 403
    assert not is_kept(phone)
    assert person(phone).asks(url, form=ON_HOLD | {"Digits": "5"}).status == 200
    assert not is_kept(phone)


def test_a_line_that_no_longer_calls_back_lets_the_caller_go_on() -> None:
    phone = desk()
    others = replace(CLAIMS, name="others", numbers=(), callback=CallbackPolicy("flex"))
    phone.lines = (CLAIMS, others)
    url = f"{HOST}/voice/claims/en/callback/greeting/own/4-0-x-x-x-x-x-x-x-x-x-x-x-0"

    answer = person(phone).asks(url, form=ON_HOLD | {"Digits": "1"})

    assert b"<Enqueue" in answer.body
    assert not is_kept(phone)


@pytest.mark.parametrize(("place", "verb"), [("greeting", b"<Enqueue"), ("hold-90", b"<Play>")])
def test_a_step_that_breaks_itself_lets_the_caller_go_on(
    place: str, verb: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = desk()
    monkeypatch.setattr("ivr.voice.callback.dialogue.Dialogue.after_own", lambda *_: 1 / 0)
    url = f"{HOST}/voice/claims/en/callback/{place}/own/4-0-x-x-x-x-x-x-x-x-x-x-x-0"

    answer = person(phone).asks(url, form=ON_HOLD | {"Digits": "1"})

    assert answer.status == 200
    assert verb in answer.body


NUMBERS = st.sampled_from([PERSON, "+12025550145", "+12025550167", "anonymous"])
KEYS = st.lists(st.sampled_from(["1", "2", "5", TYPED, "2025550167#", "911#"]), max_size=6)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(NUMBERS, KEYS), min_size=1, max_size=5))
def test_no_number_is_ever_promised_two_callbacks(calls: list[tuple[str, list[str]]]) -> None:
    phone = desk(WITH_OTHERS)
    promised: list[str] = []
    for index, (number, keys) in enumerate(calls):
        caller = person(phone, number=number)
        caller.call_sid = f"CA{index:032}"
        caller.dials(f"{HOST}/voice")
        for key in keys:
            caller.presses(key)
        if GOODBYE in caller.heard_everything:
            promised += [each.number for each in pending(phone) if each.call_sid == caller.call_sid]
        else:
            caller.hangs_up()

    assert len(promised) == len(set(promised))
    assert sorted(promised) == sorted(each.number for each in pending(phone))
