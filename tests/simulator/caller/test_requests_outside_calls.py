"""Requests that belong to no call: how each is signed."""

import json
from collections.abc import Mapping

from flask import Response
from werkzeug.datastructures import Headers

from simulator.caller.caller import Caller
from simulator.caller.phone.signing import SharedKey
from simulator.caller.phone.transport import Answer
from tests.simulator.caller.answering_app import AnsweringApp
from tests.simulator.caller.calls import URL


def test_a_form_request_that_is_no_call_is_signed_with_just_its_fields(app: AnsweringApp, caller: Caller) -> None:
    app.on("/wait/default", Response('{"waittime": 300}', content_type="application/json"))

    answer = caller.asks("https://phone.example.com/wait/default", form={"language": "de", "note": ""})

    assert (answer.status, json.loads(answer.body)) == (200, {"waittime": 300})
    assert app.requests[0].fields == {"language": "de", "note": ""}


def test_a_get_request_that_is_no_call_is_signed_by_its_address(app: AnsweringApp, caller: Caller) -> None:
    app.on("/wait/default", Response("{}", content_type="application/json"))

    answer = caller.asks("https://phone.example.com/wait/default?a=%2F", method="GET", form={"b": "ö ü"})

    assert answer.status == 200
    assert app.requests[0].fields == {"a": "/", "b": "ö ü"}


def test_a_json_request_is_signed_with_the_hash_of_its_body(app: AnsweringApp, caller: Caller) -> None:
    app.on("/wait/default", Response("{}", content_type="application/json"))

    answer = caller.asks("https://phone.example.com/wait/default?a=1", json={"language": "日本語"})

    assert answer.status == 200
    assert len(app.requests[0].fields["bodySHA256"]) == 64


def test_a_shared_key_signs_with_sha_256_and_says_so(caller: Caller) -> None:
    caller.signer = SharedKey("webhooks_sharedkey_7", "secret")
    seen: list[Mapping[str, str]] = []

    def noting(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        del method, url, body
        seen.append(headers)
        return Answer(200, Headers(), b"")

    caller.send = noting
    caller.asks(URL, form={"a": "1"})

    assert seen[0]["X-Twilio-Webhooks-Signature-Settings"] == "key=webhooks_sharedkey_7,algorithm=HMAC_SHA256"
    assert len(seen[0]["X-Twilio-Signature"]) == 44
