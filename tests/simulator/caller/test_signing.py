import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from simulator.caller.phone.signing import Token, form_request, json_request, signed_address

FIELDS = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675310",
    "Digits": "1234",
    "From": "+14158675310",
    "To": "+18005551212",
}


def test_the_signature_is_the_one_twilio_publishes() -> None:
    request = form_request("POST", "https://example.com/myapp.php?foo=1&bar=2", FIELDS.items(), Token("12345"))

    assert request.headers["X-Twilio-Signature"] == "L/OH5YylLD5NRKLltdqwSvS0BnU="


def test_repeated_fields_are_sent_and_signed() -> None:
    fields = [("a", "2"), ("b", ""), ("a", "1"), ("a", "2")]

    request = form_request("POST", "https://example.com/voice", fields, Token("12345"))

    assert request.body == b"a=2&b=&a=1&a=2"
    signature = request.headers["X-Twilio-Signature"]
    assert RequestValidator("12345").validate("https://example.com/voice", MultiDict(fields), signature)


@pytest.mark.parametrize(
    ("url", "signed"),
    [
        ("https://example.com/voice", "https://example.com/voice"),
        ("https://example.com:8443/voice?a=%20b", "https://example.com/voice?a=%20b"),
        ("http://127.0.0.1:8000/voice", "http://127.0.0.1:8000/voice"),
        ("https://user:secret@example.com/voice", "https://example.com/voice"),
        ("https://example.com/voice#rc=2&rp=all", "https://example.com/voice"),
        ("https://example.com?a=b/c", "https://example.com?a=b/c"),
        ("https://example.com", "https://example.com"),
        ("https://example.com/a//b/./c?d=:443", "https://example.com/a//b/./c?d=:443"),
    ],
)
def test_the_address_signed_has_no_credentials_overrides_or_https_port(url: str, signed: str) -> None:
    assert signed_address(url) == signed


def test_a_get_carries_its_fields_after_the_query_of_the_address() -> None:
    request = form_request("GET", "https://example.com/hold?a=1#rc=2", {"From": "+1 5"}.items(), Token("12345"))

    assert (request.url, request.body) == ("https://example.com/hold?a=1&From=%2B1%205", b"")


@pytest.mark.parametrize(("url", "joint"), [("https://example.com/wait", "?"), ("https://example.com/wait?a=1", "&")])
def test_json_is_signed_by_its_hash(url: str, joint: str) -> None:
    body = '{"CallSid":"CA1234567890ABCDE","Caller":"+12349013030"}'

    request = json_request(url, body.encode(), Token("12345"))

    assert request.url.startswith(f"{url}{joint}bodySHA256=5ccde714")
    assert request.url.endswith("b0aec9")
    assert RequestValidator("12345").validate(request.url, body, request.headers["X-Twilio-Signature"])


words = st.text(st.characters(codec="utf-8"), max_size=20)


@given(st.dictionaries(words.filter(bool), words, max_size=6), words.filter(bool))
def test_what_is_signed_validates_and_not_with_another_token(fields: dict[str, str], token: str) -> None:
    url = "https://example.com/voice"

    signature = form_request("POST", url, fields.items(), Token(token)).headers["X-Twilio-Signature"]

    assert RequestValidator(token).validate(url, fields, signature)
    assert not RequestValidator(token + "x").validate(url, fields, signature)
