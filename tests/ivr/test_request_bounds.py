"""A request beyond the bounds is refused before any of it is hashed, and the amount that is hashed is bounded."""

from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from flask import Request
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.test import EnvironBuilder, run_wsgi_app

from ivr.query_spellings import MOST_SPELLINGS
from ivr.request_bounds import MOST_BODY_BYTES, MOST_FIELDS, MOST_URL_CHARACTERS
from ivr.signature import Claim
from ivr.signed_urls import candidates
from tests.ivr.phone_under_test import HOST, TRAVEL, PhoneUnderTest

PATH = "/voice/claims"
TOKEN = TRAVEL.auth_tokens[0].reveal()


def status(query: str = "", form: Mapping[str, str] | None = None, path: str = PATH) -> int:
    """Return the status of a request with a right signature."""
    url, fields = f"{HOST}{path}?{query}" if query else f"{HOST}{path}", form or {}
    signature = RequestValidator(TOKEN).compute_signature(url, fields)
    builder = EnvironBuilder(path, query_string=query, method="POST", data=dict(fields), base_url=HOST)
    environ = builder.get_environ() | {"HTTP_X_TWILIO_SIGNATURE": signature}
    _, answered, _ = run_wsgi_app(PhoneUnderTest().app(), environ)
    return int(answered.split(" ", 1)[0])


def fields(many: int) -> dict[str, str]:
    return {f"Field{number}": str(number) for number in range(many)}


def test_as_many_fields_as_are_allowed_are_let_in_and_one_more_is_refused() -> None:
    assert status(form=fields(MOST_FIELDS)) == 200
    assert status(form=fields(MOST_FIELDS + 1)) == 413
    assert status(query=urlencode(fields(MOST_FIELDS))) == 200
    assert status(query=urlencode(fields(MOST_FIELDS + 1))) == 414


def test_a_url_as_long_as_is_allowed_is_let_in_and_one_character_more_is_refused() -> None:
    most = MOST_URL_CHARACTERS - len(PATH) - len("Note=")

    assert status(query="Note=" + "x" * most) == 200
    assert status(query="Note=" + "x" * (most + 1)) == 414
    assert status(path="/voice/" + "x" * MOST_URL_CHARACTERS) == 414


def test_a_body_as_long_as_is_allowed_is_let_in_and_one_byte_more_is_refused() -> None:
    most = MOST_BODY_BYTES - len("Note=")

    assert status(form={"Note": "x" * most}) == 200
    assert status(form={"Note": "x" * (most + 1)}) == 413


def test_the_bounds_hold_whatever_the_signature(phone: PhoneUnderTest) -> None:
    client = phone.app().test_client()

    for headers in ({}, {"X-Twilio-Signature": "A" * 27 + "="}):
        assert client.post(PATH, base_url=HOST, data=fields(9000), headers=headers).status_code == 413
        assert client.get(f"{PATH}?{urlencode(fields(9000))}", base_url=HOST, headers=headers).status_code == 414


@given(st.text(st.sampled_from("ab=&%~'+é "), max_size=400), st.lists(st.sampled_from(["https://a/x", "http://b:5/x"])))
def test_a_query_has_a_bounded_number_of_candidates(query: str, bases: list[str]) -> None:
    found = list(candidates(bases, query))

    assert len(found) <= len({*bases}) * (MOST_SPELLINGS + 2)


def claim_of(secret: str) -> Claim:
    """Return a claim whose signed query was spelled very differently from the one that came."""
    signed = f"{HOST}{PATH}?name=O'Hara%20%28b%29&flag&city=S%c3%a3o%20Paulo"
    came = "name=O%27Hara+%28b%29&flag=&city=S%C3%A3o+Paulo"
    form = {"To": "+15550100001", "From": "+15550177777"}
    builder = EnvironBuilder(PATH, query_string=came, method="POST", data=form, base_url=HOST)
    signature = RequestValidator(secret).compute_signature(signed, form)
    return Claim(Request(builder.get_environ()), HOST, signature, "HMAC_SHA1", None)


def secrets_of(owners: int) -> list[tuple[str, str]]:
    return [(f"owner {number}", f"secret of {number}") for number in range(owners)]


@pytest.mark.parametrize("owners", [1, 40])
def test_the_owner_is_found_by_any_of_the_secrets(owners: int) -> None:
    secrets = secrets_of(owners)
    owner, secret = secrets[-1]

    assert claim_of(secret).signer(secrets) == owner
    assert claim_of(secret).signer(secrets[:-1]) is None


def test_hashing_ends_by_refusing_when_the_bound_is_reached() -> None:
    secrets = secrets_of(4000)

    assert claim_of(secrets[0][1]).signer(secrets) is None
