"""The switch closes lines or keeps them open against their plan: within five seconds, and for a limited time."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ivr import switch
from ivr.switch import Muting, Override
from ivr.switch_changes import lift, override
from tests.ivr.phone_under_test import BANK, CLAIMS, HOST, LOANS, PhoneUnderTest
from waittimes.opening_hours import OpeningHours, Span
from waittimes.page import NO_PAGE
from waittimes.settings.line_policy import Closing

ZONE = ZoneInfo("Europe/Berlin")
OFFICE = OpeningHours("Europe/Berlin", ((Span(8 * 60, 18 * 60),),) * 5 + ((),) * 2)
NUMBER = "Your estimated wait is about 5 minutes."


def seconds(local: str) -> float:
    return datetime.fromisoformat(local).replace(tzinfo=ZONE).timestamp()


def closed_until(local: str, reason: str = "emergency") -> Override:
    return Override(
        is_open=False, until=seconds(local), reason=reason, set_by="ada", set_at=seconds("2026-11-26 09:00")
    )


def heard(phone: PhoneUnderTest, line: str = "claims") -> tuple[str, ...]:
    caller = phone.caller(account=BANK) if line == "loans" else phone.caller()
    caller.dials(f"{HOST}/voice/{line}")
    return caller.heard_everything[1:]


@pytest.fixture
def office(phone: PhoneUnderTest) -> PhoneUnderTest:
    """Return the phone at ten on a Thursday; claims has hours, loans has none."""
    phone.lines = (replace(CLAIMS, hours=OFFICE), LOANS)
    phone.now = seconds("2026-11-26 10:00")
    phone.knows(CLAIMS, 250)
    phone.knows(LOANS, 250)
    return phone


def test_a_line_is_closed_within_five_seconds_and_opens_by_itself(office: PhoneUnderTest) -> None:
    caller = office.caller()
    caller.dials(f"{HOST}/voice/claims")
    assert caller.heard_everything[1] == NUMBER

    override(office.table, "claims", closed_until("2026-11-26 14:00"), now=office.now)
    office.now += 5
    again = office.caller()
    again.dials(f"{HOST}/voice/claims")

    assert again.heard_everything[1:] == (
        "We've had to close unexpectedly.",
        "We open today at 2 PM.",
        "Thank you for calling. Goodbye.",
    )

    office.now = seconds("2026-11-26 14:00")
    office.knows(CLAIMS, 250)
    assert heard(office) == (NUMBER,)


def test_a_closure_past_closing_time_ends_when_the_plan_opens(office: PhoneUnderTest) -> None:
    override(office.table, "claims", closed_until("2026-11-26 20:00", "event"), now=office.now)

    assert heard(office)[:2] == ("We're closed for a company event.", "We open tomorrow at 8 AM.")


def test_every_line_may_be_closed_at_once_also_one_without_hours(office: PhoneUnderTest) -> None:
    override(office.table, None, closed_until("2026-11-26 14:00"), now=office.now)

    assert heard(office, "loans") == ("We've had to close unexpectedly.", "Thank you for calling. Goodbye.")
    assert heard(office)[0] == "We've had to close unexpectedly."


def test_a_line_may_be_kept_open_beyond_its_hours(office: PhoneUnderTest) -> None:
    office.now = seconds("2026-11-26 19:00")
    office.knows(CLAIMS, 250)
    stays = Override(is_open=True, until=seconds("2026-11-26 22:00"))
    override(office.table, "claims", stays, now=office.now)

    assert heard(office) == (NUMBER,)


def test_who_closes_last_counts_and_opening_lifts_it(office: PhoneUnderTest) -> None:
    override(office.table, "claims", closed_until("2026-11-26 14:00", "training"), now=office.now)
    override(office.table, None, closed_until("2026-11-26 15:00"), now=office.now)
    assert heard(office)[1] == "We open today at 3 PM."

    lift(office.table, None, now=office.now)
    office.now += 6
    assert heard(office) == (NUMBER,)


def test_closing_leaves_mutes_alone(office: PhoneUnderTest) -> None:
    switch.write(office.table, switch.Positions({"loans": Muting()}), replaces=NO_PAGE, now=office.now)

    override(office.table, "claims", closed_until("2026-11-26 14:00"), now=office.now)

    found = switch.positions(office.table.get(switch.KEY, consistent=True))
    assert (list(found.muted), list(found.hours)) == (["loans"], ["claims"])


def test_a_switch_that_cannot_be_read_leaves_the_plan(office: PhoneUnderTest) -> None:
    override(office.table, "claims", closed_until("2026-11-26 14:00"), now=office.now)
    office.table.fails(key=switch.KEY)

    assert "close" not in " ".join(heard(office))


def test_two_operators_at_once_both_take_effect(office: PhoneUnderTest) -> None:
    others = ["loans"]

    def somebody_else(_: str) -> None:
        if others:
            override(office.table, others.pop(), closed_until("2026-11-26 15:00"), now=office.now)

    office.table.between = somebody_else

    found = override(office.table, "claims", closed_until("2026-11-26 14:00"), now=office.now)

    assert found.hours.keys() == {"claims", "loans"}


def test_what_has_ended_is_not_kept(office: PhoneUnderTest) -> None:
    override(office.table, "claims", closed_until("2026-11-26 11:00"), now=office.now)

    override(office.table, "loans", closed_until("2026-11-26 14:00"), now=seconds("2026-11-26 12:00"))

    assert switch.positions(office.table.get(switch.KEY, consistent=True)).hours.keys() == {"loans"}


def test_a_caller_who_holds_is_let_go_when_a_line_that_cuts_off_is_closed(office: PhoneUnderTest) -> None:
    office.lines = (replace(CLAIMS, hours=OFFICE, closing=Closing(last_call="cut_off")),)
    office.clock_follows_caller = True
    caller = office.caller()
    caller.dials(f"{HOST}/voice/claims")
    assert caller.is_in_queue

    override(office.table, "claims", closed_until("2026-11-26 14:00"), now=office.now)
    caller.waits_for_the_end()

    assert caller.heard_everything[-2].startswith("We've now closed for today")
