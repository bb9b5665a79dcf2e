"""What the function, and whoever deploys it, may do."""

import json
from fnmatch import fnmatchcase

import pytest

from tests.pages import ROOT
from tests.zappa_stage import SETTINGS

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


@pytest.mark.parametrize("stage", STAGES)
def test_the_function_may_neither_make_a_table_nor_anything_without_a_name(stage: str) -> None:
    assert not {action for action in actions(stage) if fnmatchcase(action, "*Create[!L]*") or action.endswith("*")}
    for statement in json.loads(policy(stage))["Statement"]:
        named = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        assert not [each for each in named if each == "*" or each.endswith((":*:*", "table/*"))]
