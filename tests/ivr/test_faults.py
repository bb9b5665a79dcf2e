"""If any backend of the phone is broken, the caller is greeted, hears no number, and is enqueued."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from simulator.caller.caller import Caller
from simulator.caller.conversation import Enqueued
from simulator.caller.phone.signing import Unsigned
from tests.fakes.memory_table import MemoryTable
from tests.ivr.phone_under_test import CLAIMS, HOST, NOW, PhoneUnderTest
from waittimes import cache
from waittimes.page import Page
from waittimes.settings.secret import Secret

KEY = cache.page_key(CLAIMS.workspace_sid, CLAIMS.task_queue_sid)


def the_table_is_down(phone: PhoneUnderTest) -> None:
    phone.table.fails("InternalServerError")


def the_table_is_throttled(phone: PhoneUnderTest) -> None:
    phone.table.fails("ProvisionedThroughputExceededException")


def the_table_does_not_exist(phone: PhoneUnderTest) -> None:
    phone.table.fails("ResourceNotFoundException")


def the_table_is_empty(phone: PhoneUnderTest) -> None:
    phone.table.items.clear()


def the_rows_are_garbage(phone: PhoneUnderTest) -> None:
    phone.table.items[KEY] = {**phone.table.items[KEY], "rows": {"B": b"\x00\xffgarbage"}}


def the_item_is_somebody_elses(phone: PhoneUnderTest) -> None:
    phone.table.items[KEY] = {"ID": {"S": KEY}, "avg": {"N": "215"}}


def the_record_is_an_hour_old(phone: PhoneUnderTest) -> None:
    phone.now += 3600


def the_clock_was_wrong_by_an_hour(phone: PhoneUnderTest) -> None:
    phone.now -= 3600


def another_queue_lies_on_the_page(phone: PhoneUnderTest) -> None:
    phone.table.items.clear()
    phone.knows(replace(CLAIMS, task_queue_sid="WQ" + "5" * 31 + "4"), 250)


FAULTS = [
    the_table_is_down,
    the_table_is_throttled,
    the_table_does_not_exist,
    the_table_is_empty,
    the_rows_are_garbage,
    the_item_is_somebody_elses,
    the_record_is_an_hour_old,
    the_clock_was_wrong_by_an_hour,
    another_queue_lies_on_the_page,
]


def assert_served_without_a_number(caller: Caller) -> None:
    assert caller.heard_everything[0] == "Thank you for calling Example Travel."
    assert not any(character.isdigit() for sentence in caller.heard_everything for character in sentence)
    assert len(caller.conversation.of(Enqueued)) == 1
    assert caller.is_in_queue


@pytest.mark.parametrize("breaks", FAULTS)
def test_the_caller_is_served_without_a_number_when(
    breaks: Callable[[PhoneUnderTest], None], phone: PhoneUnderTest
) -> None:
    phone.knows(CLAIMS, 250)
    breaks(phone)
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert_served_without_a_number(caller)
    assert caller.heard_everything[1] == "We'll be with you as soon as we can."


def test_a_table_that_hangs_delays_the_caller_by_less_than_a_second(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    phone.table.seconds_to_answer = 5.0
    caller = phone.caller()
    began = time.monotonic()

    caller.dials(f"{HOST}/voice", listens_seconds=2)

    assert time.monotonic() - began < 2.0
    assert caller.heard_everything[0] == "Thank you for calling Example Travel."


class UnforeseenError(Exception):
    """An error that no code of ours expects."""


class BrokenTable(MemoryTable):
    """A table that raises an error its contract does not know."""

    def get(self, key: str, *, consistent: bool) -> Page:
        raise UnforeseenError(key, consistent)


def test_an_unexpected_error_leaves_the_caller_served(phone: PhoneUnderTest) -> None:
    phone.table = BrokenTable()
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert_served_without_a_number(caller)


def test_a_route_that_breaks_itself_still_greets_and_enqueues(
    phone: PhoneUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    phone.now = float("nan")
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert_served_without_a_number(caller)
    assert "request.broken" in caplog.messages


def test_a_route_that_breaks_tells_a_stranger_nothing(phone: PhoneUnderTest) -> None:
    phone.now = float("nan")

    answer = phone.caller(signer=Unsigned()).asks(f"{HOST}/voice/claims", form={})

    assert (answer.status, answer.body) == (403, b"403 Forbidden\n")


def test_a_guard_that_breaks_lets_nobody_in(phone: PhoneUnderTest) -> None:
    def breaks() -> str:
        raise UnforeseenError

    account = replace(CLAIMS.account, auth_tokens=(Secret("ssm:/token", breaks),))
    phone.lines = (replace(CLAIMS, account=account),)

    answer = phone.caller().asks(f"{HOST}/voice/claims", form={})

    assert (answer.status, answer.body) == (403, b"403 Forbidden\n")


def test_a_known_wait_is_served_from_memory_for_five_seconds_and_no_longer(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    caller = phone.caller()
    caller.dials(f"{HOST}/voice")
    phone.table.fails()

    phone.now = NOW + 4.9
    caller.dials(f"{HOST}/voice")
    assert caller.heard_everything[1] == "Your estimated wait is about 5 minutes."

    phone.now = NOW + 5.1
    caller.dials(f"{HOST}/voice")
    assert caller.heard_everything[1] == "We'll be with you as soon as we can."
