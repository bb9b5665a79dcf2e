"""Studio asks for the wait of a workflow. The flow's attributes decide which queue's wait that is."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from simulator.caller.conversation import Transferred
from simulator.caller.phone.signing import Token, json_request
from tests.ivr.phone_under_test import BANK, CLAIMS, HOST, LOANS, NOW, TRAVEL, PhoneUnderTest
from tests.waittimes.routing.workflows import QUEUES, document, to, where
from waittimes import cache, workflow_store
from waittimes.wait import Basis, Estimate, Wait

FLEX = replace(CLAIMS, name="flex", task_queue_sid="", numbers=(), attributes={"type": "claim", "level": 2})
WORKFLOW = FLEX.workflow_sid
FLOW = "FW" + "c" * 32
ROUTES = document(
    where("type == 'claim' AND level == 2", to("A")),
    where("type == 'new'", to("B")),
    where("from_country == 'US'", to("C")),
    default="Z",
)


@pytest.fixture
def phone() -> PhoneUnderTest:
    phone = PhoneUnderTest(lines=(FLEX, LOANS))
    workflow_store.store(phone.table, FLEX.workspace_sid, WORKFLOW, json.dumps(ROUTES), now=NOW - 60)
    waits = tuple(
        Wait(
            queue_sid=QUEUES[letter],
            queue_name=f"queue {letter}",
            measured_at=NOW - 8,
            basis=Basis.LINE,
            estimate=Estimate(seconds),
        )
        for letter, seconds in {"A": 250, "B": 400, "C": 610, "Z": 1500}.items()
    )
    measurement = cache.Measurement(FLEX.workspace_sid, waits, frozenset(each.queue_sid for each in waits), NOW - 8)
    assert cache.refresh(phone.table, measurement, now=NOW) == {}
    return phone


def asked(phone: PhoneUnderTest, target: str = WORKFLOW, **options: Any) -> dict[str, Any]:
    answer = phone.caller(account=options.pop("account", TRAVEL)).asks(f"{HOST}/wait/{target}", **options)
    assert (answer.status, answer.content_type) == (200, "application/json")
    return dict(json.loads(answer.body))


US = {"FromCountry": "US"}


@pytest.mark.parametrize(
    "options",
    [
        {"json": {"attributes": {"type": "new"}}},
        {"json": {"attributes": '{"type": "new"}'}},
        {"form": {"attributes": '{"type": "new"}'}},
        {"form": {"attributes": '{"type": "new"}', **US}},
    ],
)
def test_the_attributes_of_the_body_lead_to_the_queue(phone: PhoneUnderTest, options: dict[str, Any]) -> None:
    found = asked(phone, **options)

    assert (found["waittime"], found["queue"], found["queues"], found["certain"]) == (400, "queue B", ["queue B"], True)
    assert found["spoken"] == "Your estimated wait is about 7 minutes."


@pytest.mark.parametrize(
    "options", [{"json": {"attributes": {"type": "x"}, **US}}, {"form": {"attributes": "{}", **US}}]
)
def test_the_fields_of_the_call_may_decide(phone: PhoneUnderTest, options: dict[str, Any]) -> None:
    assert asked(phone, **options)["queue"] == "queue C"


def test_what_nobody_told_makes_the_answer_uncertain_and_its_range_wide(phone: PhoneUnderTest) -> None:
    found = asked(phone, json={"attributes": {"type": "x"}})

    assert (sorted(found["queues"]), found["certain"]) == (["queue C", "queue Z"], False)
    assert (found["low_minutes"], found["high_minutes"]) == (10, 25)


@pytest.mark.parametrize("attributes", ["no JSON", "[1]", "7", "[" * 50_000, None, 5])
def test_attributes_that_are_no_json_object_leave_the_lines_own(phone: PhoneUnderTest, attributes: Any) -> None:
    assert asked(phone, json={"attributes": attributes})["queue"] == "queue A"
    assert asked(phone, "flex", json={"attributes": attributes})["queue"] == "queue A"


def test_a_flow_that_asks_by_the_lines_name_adds_to_its_attributes(phone: PhoneUnderTest) -> None:
    assert asked(phone, "flex", form={})["queue"] == "queue A"
    assert asked(phone, "flex", json={"attributes": {"level": 3, "type": "new"}})["queue"] == "queue B"


def test_a_body_that_is_nested_without_end_is_answered(phone: PhoneUnderTest) -> None:
    body, caller = b'{"attributes":' * 4_000 + b"{}" + b"}" * 4_000, phone.caller()
    asking = json_request(f"{HOST}/wait/{WORKFLOW}", body, Token(TRAVEL.auth_tokens[0].reveal()))

    answer = caller.send(asking.method, asking.url, asking.headers, asking.body)

    assert answer.status == 200
    # Python 3.11 reads no JSON of this depth, so the line's own attributes count; 3.13 reads it.
    assert json.loads(answer.body)["queue"] in ("queue A", "queue C")


def test_a_workflow_that_no_line_leaves_to_itself_is_not_found(phone: PhoneUnderTest) -> None:
    for target in (LOANS.workflow_sid, "WW" + "9" * 32):
        answer = phone.caller(account=BANK).asks(f"{HOST}/wait/{target}", form={})

        assert answer.status == 404


def test_another_account_is_told_nothing(phone: PhoneUnderTest) -> None:
    assert phone.caller(account=BANK).asks(f"{HOST}/wait/{WORKFLOW}", form={}).status == 403


def test_the_wait_of_a_workflow_is_spoken_and_the_flow_goes_on_with_it(phone: PhoneUnderTest) -> None:
    caller = phone.caller()

    caller.dials(f"{HOST}/studio/{WORKFLOW}/return/{FLOW}")

    (transfer,) = caller.conversation.of(Transferred)
    assert caller.hears == "Your estimated wait is about 5 minutes."
    assert parse_qs(urlsplit(transfer.to).query)["waittime"] == ["250"]


def test_a_workflow_that_is_not_stored_has_no_number(phone: PhoneUnderTest) -> None:
    del phone.table.items[workflow_store.key(FLEX.workspace_sid, WORKFLOW)]

    found = asked(phone, form={})

    assert (found["state"], found["waittime"], found["queues"], found["certain"]) == ("unknown", None, [], False)
