"""Which events the deployed function lets in, and what a broken door costs."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entry.dispatch import SHELL_KEYS, Answerer, Dispatch, EventRefused
from tests import addresses

CALLS = {"a REST API": "rest_api", "an HTTP API": "http_api"}


class Doors:
    """Notes what was built and asked, and builds nothing as often as it is told."""

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
    doors, event = Doors(), addresses.recorded(kind)

    answer = doors.dispatch(event, "context of 71")

    assert answer == "phone answers"
    assert doors.asked == [("phone", event, "context of 71")]
    assert doors.built == ["phone"]


def test_the_schedule_is_answered_by_the_poller_and_builds_no_phone() -> None:
    doors, event = Doors(), addresses.recorded("schedule")

    answer = doors.dispatch(event, "context of 72")

    assert answer == "poller answers"
    assert doors.asked == [("poller", event, "context of 72")]
    assert doors.built == ["poller"]


def test_what_was_built_is_kept() -> None:
    doors = Doors()
    dispatch = doors.dispatch
    dispatch.prepare()

    for kind in ("rest_api", "schedule", "http_api", "schedule"):
        dispatch(addresses.recorded(kind), None)

    assert doors.built == ["phone", "poller"]


def test_a_phone_that_cannot_be_built_costs_the_schedule_nothing(caplog: pytest.LogCaptureFixture) -> None:
    dispatch = Doors(broken=9).dispatch

    dispatch.prepare()

    assert [record.message for record in caplog.records] == ["entry.phone_not_built"]
    assert dispatch(addresses.recorded("schedule"), None) == "poller answers"


def test_a_phone_that_could_not_be_built_is_tried_again_by_the_next_call() -> None:
    dispatch = Doors(broken=2).dispatch
    dispatch.prepare()

    with pytest.raises(ImportError, match="half a package"):
        dispatch(addresses.recorded("rest_api"), None)

    assert dispatch(addresses.recorded("rest_api"), None) == "phone answers"


@pytest.mark.parametrize("key", sorted(SHELL_KEYS))
@pytest.mark.parametrize("kind", ["rest_api", "http_api", "schedule", None])
def test_no_event_opens_a_shell_whatever_else_it_pretends_to_be(key: str, kind: str | None) -> None:
    doors = Doors()
    event = (addresses.recorded(kind) if kind else {}) | {key: "print(open('/etc/passwd').read())"}

    with pytest.raises(EventRefused):
        doors.dispatch(event, None)

    assert doors.asked == []


REFUSED = {
    "a rule for another function": {"resources": ["arn:aws:events:eu-west-1:123456789012:rule/x-os.system"]},
    "a rule without a name": {"resources": []},
    "no rule at all": {"resources": None},
    "another kind of event": {"detail-type": "EC2 Instance State-change Notification"},
}


@pytest.mark.parametrize("changed", REFUSED.values(), ids=REFUSED)
def test_only_the_schedule_of_this_function_starts_a_poll(changed: dict[str, Any]) -> None:
    doors = Doors()

    with pytest.raises(EventRefused):
        doors.dispatch(addresses.recorded("schedule") | changed, None)

    assert doors.asked == []


@pytest.mark.parametrize(
    "event",
    [
        {"Records": [{"s3": {"configurationId": "poller.handler.refresh"}}]},
        {"type": "TOKEN", "methodArn": "arn:aws:execute-api:eu-west-1:123456789012:a/b/GET/"},
        {"triggerSource": "PreSignUp_SignUp"},
        {"awslogs": {"data": "H4sI"}},
        {"bot": {"name": "x"}, "currentIntent": {"name": "x"}},
        {"requestContext": {"eventType": "CONNECT", "domainName": "x"}},
    ],
    ids=min,
)
def test_kinds_of_events_that_nobody_sends_us_are_refused(event: dict[str, Any]) -> None:
    with pytest.raises(EventRefused):
        Doors().dispatch(event, None)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(["version", "detail-type", "resources", "httpMethod", "path", "rawPath", *sorted(SHELL_KEYS)])


@given(anything | st.dictionaries(keys, anything | st.sampled_from(["2.0", "Scheduled Event"])))
def test_an_event_of_any_shape_is_answered_or_refused_and_nothing_else(event: Any) -> None:
    doors = Doors()

    try:
        doors.dispatch(event, None)
    except EventRefused:
        assert doors.asked == []
    else:
        assert SHELL_KEYS.isdisjoint(event)


def test_a_refusal_tells_the_log_nothing_of_the_event(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(EventRefused) as refused:
        Doors().dispatch({"raw_command": "+15550123456"}, None)

    assert "5550123456" not in caplog.text + str(refused.value)
