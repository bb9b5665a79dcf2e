"""The kill switch silences numbers within seconds, and nothing else."""

import click
import pytest

from ivr import switch
from ops.waits.mute import change, silenced
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

    change(phone.table, None, is_muted=True, now=NOW)
    phone.now = NOW + 5
    assert heard(caller) == ASAP
    assert caller.is_in_queue

    change(phone.table, None, is_muted=False, now=NOW)
    phone.now = NOW + 10
    assert heard(caller) == NUMBER


def test_one_line_is_silenced_and_the_others_speak(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    phone.knows(LOANS, 250)
    change(phone.table, "loans", is_muted=True, now=NOW)

    assert heard(phone.caller()) == NUMBER
    assert heard(phone.caller(account=BANK), "/voice/loans") == ASAP


def test_a_muted_band_is_silent_too(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250, age=400)
    change(phone.table, None, is_muted=True, now=NOW)

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

    assert found.is_muted("claims")


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
    change(table, None, is_muted=True, now=NOW)

    assert int(table.items[switch.KEY]["expires_at"]["N"]) > NOW + 50 * 365 * 24 * 3600


def test_two_mutes_at_the_same_time_both_take_effect() -> None:
    table = MemoryTable()
    others = ["loans"]

    def somebody_else(_: str) -> None:
        if others:
            change(table, others.pop(), is_muted=True, now=NOW)

    table.between = somebody_else

    assert change(table, "claims", is_muted=True, now=NOW) == {"claims", "loans"}


def test_a_single_line_cannot_be_released_while_all_are_silenced() -> None:
    table = MemoryTable()
    change(table, None, is_muted=True, now=NOW)

    with pytest.raises(click.ClickException, match="all lines are muted together"):
        change(table, "claims", is_muted=False, now=NOW)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (frozenset({"*"}), "Within five seconds no wait is announced on any line."),
        (frozenset({"b", "a"}), "Within five seconds no wait is announced on these lines: a, b."),
        (frozenset[str](), "Waits are announced on every line."),
    ],
)
def test_the_operator_is_told_what_is_silenced(lines: frozenset[str], sentence: str) -> None:
    assert silenced(lines) == sentence
