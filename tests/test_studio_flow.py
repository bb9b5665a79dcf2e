"""Checks the flow to import against Twilio's documented format and against the phone's answers to its widgets."""

import json
import re
from typing import Any
from xml.parsers import expat

import pytest

from ivr.announcing.announce import State
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.pages import ROOT, blocks, text
from waittimes.wait import Basis

FLOW = json.loads((ROOT / "assets" / "studio-flow.json").read_text(encoding="utf-8"))
STATES: dict[str, dict[str, Any]] = {state["name"]: state for state in FLOW["states"]}
EVENTS = {
    "trigger": {
        "incomingMessage",
        "incomingCall",
        "incomingConversationMessage",
        "incomingRequest",
        "incomingParent",
    },
    "add-twiml-redirect": {"return", "timeout", "fail"},
    "split-based-on": {"noMatch", "match"},
    "say-play": {"audioComplete"},
    "send-to-flex": {"callComplete", "failedToEnqueue", "callFailure"},
    "make-http-request": {"success", "failed"},
}
"""The transitions that each kind of widget has."""
BASE = "https://waits.example.com/production"


def following(name: str) -> dict[str, str]:
    return {each["event"]: each.get("next", "") for each in STATES[name]["transitions"]}


def test_the_flow_has_the_shape_that_studio_imports() -> None:
    assert FLOW.keys() == {"description", "flags", "initial_state", "states"}
    assert STATES[FLOW["initial_state"]]["type"] == "trigger"
    assert len(STATES) == len(FLOW["states"])
    for name, state in STATES.items():
        assert state.keys() == {"name", "type", "transitions", "properties"}
        assert set(following(name)) == EVENTS[state["type"]]
        assert set(following(name).values()) - {""} <= STATES.keys()
        assert state["properties"]["offset"].keys() == {"x", "y"}


def test_a_call_hears_the_wait_is_split_and_goes_to_flex() -> None:
    assert following("Trigger")["incomingCall"] == "say_wait"
    assert following("say_wait")["return"] == "split_by_state"
    assert following("split_by_state")["noMatch"] == "send_to_flex"


def test_what_fails_goes_on_to_flex() -> None:
    assert following("say_wait")["fail"] == following("ask_wait")["failed"] == "send_to_flex"


def test_the_split_says_goodbye_where_nobody_answers_and_knows_only_states_that_there_are() -> None:
    splits = [each for each in STATES["split_by_state"]["transitions"] if each["event"] == "match"]
    states = {each["value"] for split in splits for each in split["conditions"]}

    assert states == {State.UNSTAFFED, State.CLOSED}
    assert {split["next"] for split in splits} == {"say_closed"}


def test_every_variable_is_one_that_the_phone_returns() -> None:
    phone = PhoneUnderTest()
    phone.knows(CLAIMS, 250)
    flow_sid = "FW" + "d" * 32
    returned = phone.caller().asks(f"{HOST}/studio/claims/return/{flow_sid}", form={}).body.decode()
    told = json.loads(phone.caller().asks(f"{HOST}/wait/claims", form={}).body)

    used = re.findall(r"widgets\.(\w+)\.([\w.]+)", json.dumps(FLOW))

    assert {widget for widget, _ in used} == {"say_wait", "ask_wait"}
    for widget, variable in used:
        assert f"{variable}=" in returned if widget == "say_wait" else variable.removeprefix("parsed.") in told


@pytest.mark.parametrize("basis", Basis)
def test_every_address_in_it_is_answered(basis: Basis) -> None:
    phone = PhoneUnderTest()
    phone.knows(CLAIMS, 250, basis)
    addresses = re.findall(rf'"({BASE}[^"]+)"', json.dumps(FLOW))

    assert len(addresses) == 3
    for address in addresses:
        path = address.removeprefix(BASE).replace("support", "claims").replace("{{flow.flow_sid}}", "FW" + "d" * 32)
        assert phone.caller().asks(f"{HOST}{path}", form={"language": "en"}).status == 200


def test_everything_is_asked_by_post() -> None:
    methods = [
        each["properties"].get("method") or each["properties"].get("waitUrlMethod")
        for each in FLOW["states"]
        if each["type"] in ("add-twiml-redirect", "make-http-request", "send-to-flex")
    ]

    assert methods == ["POST"] * 3


def test_the_picture_shows_every_widget() -> None:
    picture = (ROOT / "assets" / "studio-flow.svg").read_text(encoding="utf-8")

    assert expat.ParserCreate().Parse(picture, True) == 1
    assert all(f">{name}<" in picture for name in STATES)


def test_the_answer_shown_on_the_page_is_the_answer_given() -> None:
    phone = PhoneUnderTest()
    phone.knows(CLAIMS, 250)
    (shown,) = blocks(ROOT / "docs" / "studio.md", "json")

    assert json.loads(shown) == json.loads(phone.caller().asks(f"{HOST}/wait/claims", form={}).body)
    assert all(f"`{state}`" in text(ROOT / "docs" / "studio.md") for state in State)
