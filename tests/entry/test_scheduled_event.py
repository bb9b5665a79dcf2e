"""Only the event that our own schedule sends starts a poll."""

import inspect
import re
from typing import Any

import pytest
from zappa.core import Zappa

from entry.scheduled_event import MEMBERS, is_ours
from tests import addresses

OURS = addresses.recorded("schedule")
ARN = "arn:aws:events:eu-west-1:123456789012:rule/taskrouter-wait-times-production-poller.handler.refresh"


def test_the_schedules_own_event_is_ours() -> None:
    assert OURS["resources"] == [ARN]
    assert is_ours(OURS)


@pytest.mark.parametrize(
    ("region", "account", "arn"),
    [
        ("cn-north-1", "210987654321", "arn:aws-cn:events:cn-north-1:210987654321:rule/w-poller.handler.refresh"),
        (
            "us-gov-west-1",
            "123456789012",
            "arn:aws-us-gov:events:us-gov-west-1:123456789012:rule/poll-every-minute-poller.handler.refresh",
        ),
    ],
)
def test_the_region_the_account_and_the_rules_own_name_are_the_deployments_choice(
    region: str, account: str, arn: str
) -> None:
    assert is_ours(OURS | {"region": region, "account": account, "resources": [arn]})


CHANGED: dict[str, dict[str, Any]] = {
    "another function": {"resources": [ARN.replace("poller.handler.refresh", "os.system")]},
    "a function that ends like ours": {"resources": [ARN.replace("-poller", "-evil.poller")]},
    "a rule that is no ARN": {"resources": ["x-poller.handler.refresh"]},
    "an ARN of something else": {"resources": [ARN.replace(":events:", ":lambda:")]},
    "more behind the ARN": {"resources": [ARN + "\n"]},
    "a rule of another region than the event": {"region": "us-east-1"},
    "a rule of another account than the event": {"account": "999999999999"},
    "two rules": {"resources": [ARN, ARN]},
    "no rule": {"resources": []},
    "null for a rule": {"resources": None},
    "a rule that is no text": {"resources": [{"arn": ARN}]},
    "another kind of event": {"detail-type": "EC2 Instance State-change Notification"},
    "another source": {"source": "com.example"},
    "arguments": {"kwargs": {"workspace": "x"}},
    "details": {"detail": {"x": 1}},
    "a command beside it": {"command": "os.getcwd"},
    "a method beside it": {"httpMethod": ""},
}


@pytest.mark.parametrize("changed", CHANGED.values(), ids=CHANGED)
def test_an_event_that_differs_anywhere_is_not_ours(changed: dict[str, Any]) -> None:
    assert not is_ours(OURS | changed)


@pytest.mark.parametrize("name", sorted(OURS))
def test_an_event_that_lacks_a_member_is_not_ours(name: str) -> None:
    assert not is_ours({each: value for each, value in OURS.items() if each != name})


@pytest.mark.parametrize("event", [None, [], "Scheduled Event", 0])
def test_a_value_that_is_not_an_object_is_not_ours(event: Any) -> None:
    assert not is_ours(event)


def test_the_members_are_those_that_zappas_rule_passes_on() -> None:
    template = re.findall(r"\"([a-z-]+)\": ?(?:<[a-z-]+>|%s)", inspect.getsource(Zappa.schedule_events))

    assert set(template) == MEMBERS
