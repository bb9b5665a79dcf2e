"""Calls outside opening hours, shortly before closing time, and across it."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from simulator.caller.conversation import Enqueued, Transferred
from simulator.caller.scripted_switchboard import answers_after
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from waittimes.opening_hours import ExceptionalDay, OpeningHours, Span
from waittimes.settings.config import Line
from waittimes.settings.line_policy import Closing, Leaving
from waittimes.wait import Basis

ZONE = ZoneInfo("Europe/Berlin")
OFFICE = OpeningHours(
    "Europe/Berlin",
    ((Span(8 * 60, 18 * 60),),) * 5 + ((),) * 2,
    {date(2026, 12, 25): ExceptionalDay(reason="holiday")},
)
GREETING = "Thank you for calling Example Travel."
OVERFLOW = "+15550100099"


def line(closing: Closing | None = None, overflow: str = "") -> Line:
    return replace(CLAIMS, hours=OFFICE, closing=closing or Closing(), leaving=Leaving(overflow=overflow))


def at(phone: PhoneUnderTest, local: str) -> None:
    phone.now = datetime.fromisoformat(local).replace(tzinfo=ZONE).timestamp()


def test_in_the_evening_a_caller_hears_when_it_opens_and_a_goodbye(phone: PhoneUnderTest) -> None:
    phone.lines = (line(),)
    at(phone, "2026-11-26 19:30")
    phone.knows(CLAIMS, None, Basis.UNSTAFFED)
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert caller.heard_everything == (
        GREETING,
        "We're closed right now.",
        "We open tomorrow at 8 AM.",
        "Thank you for calling. Goodbye.",
    )
    assert caller.is_over


def test_on_a_holiday_a_caller_hears_why(phone: PhoneUnderTest) -> None:
    phone.lines = (line(),)
    at(phone, "2026-12-25 10:00")
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert caller.heard_everything[1:3] == ("We're closed for a holiday.", "We open again on Monday at 8 AM.")


def test_a_line_may_send_callers_elsewhere_when_it_is_closed(phone: PhoneUnderTest) -> None:
    phone.lines = (line(Closing(when_closed="overflow"), OVERFLOW),)
    at(phone, "2026-11-26 19:30")
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert [event.to for event in caller.conversation.of(Transferred)] == [OVERFLOW]
    assert "We open tomorrow at 8 AM." in caller.heard_everything


def test_a_line_may_queue_callers_all_the_same_without_a_number(phone: PhoneUnderTest) -> None:
    phone.lines = (line(Closing(when_closed="enqueue")),)
    at(phone, "2026-11-26 19:30")
    phone.knows(CLAIMS, 250)
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert caller.is_in_queue
    assert caller.heard_everything == (GREETING, "We're closed right now.", "We open tomorrow at 8 AM.")


def test_while_it_is_open_the_wait_is_announced_as_without_hours(phone: PhoneUnderTest) -> None:
    phone.lines = (line(),)
    at(phone, "2026-11-26 10:00")
    phone.knows(CLAIMS, 250)
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert caller.heard_everything == (GREETING, "Your estimated wait is about 5 minutes.")


@pytest.mark.parametrize(
    ("local", "ends", "warning"),
    [
        ("2026-11-26 17:30", (600, 1200), None),
        ("2026-11-26 17:50", (300, 1200), "We close at 6 PM, and we might not get to your call before then."),
        ("2026-11-26 17:50", (800, 1200), "We close at 6 PM, and we probably won't get to your call before then."),
    ],
)
def test_a_line_that_cuts_off_warns_when_closing_time_may_come_first(
    phone: PhoneUnderTest, local: str, ends: tuple[float, float], warning: str | None
) -> None:
    phone.lines = (line(Closing(last_call="cut_off")),)
    at(phone, local)
    phone.knows(CLAIMS, 900, ends=ends)
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert caller.heard_everything[2:] == ((warning,) if warning else ())
    assert caller.is_in_queue


def test_a_line_that_serves_who_is_in_the_queue_warns_nobody(phone: PhoneUnderTest) -> None:
    phone.lines = (line(),)
    at(phone, "2026-11-26 17:55")
    phone.knows(CLAIMS, 2400, ends=(2000, 2600))
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert "close" not in " ".join(caller.heard_everything)


@pytest.mark.parametrize(("seconds", "basis"), [(None, Basis.UNKNOWN), (0, Basis.AGENT_FREE)])
def test_an_unknown_wait_brings_no_warning(phone: PhoneUnderTest, seconds: float | None, basis: Basis) -> None:
    phone.lines = (line(Closing(last_call="cut_off")),)
    at(phone, "2026-11-26 17:59")
    phone.knows(CLAIMS, seconds, basis)
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert "close" not in " ".join(caller.heard_everything)


def test_the_margin_leaves_time_for_the_call_itself(phone: PhoneUnderTest) -> None:
    at(phone, "2026-11-26 17:40")
    phone.knows(CLAIMS, 900, ends=(800, 1190))
    heard = []
    for margin in (0, 60):
        phone.lines = (line(Closing(last_call="cut_off", closing_margin_seconds=margin)),)
        caller = phone.caller()
        caller.dials(f"{HOST}/voice")
        heard.append(len(caller.heard_everything))

    assert heard == [2, 3]


def test_at_closing_time_a_line_that_cuts_off_lets_a_waiting_caller_go(phone: PhoneUnderTest) -> None:
    phone.lines, phone.clock_follows_caller = (line(Closing(last_call="cut_off")),), True
    at(phone, "2026-11-26 17:57")
    phone.knows(CLAIMS, 900, ends=(800, 1190))
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")
    caller.waits_for_the_end()

    assert caller.heard_everything[-2:] == (
        "We've now closed for today, and we couldn't get to your call. We're sorry.",
        "Thank you for calling. Goodbye.",
    )
    assert caller.is_over
    assert caller.dropped is None


def test_or_sends_the_caller_to_its_overflow(phone: PhoneUnderTest) -> None:
    phone.lines = (line(Closing(when_closed="overflow", last_call="cut_off"), OVERFLOW),)
    phone.clock_follows_caller = True
    at(phone, "2026-11-26 17:57")
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")
    caller.waits_for_the_end()

    assert [event.to for event in caller.conversation.of(Transferred)] == [OVERFLOW]


def test_a_line_that_serves_keeps_a_waiting_caller_past_closing_time(phone: PhoneUnderTest) -> None:
    phone.lines, phone.clock_follows_caller = (line(),), True
    at(phone, "2026-11-26 17:57")
    caller = phone.caller(switchboard=answers_after(600))

    caller.dials(f"{HOST}/voice")

    assert caller.waits_for_an_agent()
    assert len(caller.conversation.of(Enqueued)) == 1


def test_a_table_that_is_down_closes_and_opens_nothing(phone: PhoneUnderTest) -> None:
    phone.lines = (line(),)
    phone.table.fails("InternalServerError")
    heard = []
    for local in ("2026-11-26 19:30", "2026-11-26 10:00"):
        at(phone, local)
        caller = phone.caller()
        caller.dials(f"{HOST}/voice")
        heard.append(caller.heard_everything[1])

    assert heard == ["We're closed right now.", "We'll be with you as soon as we can."]


@pytest.mark.parametrize(("key", "destinations"), [("1", [OVERFLOW]), ("2", []), ("", [])])
def test_a_caller_who_is_warned_may_choose_the_overflow(
    phone: PhoneUnderTest, key: str, destinations: list[str]
) -> None:
    phone.lines = (line(Closing(when_closed="overflow", last_call="cut_off"), OVERFLOW),)
    at(phone, "2026-11-26 17:50")
    phone.knows(CLAIMS, 900, ends=(800, 1190))
    caller = phone.caller()

    caller.dials(f"{HOST}/voice", listens_seconds=14)
    if key:
        caller.presses(key)
    else:
        caller.waits(10)

    assert "To be transferred now instead, press 1." in caller.heard_everything
    assert [event.to for event in caller.conversation.of(Transferred)] == destinations
    assert caller.is_in_queue == (not destinations)


def test_a_caller_with_time_enough_is_offered_nothing(phone: PhoneUnderTest) -> None:
    phone.lines = (line(Closing(when_closed="overflow", last_call="cut_off"), OVERFLOW),)
    at(phone, "2026-11-26 10:00")
    phone.knows(CLAIMS, 900, ends=(800, 1190))
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert not any("press 1" in each for each in caller.heard_everything)
