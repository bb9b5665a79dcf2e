"""Who answers which event, and what happens if the phone or the poller cannot be built."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from entry import http_event
from entry.dispatch import Answerer, Dispatch, EventRefused
from tests import addresses

CALLS = {"a REST API": "rest_api", "an HTTP API": "http_api"}


class Answerers:
    """A phone and a poller that note when they are built and asked. Building the phone fails `broken` times."""

    def __init__(self, *, broken: int = 0) -> None:
        self.broken = broken
        self.built: list[str] = []
        self.asked: list[tuple[str, Any, Any]] = []

    def build(self, name: str) -> Callable[[], Answerer]:
        def built() -> Answerer:
            if name == "phone" and self.broken:
                self.broken -= 1
                raise ImportError("half a package")
            self.built.append(name)
            return answer

        def answer(event: Any, context: Any) -> str:
            self.asked.append((name, event, context))
            return f"{name} answers"

        return built

    @property
    def dispatch(self) -> Dispatch:
        return Dispatch(self.build("phone"), self.build("poller"))


@pytest.mark.parametrize("kind", CALLS.values(), ids=CALLS)
def test_a_call_is_answered_by_the_phone_and_builds_no_poller(kind: str) -> None:
    answerers, event = Answerers(), addresses.recorded(kind)

    answer = answerers.dispatch(event, "context of 71")

    assert answer == "phone answers"
    assert answerers.asked == [("phone", http_event.rebuild(event), "context of 71")]
    assert answerers.built == ["phone"]


def test_the_schedule_is_answered_by_the_poller_and_builds_no_phone() -> None:
    answerers, event = Answerers(), addresses.recorded("schedule")

    answer = answerers.dispatch(event, "context of 72")

    assert answer == "poller answers"
    assert answerers.asked == [("poller", event, "context of 72")]
    assert answerers.built == ["poller"]


def test_what_was_built_is_kept() -> None:
    answerers = Answerers()
    dispatch = answerers.dispatch
    dispatch.prepare()

    for kind in ("rest_api", "schedule", "http_api", "schedule"):
        dispatch(addresses.recorded(kind), None)

    assert answerers.built == ["phone", "poller"]


def test_a_phone_that_cannot_be_built_costs_the_schedule_nothing(caplog: pytest.LogCaptureFixture) -> None:
    dispatch = Answerers(broken=9).dispatch

    dispatch.prepare()

    assert [record.message for record in caplog.records] == ["entry.phone_not_built"]
    assert dispatch(addresses.recorded("schedule"), None) == "poller answers"


def test_a_phone_that_could_not_be_built_is_tried_again_by_the_next_call() -> None:
    dispatch = Answerers(broken=2).dispatch
    dispatch.prepare()

    with pytest.raises(ImportError, match="half a package"):
        dispatch(addresses.recorded("rest_api"), None)

    assert dispatch(addresses.recorded("rest_api"), None) == "phone answers"


def test_a_malformed_call_is_answered_with_400_and_reaches_nobody(caplog: pytest.LogCaptureFixture) -> None:
    answerers = Answerers()

    answer = answerers.dispatch(addresses.recorded("rest_api") | {"requestContext": None, "body": "+15550123456"}, None)

    assert (answer["statusCode"], answer["body"]) == (400, "400 Bad Request\n")
    assert answerers.built == []
    assert [(each.message, each.__dict__["member"]) for each in caplog.records] == [
        ("entry.request_malformed", "requestContext")
    ]


@pytest.mark.parametrize(
    "event",
    [
        {"raw_command": "print(1)"},
        {"command": "poller.handler.refresh"},
        {"manage": "shell"},
        {"Records": [{"s3": {"configurationId": "poller.handler.refresh"}}]},
        {"type": "TOKEN", "methodArn": "arn:aws:execute-api:eu-west-1:123456789012:a/b/GET/"},
        {"triggerSource": "PreSignUp_SignUp"},
        {"awslogs": {"data": "H4sI"}},
        {"bot": {"name": "x"}, "currentIntent": {"name": "x"}},
        {"requestContext": {"eventType": "CONNECT", "domainName": "x"}},
        {"httpMethod": "", "path": ""},
        {"httpMethod": "", "path": "", "detail-type": "Scheduled Event", "resources": ["x-subprocess.call"], "-c": 1},
        {"httpMethod": None, "path": "/voice"},
        {"version": "0", "httpMethod": "POST", "path": "/voice"},
        {"version": "2.0"},
        {},
        [],
        None,
        "poller.handler.refresh",
    ],
    ids=repr,
)
def test_kinds_of_events_that_nobody_sends_us_are_refused(event: Any) -> None:
    answerers = Answerers()

    with pytest.raises(EventRefused):
        answerers.dispatch(event, None)

    assert answerers.built == []


def test_a_refusal_tells_the_log_nothing_of_the_event(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(EventRefused) as refused:
        Answerers().dispatch({"raw_command": "+15550123456"}, None)

    assert "5550123456" not in caplog.text + str(refused.value)
