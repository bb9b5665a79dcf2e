"""Any request, signed or not, gets no 500, no dead air and nothing unescaped, and no part of it reaches a log."""

import json
import logging
import string
from collections.abc import Mapping
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.announcing import languages
from simulator.caller.phone.signing import Token, form_request
from simulator.caller.twiml.document import Context
from simulator.caller.twiml.grammar import violations
from tests.ivr.phone_under_test import CLAIMS, HOST, TRAVEL, PhoneUnderTest
from waittimes.wait import Basis

MARK = "Zq7"
HOSTILE = ["<Say>", "&amp;", "]]>", '"', "'", "\x00", "\r\nX-Header: 1", "../..", "%s{low}", "\u202e", "é", "日本"]
FLOW = "FW" + "a" * 32
PATHS = [
    "/voice",
    "/voice/claims",
    "/voice/claims/{}",
    "/voice/{}",
    "/voice/claims/en/hold/{}",
    "/voice/claims/{}/hold/3-5-fa-x-x-d2-5-5-x-x-0",
    "/voice/{}/en/left/{}",
    "/voice/claims/en/left/3-5-fa-x-x-d2-5-5-x-x-0",
    "/voice/claims/{}/hold/4-5-fa-x-x-d2-a-5-x-x-2-50-x-0",
    "/voice/claims/en/left/4-5-x-x-x-x-x-x-x-x-x-x-x-4",
    f"/studio/{{}}/return/{FLOW}",
    f"/studio/claims/{{}}/return/{FLOW}",
    "/studio/claims/return/{}",
    "/wait/{}",
    "/wait/claims/{}",
]
FIELDS = ["To", "From", "CallSid", "AccountSid", "QueueResult", "QueueTime", "QueuePosition", "language", "ErrorCode"]
texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8), max_size=4).map(lambda parts: MARK + "".join(parts))
numbers = st.integers(-5, 10**12).map(str)
results = st.sampled_from(["bridged", "hangup", "leave", "error", "queue-full", "system-error", "redirected", ""])
forms = st.dictionaries(st.sampled_from(FIELDS) | st.text(string.ascii_letters, max_size=6), texts | numbers | results)
PHONE = PhoneUnderTest()
PHONE.knows(CLAIMS, 250)
CLIENT = PHONE.app().test_client()
TOKEN = Token(TRAVEL.auth_tokens[0].reveal())


def ask(path: str, form: Mapping[str, str], method: str) -> tuple[int, str, bytes]:
    request = form_request(method, f"{HOST}{path}", form.items(), TOKEN)
    answer = CLIENT.open(
        request.url.removeprefix(HOST),
        base_url=HOST,
        method=method,
        data=request.body,
        headers=dict(request.headers),
    )
    return answer.status_code, answer.content_type, answer.data


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(PATHS), texts, forms, st.sampled_from(["POST", "GET"]))
def test_every_request_is_answered_with_valid_twiml_or_json(
    path: str, part: str, form: dict[str, str], method: str
) -> None:
    inside = Context.HOLD if "/hold/" in path else Context.CALL

    status, kind, body = ask(path.replace("{}", quote(part, safe="")), form, method)

    assert status in (200, 403, 404)
    if kind.startswith("text/xml"):
        assert violations(body, content_type=kind, inside=inside) == []
        assert b"<Response />" not in body or "/left/" in path
    elif kind == "application/json":
        assert isinstance(json.loads(body), dict)
    assert MARK.encode() not in body
    assert len(body) < 64 * 1024


def test_no_part_of_a_request_reaches_a_log_as_it_came(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="waittimes"):
        for path in PATHS:
            ask(path.replace("{}", MARK), dict.fromkeys(FIELDS, MARK) | {"To": "+15550188888"}, "POST")

    written = "".join(str(vars(record)) for record in caplog.records)
    assert MARK not in written
    assert "+1555" not in written


@pytest.mark.parametrize("language", languages.load())
@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("age", [8, 300, 4000])
def test_every_route_answers_with_valid_twiml_in_every_language_and_state(
    language: str, basis: Basis, age: float
) -> None:
    phone = PhoneUnderTest()
    phone.knows(CLAIMS, 250, basis, age=age)
    caller = phone.caller()
    for path, inside in (
        (f"/voice/claims/{language}", Context.CALL),
        (f"/voice/claims/{language}/hold/4-6afd86c0-fa-x-x-d2-5-5-x-x-x-x-x-0", Context.HOLD),
        (f"/voice/claims/{language}/left/4-6afd86c0-fa-x-x-d2-5-5-x-x-x-x-x-1", Context.CALL),
        (f"/studio/claims/{language}/return/{FLOW}", Context.CALL),
    ):
        answer = caller.asks(f"{HOST}{path}", form={"QueueTime": "130", "QueueResult": "queue-full"})

        assert answer.status == 200
        assert violations(answer.body, content_type=answer.content_type, inside=inside) == []
        assert "max-age" not in answer.headers.get("Cache-Control", "")
        assert "Set-Cookie" not in answer.headers
