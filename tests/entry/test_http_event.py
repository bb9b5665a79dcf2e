"""Which members of an HTTP request's event are copied, and which events are malformed."""

import base64
import copy
from typing import Any

import pytest

from entry.http_event import MalformedRequest, bad_request, rebuild
from tests import addresses

REST, HTTP = addresses.recorded("rest_api"), addresses.recorded("http_api")
BALANCER = {
    "requestContext": {
        "elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/x/6d"}
    },
    "httpMethod": "GET",
    "path": "/health",
    "multiValueQueryStringParameters": {"a": ["1", "3"]},
    "multiValueHeaders": {"host": ["phone.example.com"]},
    "body": "",
    "isBase64Encoded": False,
}
"""AWS's documentation, "Lambda functions as targets", with lists of values switched on."""


def changed(event: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return the event with the member at this path set to the value."""
    event = copy.deepcopy(event)
    *above, name = path.split("/")
    inside = event
    for each in above:
        inside = inside[each]
    inside[name] = value
    return event


def test_a_rest_apis_call_keeps_only_what_the_answer_needs() -> None:
    event = REST | {"queryStringParameters": {"a": "1"}, "stageVariables": {"TABLE": "x"}, "Records": [{}]}

    assert rebuild(event) == {
        "httpMethod": "POST",
        "path": "/voice",
        "headers": REST["headers"],
        "multiValueHeaders": REST["multiValueHeaders"],
        "queryStringParameters": {"a": "1"},
        "multiValueQueryStringParameters": {},
        "requestContext": {
            "path": "/production/voice",
            "stage": "production",
            "identity": {"sourceIp": "203.0.113.17"},
        },
        "body": "",
        "isBase64Encoded": False,
    }


def test_an_http_apis_call_keeps_only_what_the_answer_needs() -> None:
    event = HTTP | {"cookies": ["a=1"], "rawQueryString": "b=2", "stageVariables": {"TABLE": "x"}, "httpMethod": ""}

    assert rebuild(event) == {
        "version": "2.0",
        "rawPath": "/production/voice",
        "rawQueryString": "b=2",
        "cookies": ["a=1"],
        "headers": HTTP["headers"],
        "requestContext": {"stage": "production", "http": {"method": "POST", "sourceIp": "203.0.113.17"}},
        "body": "",
        "isBase64Encoded": False,
    }


@pytest.mark.parametrize("address", [None, 17, ["203.0.113.17"], "\ud800"])
def test_no_call_is_refused_for_an_address_that_only_the_wallboard_reads(address: Any) -> None:
    rest = rebuild(changed(REST, "requestContext/identity/sourceIp", address))
    http = rebuild(changed(HTTP, "requestContext/http/sourceIp", address))

    assert rest is not None
    assert http is not None
    assert (rest["requestContext"]["identity"], http["requestContext"]["http"]["sourceIp"]) == ({"sourceIp": ""}, "")


def test_a_load_balancers_call_stays_as_it_is() -> None:
    assert rebuild(BALANCER) == BALANCER


def test_a_member_that_aws_consoles_test_leaves_null_counts_as_empty() -> None:
    found = rebuild({"httpMethod": "GET", "path": "/health", "headers": None, "multiValueHeaders": None, "body": None})

    assert found == {
        "httpMethod": "GET",
        "path": "/health",
        "headers": {},
        "multiValueHeaders": {},
        "body": "",
        "isBase64Encoded": False,
    }


def test_an_http_apis_call_of_payload_version_1_is_a_request() -> None:
    assert rebuild(REST | {"version": "1.0"}) == rebuild(REST)


@pytest.mark.parametrize("name", ["command", "manage", "raw_command"])
@pytest.mark.parametrize("call", [REST, HTTP, BALANCER], ids=["REST API", "HTTP API", "load balancer"])
def test_an_event_with_a_command_in_it_is_not_a_request(call: dict[str, Any], name: str) -> None:
    assert rebuild(call | {name: "x"}) is None


def test_the_event_itself_is_left_as_it_was() -> None:
    event = copy.deepcopy(REST)

    found = rebuild(event)
    assert found is not None
    found["headers"]["Host"] = "example.org"

    assert event == REST


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"body": "Qm9keT1oaQ==", "isBase64Encoded": True}, {"body": "Body=hi", "isBase64Encoded": False}),
        ({"body": "Body=hi", "isBase64Encoded": False}, {"body": "Body=hi", "isBase64Encoded": False}),
        ({"body": "/w==", "isBase64Encoded": True}, {"body": "/w==", "isBase64Encoded": True}),
        ({"body": None, "isBase64Encoded": True}, {"body": "", "isBase64Encoded": False}),
    ],
    ids=["encoded text", "text", "encoded bytes that are no text", "nothing"],
)
@pytest.mark.parametrize("call", [REST, HTTP], ids=["REST API", "HTTP API"])
def test_a_body_is_passed_on_as_text_where_it_is_text(
    call: dict[str, Any], event: dict[str, Any], expected: dict[str, Any]
) -> None:
    found = rebuild(call | event)

    assert found is not None
    assert {name: found[name] for name in expected} == expected


HALF_A_CHARACTER = "\ud800"
MALFORMED: list[tuple[dict[str, Any], str, Any, str]] = [
    (REST, "requestContext", None, "requestContext"),
    (REST, "requestContext", "x", "requestContext"),
    (REST, "requestContext/path", 1, "requestContext"),
    (REST, "requestContext/elb", "x", "requestContext"),
    (REST, "requestContext/elb", {}, "requestContext"),
    (REST, "headers", [], "headers"),
    (REST, "headers/Host", 7, "headers"),
    (REST, "headers/Host", None, "headers"),
    (REST, "headers/X-Text", HALF_A_CHARACTER, "headers"),
    (REST, "multiValueHeaders/Host", "x", "multiValueHeaders"),
    (REST, "multiValueHeaders/Host", [7], "multiValueHeaders"),
    (REST, "queryStringParameters", {"a": 1}, "queryStringParameters"),
    (REST, "multiValueQueryStringParameters", {"a": [None]}, "multiValueQueryStringParameters"),
    (REST, "path", None, "path"),
    (REST, "path", HALF_A_CHARACTER, "path"),
    (REST, "httpMethod", "BREW", "httpMethod"),
    (REST, "httpMethod", "post", "httpMethod"),
    (REST, "body", {"From": "x"}, "body"),
    (REST, "body", HALF_A_CHARACTER, "body"),
    (REST, "body", "no base64!", "body"),
    (REST, "body", "ä", "body"),
    (REST, "isBase64Encoded", "yes", "body"),
    (REST, "isBase64Encoded", 1, "body"),
    (REST, "isBase64Encoded", None, "body"),
    (HTTP, "requestContext", None, "requestContext"),
    (HTTP, "requestContext/stage", 1, "requestContext"),
    (HTTP, "requestContext/http", None, "requestContext"),
    (HTTP, "requestContext/http/method", "", "requestContext"),
    (HTTP, "requestContext/http", {}, "requestContext"),
    (HTTP, "rawPath", 1, "rawPath"),
    (HTTP, "rawQueryString", {"a": "1"}, "rawQueryString"),
    (HTTP, "cookies", "a=1", "cookies"),
    (HTTP, "headers/host", 7, "headers"),
    (HTTP, "headers", "x", "headers"),
]


@pytest.mark.parametrize(
    ("call", "path", "value", "named"), MALFORMED, ids=[f"{path}={value!a}" for _, path, value, _ in MALFORMED]
)
def test_a_malformed_member_is_named(call: dict[str, Any], path: str, value: Any, named: str) -> None:
    with pytest.raises(MalformedRequest) as refused:
        rebuild(changed(call, path, value))

    assert str(refused.value) == named


@pytest.mark.parametrize(("call", "name"), [(REST, "path"), (HTTP, "rawPath"), (HTTP, "requestContext")])
def test_a_call_that_lacks_a_required_member_is_malformed(call: dict[str, Any], name: str) -> None:
    with pytest.raises(MalformedRequest, match=name):
        rebuild({each: value for each, value in call.items() if each != name})


def test_the_answer_400_has_the_format_that_each_sender_expects() -> None:
    of_rest, of_http, of_balancer = bad_request(REST), bad_request(HTTP), bad_request(BALANCER)

    plain = {"Content-Type": "text/plain; charset=utf-8"}
    assert of_http == {"statusCode": 400, "headers": plain, "body": "400 Bad Request\n"}
    assert of_rest["multiValueHeaders"] == {"Content-Type": ["text/plain; charset=utf-8"]}
    assert "statusDescription" not in of_rest, "a REST API refuses an answer with unknown members"
    assert of_balancer["statusDescription"] == "400 Bad Request"
    assert of_balancer["isBase64Encoded"] is False


def test_a_body_of_every_byte_survives() -> None:
    every = bytes(range(256))

    found = rebuild(REST | {"body": base64.b64encode(every).decode(), "isBase64Encoded": True})

    assert found is not None
    assert base64.b64decode(found["body"]) == every
