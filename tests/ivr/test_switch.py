"""The kill switch silences numbers within seconds, and nothing else."""

import pytest

from ivr import switch
from ivr.switch import Muting, Override
from ivr.switch_changes import ATTEMPTS, NotChanged, lift, mute, override, unmute
from simulator.caller.caller import Caller
from tests.fakes.memory_table import MemoryTable
from tests.ivr.phone_under_test import BANK, CLAIMS, HOST, LOANS, NOW, PhoneUnderTest
from waittimes.page import NO_PAGE

ASAP = "We'll be with you as soon as we can."
NUMBER = "Your estimated wait is about 5 minutes."


def heard(caller: Caller, path: str = "/voice/claims") -> str:
    caller.dials(f"{HOST}{path}")
    return caller.heard_everything[1]


def test_a_mute_silences_numbers_within_five_seconds_and_an_unmute_gives_them_back(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    caller = phone.caller()
    assert heard(caller) == NUMBER

    mute(phone.table, None, Muting(), now=NOW)
    phone.now = NOW + 5
    assert heard(caller) == ASAP
    assert caller.is_in_queue

    unmute(phone.table, None, now=NOW)
    phone.now = NOW + 10
    assert heard(caller) == NUMBER


def test_one_line_is_silenced_and_the_others_speak(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    phone.knows(LOANS, 250)
    mute(phone.table, "loans", Muting(), now=NOW)

    assert heard(phone.caller()) == NUMBER
    assert heard(phone.caller(account=BANK), "/voice/loans") == ASAP


def test_a_muted_band_is_silent_too(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250, age=400)
    mute(phone.table, None, Muting(), now=NOW)

    assert heard(phone.caller()) == ASAP


def test_a_switch_that_cannot_be_read_says_no_number_unless_it_said_otherwise_before(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    phone.table.fails(key=switch.KEY)
    caller = phone.caller()
    assert heard(caller) == ASAP

    phone.table.recovers()
    assert heard(caller) == NUMBER

    phone.table.fails(key=switch.KEY)
    phone.now = NOW + 60
    assert heard(caller) == NUMBER


def test_an_item_that_cannot_be_decoded_silences_all_lines() -> None:
    table = MemoryTable()
    table.put(switch.KEY, b"nonsense", replaces=NO_PAGE, measured_at=NOW, expires_at=NOW + 90)

    found = switch.Switch()
    found.remember(table.get(switch.KEY, consistent=True), now=NOW)

    assert found.is_muted("claims", now=NOW)


def test_the_usual_call_reads_one_item(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    caller = phone.caller()
    heard(caller)
    before = phone.table.units.reads

    heard(caller)
    assert phone.table.units.reads == before

    phone.now = NOW + 5.1
    heard(caller)
    assert phone.table.units.reads == before + 2


def test_a_mute_does_not_expire() -> None:
    table = MemoryTable()
    mute(table, None, Muting(), now=NOW)

    assert int(table.items[switch.KEY]["expires_at"]["N"]) > NOW + 50 * 365 * 24 * 3600


def test_two_mutes_at_the_same_time_both_take_effect() -> None:
    table = MemoryTable()
    others = ["loans"]

    def somebody_else(_: str) -> None:
        if others:
            mute(table, others.pop(), Muting(), now=NOW)

    table.between = somebody_else

    assert mute(table, "claims", Muting(), now=NOW).muted.keys() == {"claims", "loans"}


def test_a_single_line_cannot_be_released_while_all_are_silenced_or_overridden() -> None:
    table = MemoryTable()
    mute(table, None, Muting(), now=NOW)
    override(table, None, Override(is_open=False, until=NOW + 60), now=NOW)

    with pytest.raises(NotChanged, match="all lines are muted together"):
        unmute(table, "claims", now=NOW)
    with pytest.raises(NotChanged, match="all lines are overridden together"):
        lift(table, "claims", now=NOW)
    assert (unmute(table, None, now=NOW).muted, lift(table, None, now=NOW).hours) == ({}, {})


def test_a_mute_with_an_end_ends_by_itself_to_the_second(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    mute(phone.table, "claims", Muting(until=NOW + 3, reason="fire drill", set_by="ada", set_at=NOW), now=NOW)
    caller = phone.caller()

    assert heard(caller) == ASAP
    phone.now = NOW + 2.9
    assert heard(caller) == ASAP
    phone.now = NOW + 3
    assert heard(caller) == NUMBER


def test_a_line_that_is_muted_for_itself_stays_so_when_the_muting_of_all_ends(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    phone.knows(LOANS, 250)
    mute(phone.table, "claims", Muting(reason="wrong since noon"), now=NOW)
    mute(phone.table, None, Muting(until=NOW + 60), now=NOW)
    assert heard(phone.caller(account=BANK), "/voice/loans") == ASAP

    phone.now = NOW + 61
    assert heard(phone.caller()) == ASAP
    assert heard(phone.caller(account=BANK), "/voice/loans") == NUMBER


def test_why_by_whom_and_when_are_kept_and_what_has_ended_is_not() -> None:
    table = MemoryTable()
    drill = Muting(NOW + 60, "fire drill, floor \u00fc", "ada", NOW)
    mute(table, "claims", drill, now=NOW)

    assert switch.positions(table.get(switch.KEY, consistent=True)).muting("claims", now=NOW) == drill
    assert mute(table, "loans", Muting(), now=NOW + 60).muted.keys() == {"claims", "loans"}
    assert switch.positions(table.get(switch.KEY, consistent=True)).muted.keys() == {"loans"}


def test_whoever_meets_another_writer_every_time_is_told_so_and_changes_nothing() -> None:
    table = MemoryTable()
    others = iter(range(ATTEMPTS))

    def somebody_else(_: str) -> None:
        mute(table, f"line-{next(others)}", Muting(), now=NOW)

    table.between = somebody_else

    with pytest.raises(NotChanged, match="somebody else keeps changing the switch"):
        mute(table, "claims", Muting(), now=NOW)
    assert "claims" not in switch.positions(table.get(switch.KEY, consistent=True)).muted
