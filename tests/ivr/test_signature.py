"""Only Twilio is let in, and only for the account that owns the line."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.test import EnvironBuilder, run_wsgi_app

from ivr.app import create_app
from simulator.caller.phone.signing import Fields, Token, Unsigned
from tests.fakes.memory_table import MemoryTable
from tests.ivr.phone_under_test import BANK, CLAIMS, HOST, LOANS, NOW, TRAVEL, PhoneUnderTest
from waittimes.settings.config import Config
from waittimes.settings.secret import Secret, SecretUnavailable

FORM = {
    "CallSid": "CA" + "9" * 32,
    "To": CLAIMS.numbers[0],
    "From": "+15550177777",
    "FromCity": "",
    "CallToken": "a+b/c=",
}
"""A blank field and reserved characters, as Twilio sends them."""


class Garbled:
    """Signs with a text that is not a signature."""

    def __init__(self, signature: str) -> None:
        self._signature = signature

    def headers(self, url: str, fields: Fields) -> dict[str, str]:
        del url, fields
        return {"X-Twilio-Signature": self._signature}


def status(phone: PhoneUnderTest, path: str, **options: Any) -> int:
    return phone.caller(**options).asks(f"{HOST}{path}", form=FORM).status


@pytest.mark.parametrize("path", ["/voice", "/voice/claims", "/voice/claims/en/hold/x", "/voice/claims/en/left/x"])
def test_a_stranger_is_refused_on_every_route(phone: PhoneUnderTest, path: str) -> None:
    assert status(phone, path) == 200
    assert status(phone, path, signer=Unsigned()) == 403
    assert status(phone, path, signer=Token("not-the-token")) == 403
    assert status(phone, path, signer=Garbled("%%%\x7f=")) == 403


def test_another_account_of_ours_is_refused_on_a_line_it_does_not_own(phone: PhoneUnderTest) -> None:
    assert status(phone, "/voice/claims", account=BANK) == 403
    assert status(phone, "/voice", account=BANK) == 403
    assert status(phone, "/voice/loans", account=BANK) == 200


@pytest.mark.parametrize("token", [0, 1])
def test_a_rotated_token_is_accepted_before_and_after_its_promotion(phone: PhoneUnderTest, token: int) -> None:
    assert status(phone, "/voice/claims", token=token) == 200


def test_a_line_nobody_knows_is_still_closed_to_strangers(phone: PhoneUnderTest) -> None:
    assert status(phone, "/voice/mortgages", account=BANK) == 200
    assert status(phone, "/voice/mortgages", signer=Unsigned()) == 403


def test_a_token_whose_store_fails_does_not_close_the_door_to_the_next() -> None:
    def fail() -> str:
        raise SecretUnavailable("ssm:/waits/token")

    owner = replace(TRAVEL, auth_tokens=(Secret("ssm:/waits/token", fail), *TRAVEL.auth_tokens))
    config = Config(accounts=(owner,), lines=(replace(CLAIMS, account=owner),), public_url=HOST)
    client = create_app(config, MemoryTable(), lambda: NOW).test_client()

    answer = client.post("/voice/claims", base_url=HOST, data=FORM, headers=signed(f"{HOST}/voice/claims"))

    assert answer.status_code == 200


def signed(url: str, fields: Mapping[str, str] = FORM) -> dict[str, str]:
    token = TRAVEL.auth_tokens[0].reveal()
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, dict(fields))}


def posted(
    phone: PhoneUnderTest, path: str, signature: Mapping[str, str], fields: Mapping[str, str], host: str = HOST
) -> int:
    response = phone.app().test_client().post(path, base_url=host, data=dict(fields), headers=dict(signature))
    return response.status_code


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/voice/claims", {**FORM, "Added": "1"}),
        ("/voice/claims", {name: value for name, value in FORM.items() if name != "From"}),
        ("/voice/claims", {name: value for name, value in FORM.items() if name != "FromCity"} | {"FromCity": "Rome"}),
        ("/voice/claims", {**FORM, "To": LOANS.numbers[0]}),
        ("/voice/claims/en", FORM),
        ("/voice/claims?x=1", FORM),
    ],
)
def test_each_single_tampering_is_refused(phone: PhoneUnderTest, path: str, fields: Mapping[str, str]) -> None:
    signature = signed(f"{HOST}/voice/claims")

    assert posted(phone, "/voice/claims", signature, FORM) == 200
    assert posted(phone, path, signature, fields) == 403


def test_a_signature_for_another_host_is_refused(phone: PhoneUnderTest) -> None:
    assert posted(phone, "/voice/claims", signed("https://elsewhere.example.com/voice/claims"), FORM) == 403


def test_the_url_in_the_settings_holds_whatever_host_the_gateway_reports(phone: PhoneUnderTest) -> None:
    phone.public_url = "https://waits.example.com/production"
    signature = signed("https://waits.example.com/production/voice/claims")

    assert posted(phone, "/voice/claims", signature, FORM, host="http://internal.example.net:8080") == 200


def test_without_the_setting_the_request_itself_tells_the_url(phone: PhoneUnderTest) -> None:
    phone.public_url = ""

    assert (
        posted(phone, "/voice/claims", signed("https://any.example.org/voice/claims"), FORM, "https://any.example.org")
        == 200
    )


@pytest.mark.parametrize(
    ("event", "url"),
    [
        ({"headers": {"Host": "abc.example.org"}, "requestContext": {"path": "/v1/voice/claims"}}, "/v1/voice/claims"),
        ({"headers": {"host": "abc.example.org"}, "rawPath": "/stage/voice/claims"}, "/stage/voice/claims"),
    ],
)
def test_the_gateways_own_event_tells_the_url_too(phone: PhoneUnderTest, event: Mapping[str, Any], url: str) -> None:
    phone.public_url = ""
    headers = signed(f"https://abc.example.org{url}")
    builder = EnvironBuilder("/voice/claims", method="POST", data=dict(FORM), headers=headers.items())
    environ = {**builder.get_environ(), "lambda.event": event}

    _, answered, _ = run_wsgi_app(phone.app(), environ)

    assert answered == "200 OK"


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        ("FromCity=New%20York&To=x", "FromCity=New+York&To=x"),
        ("FromCity=New+York&To=x", "FromCity=New%20York&To=x"),
        ("CallSid=a&To=x&Zip=1", "CallSid=a&To=x&Zip=1"),
        ("FromCity=S%C3%A3o", "FromCity=S%C3%A3o"),
        ("A=1&B=New%20York", "B=New+York&A=1"),
    ],
)
def test_a_get_is_accepted_in_every_order_and_encoding_its_query_may_have_had(
    phone: PhoneUnderTest, sent: str, received: str
) -> None:
    headers = signed(f"{HOST}/voice/claims?{sent}", {})

    answer = phone.app().test_client().get(f"/voice/claims?{received}", base_url=HOST, headers=headers)

    assert answer.status_code == 200


def test_a_signature_of_the_query_alone_does_not_cover_a_body(phone: PhoneUnderTest) -> None:
    headers = signed(f"{HOST}/voice/claims", {})

    assert posted(phone, "/voice/claims", headers, FORM) == 403


@given(st.text(min_size=1, max_size=60))
def test_no_invented_signature_is_ever_accepted_and_none_breaks_the_check(signature: str) -> None:
    header = signature.encode("utf-8", "surrogatepass").decode("latin-1")
    builder = EnvironBuilder("/voice/claims", method="POST", data=dict(FORM), base_url=HOST)
    environ = {**builder.get_environ(), "HTTP_X_TWILIO_SIGNATURE": header}

    _, answered, _ = run_wsgi_app(PhoneUnderTest().app(), environ)

    assert answered == "403 FORBIDDEN"


@pytest.mark.parametrize("path", ["/voice/S%C3%A3o%20Paulo", "/voice/a:b@c"])
def test_a_path_is_signed_as_it_was_written_with_its_escapes(phone: PhoneUnderTest, path: str) -> None:
    assert posted(phone, path, signed(f"{HOST}{path}"), FORM) == 200
    assert posted(phone, path, signed(f"{HOST}/voice/another"), FORM) == 403


def test_a_path_that_is_no_utf_8_is_signed_as_it_was_written_too(phone: PhoneUnderTest) -> None:
    def answered(path: str) -> str:
        builder = EnvironBuilder("/voice", method="POST", data=dict(FORM), base_url=HOST)
        signature = signed(f"{HOST}{path}")["X-Twilio-Signature"]
        environ = builder.get_environ() | {"PATH_INFO": "/voice/\xff", "HTTP_X_TWILIO_SIGNATURE": signature}
        return run_wsgi_app(phone.app(), environ)[1]

    assert answered("/voice/%FF") == "200 OK"
    assert answered("/voice/another") == "403 FORBIDDEN"
