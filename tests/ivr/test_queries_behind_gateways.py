"""A query that Twilio signed is let in through Zappa behind both kinds of API, and an altered query is not."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.test import run_wsgi_app
from zappa.wsgi import create_wsgi_request

from entry.http_event import rebuild
from tests.addresses import A_FUNCTION_URL, HTTP_API_STAGE, REST_API, REST_API_DOMAIN, Address
from tests.ivr.phone_under_test import CLAIMS, TRAVEL, PhoneUnderTest

ROUTE = "/wait/claims"
FORM = {"CallSid": "CA" + "9" * 32, "To": CLAIMS.numbers[0], "FromCity": "São Paulo", "CallToken": "a+b/c="}
BODY = '{"language": "en", "note": "ä"}'
GATEWAYS = {each.name: each for each in (REST_API, REST_API_DOMAIN, HTTP_API_STAGE, A_FUNCTION_URL)}
QUERIES = {
    "plain": "line=x&zone=7",
    "a space as %20": "city=New%20York&zone=7",
    "a space as +": "city=New+York&zone=7",
    "a bare key": "flag&zone=7",
    "a blank value": "flag=&zone=7",
    "lower-case hex": "city=S%c3%a3o",
    "upper-case hex": "city=S%C3%A3o",
    "an escaped tilde": "name=%7Etom",
    "a bare tilde": "name=~tom",
    "a trailing &": "line=x&zone=7&",
    "a lone %": "discount=50%&zone=7",
    "repeats between others": "tag=1&line=x&tag=2&zone=7",
    "repeats beside each other": "tag=1&tag=2&zone=7",
    "three repeats among others": "tag=1&line=x&tag=2&zone=7&tag=3",
    "marks that people leave bare": "name=O'Hara@example:1",
    "marks that JavaScript leaves bare": "name=(b)*!~'",
    "marks that RFC 3986 leaves bare": "url=https://example.com/?a=b,c;d$",
    "everything escaped": urlencode({"name": "O'Hara@example:1 (b)*!"}),
    "several at once": "name=O'Hara%20%28b%29&flag&city=S%c3%a3o%20Paulo",
    "sorted": "a=1&b=2&c=3",
    "a number in the international format": "number=%2B15550177777&zone=7",
}


def passed_on(address: Address, query: str, event: dict[str, Any]) -> dict[str, Any]:
    """Return the event with this query, which a REST API decodes and groups by name, and others pass on as it came."""
    if address.event != "rest_api":
        return event | {"rawQueryString": query}
    grouped: dict[str, list[str]] = {}
    for field in query.split("&"):
        if field:
            name, _, value = field.partition("=")
            grouped.setdefault(unquote_plus(name), []).append(unquote_plus(value))
    return event | {"multiValueQueryStringParameters": grouped or None}


def status(event: dict[str, Any], phone: PhoneUnderTest) -> int:
    """Return the status of the answer to the event, through Zappa."""
    environ = create_wsgi_request(rebuild(event), script_name="", binary_support=False)
    if event.get("rawPath", "").startswith("/production"):
        environ |= {"SCRIPT_NAME": "/production", "PATH_INFO": environ["PATH_INFO"].removeprefix("/production")}
    _, answered, _ = run_wsgi_app(phone.app(), environ | {"lambda.event": event})
    return int(answered.split(" ", 1)[0])


def signature(url: str, fields: Mapping[str, str]) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(TRAVEL.auth_tokens[1].reveal()).compute_signature(url, fields)}


def phone_at(address: Address) -> PhoneUnderTest:
    return PhoneUnderTest(public_url=address.called, lines=(replace(CLAIMS, language="en"),))


def asked(address: Address, query: str, signed: str) -> int:
    event = address.question(ROUTE, query, signature(f"{address.called}{ROUTE}?{signed}", {}))
    return status(passed_on(address, query, event), phone_at(address))


def posted(address: Address, query: str, signed: str, fields: Mapping[str, str] = FORM) -> int:
    event = address.request(ROUTE, fields, signature(f"{address.called}{ROUTE}?{signed}", FORM))
    return status(passed_on(address, query, event), phone_at(address))


def hashed(query: str) -> str:
    """Return the query as Twilio signs it for a request with a JSON body."""
    return f"{query.removesuffix('&')}&bodySHA256={hashlib.sha256(BODY.encode()).hexdigest()}"


def json_posted(address: Address, query: str, signed: str, body: str = BODY) -> int:
    kind = {"Content-Type": "application/json"}
    event = address.request(ROUTE, {}, signature(f"{address.called}{ROUTE}?{signed}", {}) | kind)
    event |= {"body": body, "isBase64Encoded": False}
    return status(passed_on(address, query, event), phone_at(address))


@pytest.mark.parametrize("gateway", GATEWAYS)
@pytest.mark.parametrize("kind", QUERIES)
def test_a_signed_query_is_let_in_with_a_get_a_form_and_a_body_of_json(gateway: str, kind: str) -> None:
    address, query = GATEWAYS[gateway], QUERIES[kind]

    assert asked(address, query, query) == 200
    assert posted(address, query, query) == 200
    assert json_posted(address, hashed(query), hashed(query)) == 200


@pytest.mark.parametrize("query", ["city=New%20York&zone=7", "flag&name=O'Hara", "city=S%c3%a3o&zone=7"])
def test_the_hash_of_a_body_may_come_anywhere_in_the_query(query: str) -> None:
    signed = hashed(query)
    *others, last = signed.split("&")

    for place in range(len(others)):
        assert json_posted(REST_API, "&".join([*others[:place], last, *others[place:]]), signed) == 200


TAMPERINGS = {
    "a value altered": "city=New%20Yorks&tag=1&line=x&tag=2&flag",
    "a value moved to the name beside it": "city=New&%20York=&tag=1&line=x&tag=2&flag",
    "a field added": "city=New%20York&tag=1&line=x&tag=2&flag&more",
    "a field dropped": "city=New%20York&tag=1&line=x&tag=2",
    "a repeat dropped": "city=New%20York&tag=1&line=x&flag",
    "repeats in another order": "city=New%20York&tag=2&line=x&tag=1&flag",
    "two fields made one": "city=New%20York%26tag%3D1&line=x&tag=2&flag",
    "an escape escaped": "city=New%2520York&tag=1&line=x&tag=2&flag",
    "a name in capitals": "City=New%20York&tag=1&line=x&tag=2&flag",
    "no query": "",
}


@pytest.mark.parametrize("gateway", GATEWAYS)
@pytest.mark.parametrize("kind", TAMPERINGS)
def test_an_altered_query_is_refused_in_every_shape(gateway: str, kind: str) -> None:
    address, altered = GATEWAYS[gateway], TAMPERINGS[kind]
    signed = "city=New%20York&tag=1&line=x&tag=2&flag"
    body_hash = hashed("").removeprefix("&")

    assert asked(address, signed, signed) == 200
    assert asked(address, altered, signed) == 403
    assert posted(address, altered, signed) == 403
    assert json_posted(address, f"{altered}&{body_hash}", hashed(signed)) == 403


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_an_altered_form_or_body_beside_a_signed_query_is_refused(gateway: str) -> None:
    address, query = GATEWAYS[gateway], "city=New%20York"

    assert posted(address, query, query, FORM | {"To": "+15550100003"}) == 403
    assert posted(address, query, query, FORM | {"Added": ""}) == 403
    assert posted(address, query, query, {name: value for name, value in FORM.items() if name != "To"}) == 403
    assert json_posted(address, hashed(query), hashed(query), BODY.replace("en", "de")) == 403
    assert json_posted(address, query, query) == 403


NAMES = st.text(st.sampled_from("abZ9-_ é~'"), min_size=1, max_size=4)
VALUES = st.text(st.sampled_from("aZ9 %&=+~'@:/!é"), max_size=8)


@settings(max_examples=60)
@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=5), st.data())
def test_no_single_alteration_of_any_query_is_let_in(fields: dict[str, str], data: st.DataObject) -> None:
    query = urlencode(fields)
    name = data.draw(st.sampled_from(sorted(fields)))
    altered = fields | {name: data.draw(VALUES.filter(lambda value: value != fields[name]))}

    assert posted(REST_API, query, query) == 200
    assert posted(REST_API, urlencode(altered), query) == 403
    assert dict(parse_qsl(urlencode(altered), keep_blank_values=True)) == altered
