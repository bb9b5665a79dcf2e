"""The attribute `promise` of a task: what its caller was told, in the same words as the announcement."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from ivr.voice.call_state import CallState
from ivr.voice.promise import promise
from simulator.caller.conversation import Enqueued
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ivr.voice.states import states
from waittimes.settings.kinds.task_attributes import MOST_CHARACTERS
from waittimes.wait import Basis

MOST_BY_TWILIO = 4096
OF_THE_CALL = 800
"""More than the attributes that Twilio adds from a call take: the fields of four parties, two SIDs, a few words."""


def promised(phone: PhoneUnderTest) -> Any:
    caller = phone.caller()
    caller.dials(f"{HOST}/voice")
    (joined,) = caller.conversation.of(Enqueued)
    return joined.attributes["promise"]


def test_the_task_says_which_figure_the_caller_heard_when_and_in_which_language(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250, ends=(180, 290))

    assert promised(phone) == {
        "said": "number",
        "said_at": "2026-11-18T11:06:40Z",
        "minutes": 5,
        "low_seconds": 180,
        "high_seconds": 290,
        "language": "en",
        "times_on_hold": 0,
    }


def test_what_was_not_said_is_left_out(phone: PhoneUnderTest) -> None:
    assert promised(phone).keys() == {"said_at", "language", "times_on_hold"}


@pytest.mark.parametrize(
    ("basis", "age", "said"), [(Basis.AGENT_FREE, 8, "shortly"), (Basis.LINE, 400, "band"), (Basis.LINE, 8, "number")]
)
def test_it_says_what_kind_of_promise_it_was(phone: PhoneUnderTest, basis: Basis, age: float, said: str) -> None:
    phone.knows(CLAIMS, 250, basis, age=age)

    assert promised(phone)["said"] == said


def test_a_number_above_the_ceiling_is_a_number_without_minutes(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 4000)

    found = promised(phone)
    assert found["said"] == "number"
    assert "minutes" not in found


def test_a_table_that_is_down_costs_the_promise_and_not_the_call(phone: PhoneUnderTest) -> None:
    phone.table.fails()

    assert "said" not in promised(phone)


def test_the_lines_own_attributes_stay() -> None:
    phone = PhoneUnderTest(lines=(replace(CLAIMS, attributes={"type": "claim", "level": 3}),))
    caller = phone.caller()
    caller.dials(f"{HOST}/voice")

    (joined,) = caller.conversation.of(Enqueued)

    assert {name: each for name, each in joined.attributes.items() if name != "promise"} == {
        "type": "claim",
        "level": 3,
    }


@given(states)
def test_it_leaves_room_for_the_longest_attributes_of_a_line_and_for_those_of_the_call(state: CallState) -> None:
    announced = replace(state, announced_at=min(state.announced_at, 2**33))

    longest = len(json.dumps({"promise": promise(announced, "pt-BR")}))

    assert longest + MOST_CHARACTERS + OF_THE_CALL <= MOST_BY_TWILIO
