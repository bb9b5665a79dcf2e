"""What the policies let the function and the deployer do."""

import json
import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

import pytest

from tests.pages import ROOT
from tests.zappa_stage import SETTINGS
from waittimes.page import NO_PAGE
from waittimes.table import DynamoTable

STAGES = {"dev": "task-queue-waits-dev", "production": "task-queue-waits"}


def policy(name: str) -> str:
    return (ROOT / "deployment" / "policies" / f"{name}.json").read_text(encoding="utf-8")


def actions(name: str) -> set[str]:
    return {action for statement in json.loads(policy(name))["Statement"] for action in statement["Action"]}


@pytest.mark.parametrize("stage", STAGES)
def test_each_stage_has_its_own_policy_for_its_own_table(stage: str) -> None:
    settings = json.loads(SETTINGS.read_text(encoding="utf-8"))
    (table,) = [each for each in json.loads(policy(stage))["Statement"] if each["Sid"] == "TheTableOfWaits"]

    assert settings[stage]["attach_policy"] == f"deployment/policies/{stage}.json"
    assert table["Resource"] == f"arn:aws:dynamodb:*:*:table/{STAGES[stage]}"


def test_the_stages_may_do_the_same_to_different_things() -> None:
    assert policy("dev") == policy("production").replace("-production", "-dev").replace(
        "table/task-queue-waits", "table/task-queue-waits-dev"
    )


class Noting:
    """A client of DynamoDB that notes each action in the spelling of policies, and returns nothing."""

    def __init__(self) -> None:
        self.actions: set[str] = set()

    def __getattr__(self, operation: str) -> Callable[..., dict[str, Any]]:
        self.actions.add(f"dynamodb:{operation.title().replace('_', '')}")
        return lambda **_: {}


@pytest.mark.parametrize("stage", STAGES)
def test_the_function_may_do_to_its_table_what_the_code_does_and_no_more(stage: str) -> None:
    client = Noting()
    table = DynamoTable(client, STAGES[stage])
    table.get("key", consistent=True)
    table.put("key", b"", replaces=NO_PAGE, measured_at=7, expires_at=7)
    table.add("key", {"calls": 1}, now=7, life_seconds=7)
    table.sums("key")

    assert {action for action in actions(stage) if action.startswith("dynamodb:")} == client.actions


@pytest.mark.parametrize("stage", STAGES)
def test_the_function_may_not_make_a_table_or_touch_anything_without_a_name(stage: str) -> None:
    assert not {action for action in actions(stage) if fnmatchcase(action, "*Create[!L]*") or action.endswith("*")}
    for statement in json.loads(policy(stage))["Statement"]:
        named = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        assert not [each for each in named if each == "*" or each.endswith((":*:*", "table/*"))]


NAMELESS = {
    "FindingTheSchedule": "lists, which AWS gives for all rules or none",
    "SeeingWhatItDoes": "metrics, which no policy can name, and alarms, which are found by the beginning of their name",
}


def test_the_deployer_may_only_look_at_what_is_not_ours() -> None:
    statements = json.loads(policy("deployer"))["Statement"]
    nameless = [each for each in statements if each["Resource"] == "*"]

    assert {each["Sid"] for each in nameless} == NAMELESS.keys()
    verbs = {re.split("(?=[A-Z])", action.partition(":")[2])[1] for each in nameless for action in each["Action"]}
    assert verbs <= {"List", "Get", "Describe"}


@pytest.mark.parametrize("action", ["lambda:GetFunction", "events:ListRuleNamesByTarget", "events:DescribeRule"])
def test_the_deployer_may_check_what_is_deployed(action: str) -> None:
    assert any(fnmatchcase(action, each) for each in actions("deployer"))
