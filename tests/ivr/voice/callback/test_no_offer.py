"""Where no callback is offered: the wait is short or not known, the number is none to call, no room or time."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ivr import switch
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ivr.voice.callback.desk import OFFER, PERSON, desk, dials, knows, line, person, promised, stores
from waittimes import workflow_store
from waittimes.callbacks.record import State
from waittimes.opening_hours import OpeningHours, Span
from waittimes.page import NO_PAGE
from waittimes.settings.line_callback import CallbackPolicy
from waittimes.wait import Basis

WORKFLOW = workflow_store.key(CLAIMS.workspace_sid, CLAIMS.workflow_sid)


def the_wait_is_short(phone: PhoneUnderTest) -> None:
    knows(phone, 300.0, (100.0, 900.0))


def the_wait_has_no_range(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 900, Basis.HISTORY)


def the_record_is_old(phone: PhoneUnderTest) -> None:
    phone.now += 300


def nobody_is_on_duty(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, None, Basis.UNSTAFFED)


def the_table_is_down(phone: PhoneUnderTest) -> None:
    phone.table.fails()


def the_register_cannot_be_read(phone: PhoneUnderTest) -> None:
    phone.table.fails(key="callbacks#claims")


def numbers_are_muted(phone: PhoneUnderTest) -> None:
    switch.write(phone.table, switch.Positions(muted={"claims": switch.Muting()}), replaces=NO_PAGE, now=phone.now)


def as_many_are_pending_as_may_be(phone: PhoneUnderTest) -> None:
    for last in range(20):
        promised(phone, f"+120255502{last:02}", call_sid=f"CA{last:032}")


def the_person_is_at_the_head_of_the_queue(phone: PhoneUnderTest) -> None:
    promised(phone, state=State.ACCEPTED)


def the_window_would_end_after_closing(phone: PhoneUnderTest) -> None:
    # NOW is 11:06:40 in UTC.
    hours = OpeningHours("UTC", ((Span(8 * 60, 11 * 60 + 30),),) * 7)
    phone.lines = (replace(phone.lines[0], hours=hours),)


def nobody_may_be_called_at_this_time(phone: PhoneUnderTest) -> None:
    hours = OpeningHours("UTC", ((Span(8 * 60, 11 * 60 + 30),),) * 7)
    phone.lines = (line(CallbackPolicy("dial", calling_hours=hours)),)


def the_workflow_overrides_the_priority(phone: PhoneUnderTest) -> None:
    stores(phone, priority=3)


def the_workflow_is_not_stored(phone: PhoneUnderTest) -> None:
    del phone.table.items[WORKFLOW]


def the_workflow_cannot_be_read(phone: PhoneUnderTest) -> None:
    phone.table.fails(key=WORKFLOW)


def the_workflow_is_garbage(phone: PhoneUnderTest) -> None:
    phone.table.items[WORKFLOW] = {**phone.table.items[WORKFLOW], "rows": {"B": b"\xff"}}


@pytest.mark.parametrize(
    "happens",
    [
        the_workflow_overrides_the_priority,
        the_workflow_is_not_stored,
        the_workflow_cannot_be_read,
        the_workflow_is_garbage,
        the_wait_is_short,
        the_wait_has_no_range,
        the_record_is_old,
        nobody_is_on_duty,
        the_table_is_down,
        the_register_cannot_be_read,
        numbers_are_muted,
        as_many_are_pending_as_may_be,
        the_person_is_at_the_head_of_the_queue,
        the_window_would_end_after_closing,
        nobody_may_be_called_at_this_time,
    ],
)
def test_nothing_is_offered_if(happens: Callable[[PhoneUnderTest], None]) -> None:
    phone = desk()
    happens(phone)
    caller = dials(phone)

    caller.waits(120)

    assert OFFER not in caller.heard_everything
    assert caller.is_in_queue


def test_with_flex_the_priority_of_the_workflow_does_not_matter() -> None:
    phone = desk(CallbackPolicy("flex"))
    stores(phone, priority=3)

    assert OFFER in dials(phone).heard_everything


def test_nothing_is_offered_where_people_would_see_no_number() -> None:
    policy = CallbackPolicy("dial", countries=("US",))
    phone = desk(policy, numbers=("sip:claims@example.com",))
    caller = person(phone)
    caller.to = "sip:claims@example.com"

    caller.dials(f"{HOST}/voice")

    assert OFFER not in caller.heard_everything
    assert caller.is_in_queue


@pytest.mark.parametrize(
    "number",
    [
        "",
        "anonymous",
        "+266696687",
        "+86282452253",
        "+7378742833",
        "sip:alice@example.com",
        "client:alice",
        "22000",
        "+19005551234",
        "+18765551234",
        "+442079460958",
        CLAIMS.numbers[1],
        "+" + "9" * 40,
        "<script>",
    ],
)
def test_a_caller_whose_number_cannot_be_called_is_offered_nothing_and_waits(number: str) -> None:
    caller = dials(desk(), number=number)

    caller.waits(120)

    assert OFFER not in caller.heard_everything
    assert caller.is_in_queue


@pytest.mark.parametrize("number", [PERSON, "+15550177777", "+442079460958"])
def test_the_same_wait_and_a_number_of_the_countries_are_enough(number: str) -> None:
    assert OFFER in dials(desk(CallbackPolicy("dial", countries=("US", "GB"))), number=number).heard_everything


@pytest.mark.parametrize("wait", [(3000.0, (2600.0, 3900.0)), (301.0, (200.0, 420.0))])
def test_a_wait_above_the_threshold_is_enough_also_above_the_highest_number(
    wait: tuple[float, tuple[float, float]],
) -> None:
    phone = desk()
    knows(phone, *wait)

    assert OFFER in dials(phone).heard_everything
