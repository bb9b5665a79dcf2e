"""Studio: the wait is spoken and returned to the flow, or answered as JSON. If anything fails, the flow goes on."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from ivr.announcing import languages
from simulator.caller.conversation import Transferred
from simulator.caller.phone.signing import Token, Unsigned
from simulator.caller.twiml.document import parsed
from simulator.caller.twiml.grammar import violations
from tests.ivr.phone_under_test import BANK, CLAIMS, HOST, LOANS, TRAVEL, PhoneUnderTest
from waittimes.opening_hours import OpeningHours, Span
from waittimes.settings.config import Line
from waittimes.wait import Basis

FLOW = "FW" + "c" * 32
BACK = f"https://webhooks.twilio.com/v1/Accounts/{TRAVEL.sid}/Flows/{FLOW}"
UNLISTED = replace(CLAIMS, name="unlisted", task_queue_sid="WQ" + "e" * 32)
"""A task queue of the first account that no line names."""


def returned(phone: PhoneUnderTest, target: str = "claims", *, language: str = "") -> tuple[str, dict[str, str]]:
    """Return the sentence that the caller hears, and the variables that the flow gets."""
    caller = phone.caller()
    caller.dials(f"{HOST}/studio/{target}{language}/return/{FLOW}")
    (transfer,) = caller.conversation.of(Transferred)
    address, _, query = transfer.to.partition("?")
    assert address == BACK
    return caller.hears, {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}


def told(phone: PhoneUnderTest, target: str = "claims", **options: Any) -> dict[str, Any]:
    caller = phone.caller(account=options.pop("account", TRAVEL))
    answer = caller.asks(f"{HOST}/wait/{target}", **{"form": {"CallSid": "CA" + "1" * 32}, **options})
    assert (answer.status, answer.content_type) == (200, "application/json")
    return dict(json.loads(answer.body))


def test_the_wait_is_spoken_and_the_flow_goes_on_with_it(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250, ends=(199, 400))

    assert returned(phone) == (
        "Your estimated wait is between 3 and 7 minutes.",
        {
            "FlowEvent": "return",
            "waittime": "250",
            "low_minutes": "3",
            "high_minutes": "7",
            "state": "number",
            "age_seconds": "8",
        },
    )


def test_the_path_chooses_the_language(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)

    assert returned(phone, language="/pl")[0] == "Szacowany czas oczekiwania wynosi mniej więcej 5 minut."


@pytest.mark.parametrize("target", ["mortgages", "WQ" + "9" * 32])
def test_an_unknown_line_or_queue_returns_to_the_flow_too(phone: PhoneUnderTest, target: str) -> None:
    sentence, fields = returned(phone, target)

    assert sentence == "We'll be with you as soon as we can."
    assert (fields["state"], fields["waittime"], fields["age_seconds"]) == ("unknown", "", "")


def test_a_flow_goes_on_when_the_table_fails_and_when_everything_does(phone: PhoneUnderTest) -> None:
    phone.table.fails("InternalServerError")
    assert returned(phone)[1]["state"] == "unknown"

    phone.now = float("nan")
    assert returned(phone)[1]["state"] == "unknown"
    assert told(phone)["state"] == "unknown"


@pytest.mark.parametrize("flow", ["FW" + "g" * 32, "FW1", "x", FLOW + "0"])
def test_only_a_flow_can_be_returned_to(phone: PhoneUnderTest, flow: str) -> None:
    assert phone.caller().asks(f"{HOST}/studio/claims/return/{flow}", form={}).status == 404


def test_the_account_of_the_address_is_the_one_that_signed(phone: PhoneUnderTest) -> None:
    form = {"AccountSid": TRAVEL.sid + "/../" + BANK.sid, "To": "+1"}

    body = phone.caller().asks(f"{HOST}/studio/claims/return/{FLOW}", form=form).body

    redirect = parsed(body).findtext("Redirect") or ""
    assert urlsplit(redirect).path == f"/v1/Accounts/{TRAVEL.sid}/Flows/{FLOW}"


def test_the_wait_is_answered_as_json(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250.2)

    assert told(phone) == {
        "waittime": 251,
        "state": "number",
        "low_minutes": 5,
        "high_minutes": 5,
        "spoken": "Your estimated wait is about 5 minutes.",
        "age_seconds": 8,
        "queue": "Claims",
        "queues": ["Claims"],
        "certain": True,
        "opens_at": None,
        "closes_at": None,
    }


@pytest.mark.parametrize(
    ("known", "age", "what"),
    [
        ((3000, Basis.LINE), 8, ("number", 3000, 45, None)),
        ((250, Basis.LINE), 300, ("band", None, 0, 5)),
        ((0, Basis.AGENT_FREE), 8, ("shortly", None, None, None)),
        ((None, Basis.UNSTAFFED), 8, ("unstaffed", None, None, None)),
        ((None, Basis.UNKNOWN), 8, ("unknown", None, None, None)),
        ((250, Basis.LINE), 4000, ("unknown", None, None, None)),
    ],
)
def test_each_state_is_answered_with_its_figures(
    phone: PhoneUnderTest, known: tuple[float | None, Basis], age: float, what: tuple[str | int | None, ...]
) -> None:
    phone.knows(CLAIMS, *known, age=age)

    facts = told(phone)

    assert tuple(facts[name] for name in ("state", "waittime", "low_minutes", "high_minutes")) == what


@pytest.mark.parametrize("language", languages.load())
def test_the_language_may_be_asked_for_in_the_path_in_a_form_or_in_json(phone: PhoneUnderTest, language: str) -> None:
    phone.knows(CLAIMS, 250)
    spoken = told(phone, f"claims/{language}")["spoken"]

    assert told(phone, form={"language": language})["spoken"] == spoken
    assert told(phone, json={"language": language, "CallSid": "CA1"})["spoken"] == spoken
    assert (spoken == "Your estimated wait is about 5 minutes.") == (language == "en")


@pytest.mark.parametrize("tag", ["es-MX", "ES", "es_ES"])
def test_a_regional_language_may_be_asked_for_too(phone: PhoneUnderTest, tag: str) -> None:
    phone.knows(CLAIMS, 250)
    spoken = told(phone, "claims/es")["spoken"]

    assert told(phone, f"claims/{tag}")["spoken"] == spoken
    assert told(phone, form={"language": tag})["spoken"] == spoken
    assert told(phone, json={"language": tag})["spoken"] == spoken


def test_a_task_queue_can_be_asked_for_by_its_sid(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    assert told(phone, CLAIMS.task_queue_sid)["waittime"] == 250

    phone.knows(UNLISTED, 400)
    assert told(phone, UNLISTED.task_queue_sid)["waittime"] == 400
    assert told(phone, UNLISTED.task_queue_sid, form={"AccountSid": TRAVEL.sid})["queue"] == "Unlisted"


def test_an_account_cannot_read_the_wait_of_another_accounts_queue(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    phone.knows(UNLISTED, 400)

    assert told(phone, UNLISTED.task_queue_sid, account=BANK)["queue"] is None
    for target in ("claims", CLAIMS.task_queue_sid):
        assert phone.caller(account=BANK).asks(f"{HOST}/wait/{target}", form={}).status == 403


@pytest.mark.parametrize("path", ["/wait/claims", f"/wait/{LOANS.task_queue_sid}", f"/studio/claims/return/{FLOW}"])
def test_strangers_are_refused(phone: PhoneUnderTest, path: str) -> None:
    for signer in (Unsigned(), Token("guessed")):
        assert phone.caller(signer=signer).asks(f"{HOST}{path}", form={}).status == 403


def test_a_line_that_does_not_exist_is_a_404_for_a_flow_that_only_asks(phone: PhoneUnderTest) -> None:
    answer = phone.caller().asks(f"{HOST}/wait/mortgages", form={})

    assert (answer.status, answer.content_type) == (404, "application/json")


def test_a_json_body_is_signed_by_its_hash_and_by_nothing_less(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    client = phone.app().test_client()
    url = f"{HOST}/wait/claims"
    unhashed = Token(TRAVEL.auth_tokens[0].reveal()).headers(url, ())
    kind = {"Content-Type": "application/json"}

    assert told(phone, json={"a": 1})["waittime"] == 250
    assert client.post("/wait/claims", base_url=HOST, data=b"{}", headers={**kind, **unhashed}).status_code == 403
    hashed = f"{url}?bodySHA256={'0' * 64}"
    wrong = Token(TRAVEL.auth_tokens[0].reveal()).headers(hashed, ())
    sent = client.post(hashed, base_url=HOST, data=b"{}", headers={**kind, **wrong})
    assert sent.status_code == 403


@pytest.mark.parametrize("line", [CLAIMS, LOANS])
def test_the_answer_to_studio_is_valid_twiml(phone: PhoneUnderTest, line: Line) -> None:
    answer = phone.caller(account=line.account).asks(f"{HOST}/studio/{line.name}/return/{FLOW}", form={})

    assert violations(answer.body, content_type=answer.content_type) == []


def test_a_closed_line_tells_when_it_opens_and_an_open_one_when_it_closes(phone: PhoneUnderTest) -> None:
    office = OpeningHours("Europe/Berlin", ((Span(8 * 60, 18 * 60),),) * 7)
    phone.lines = (replace(CLAIMS, hours=office),)
    phone.now = datetime(2026, 11, 26, 19, 30, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()

    closed = told(phone)
    phone.now -= 4 * 3600
    opened = told(phone)

    assert (closed["state"], closed["opens_at"], closed["closes_at"]) == ("closed", "2026-11-27T08:00:00+01:00", None)
    assert closed["spoken"] == "We're closed right now. We open tomorrow at 8 AM."
    assert (opened["opens_at"], opened["closes_at"]) == (None, "2026-11-26T18:00:00+01:00")
