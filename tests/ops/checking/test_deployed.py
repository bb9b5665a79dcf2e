"""`check STAGE`: the settings that the deployed function reads, its schedule, and its differences from this folder."""

import json
from pathlib import Path

import pytest

from tests.ops.deployment_under_check import AWS_ACCOUNT, FUNCTION, LINES, PLAN, REGION, RULE, SECRET, TOKEN, Deployment
from tests.zappa_stage import SETTINGS

pytestmark = pytest.mark.slow


def test_a_deployment_that_is_well_is_told_with_its_account_region_file_and_schedule(there: Deployment) -> None:
    lines = there.checked()

    assert lines[0] == f"ok   function: arn:aws:lambda:{REGION}:{AWS_ACCOUNT}:function:{FUNCTION}"
    assert [each[5:24] for each in lines if "runtime: " in each] == ["runtime: python3.13"]
    assert f"ok   region: the function is in {REGION}" in lines
    assert "ok   variables: as in zappa_settings.json; only the function has TASKROUTER_URL" in lines
    assert "ok   lines.toml: as deployed" in lines
    assert f"ok   schedule: rate(1 minute), by the rule {RULE}" in lines
    assert f"ok   account main: auth token ssm:{SECRET}" in lines
    assert [each for each in lines if "leads the callers of line sales (" in each]
    assert TOKEN not in "".join(lines)


def test_what_is_checked_is_what_was_deployed_and_not_what_the_terminal_says(there: Deployment) -> None:
    there.terminal.setenv("TABLE", "a-table-of-the-terminal")
    (there.folder / "lines.toml").write_text(LINES.replace("lines.sales", "lines.another"), encoding="utf-8")

    lines = there.checked()

    assert [
        each
        for each in lines
        if each.startswith("DO   lines.toml: the deployed one differs from the one in this folder: zappa update")
    ]
    assert [each for each in lines if "line sales: the table holds no wait of task queue" in each]
    assert "another" not in "".join(each for each in lines if "lines.toml" not in each)


def test_from_a_terminal_in_another_region_it_looks_where_the_function_does(there: Deployment) -> None:
    there.terminal.setenv("AWS_DEFAULT_REGION", "us-west-2")

    lines = there.checked()

    assert f"ok   account main: auth token ssm:{SECRET}" in lines
    assert [each for each in lines if "line sales: the table holds no wait of task queue" in each]


def test_variables_that_were_not_deployed_are_named_without_their_values(there: Deployment) -> None:
    settings = json.loads((there.folder / SETTINGS.name).read_text(encoding="utf-8"))
    settings["production"]["aws_environment_variables"] = {"TABLE": "waits-of-tomorrow", "TASKROUTER_URL": "x"}
    (there.folder / SETTINGS.name).write_text(json.dumps(settings), encoding="utf-8")

    told = there.line("variables:")

    assert told.startswith("DO   variables: TABLE, TASKROUTER_URL of zappa_settings.json not as deployed: zappa update")
    assert "waits-of-tomorrow" not in told


def test_a_schedule_that_is_disabled_missing_or_there_twice_is_told(there: Deployment) -> None:
    events = there.client("events")
    events.disable_rule(Name=RULE)
    assert "is disabled: zappa schedule production" in there.line("schedule:")

    there.schedule()
    there.schedule(f"by-hand-{RULE}")
    assert "2 rules start polls" in there.line("schedule:")

    for name in (RULE, f"by-hand-{RULE}"):
        events.remove_targets(Rule=name, Ids=["1"])
        events.delete_rule(Name=name)
    assert there.line("schedule:") == "DO   schedule: no rule starts a poll: zappa schedule production"


@pytest.mark.parametrize("named", ["settings/of-europe.toml", "/var/task/settings/of-europe.toml"])
def test_a_settings_file_of_another_name_is_read_from_the_package_and_written_nowhere_else(
    there: Deployment, named: str
) -> None:
    there.client("lambda").delete_function(FunctionName=FUNCTION)
    there.deploy("settings/of-europe.toml", LINES_FILE=named)

    lines = there.checked()

    assert [each for each in lines if each.startswith("DO   settings/of-europe.toml: the deployed one differs")]
    assert "ok   settings: 1 account, 1 line, from of-europe.toml" in lines
    assert not Path("/var/task").exists()


def test_after_a_poll_a_deployment_with_a_routed_line_has_one_problem_the_phone_that_is_not_there(
    there: Deployment,
) -> None:
    routed = LINES.replace(f'task_queue_sid = "{PLAN.task_queues[0].sid}"\n', "")
    (there.folder / "lines.toml").write_text(routed, encoding="utf-8")
    there.client("lambda").delete_function(FunctionName=FUNCTION)
    there.deploy()
    there.terminal.setenv("TASKROUTER_URL", there.taskrouter)

    assert there.run("poll").exit_code == 0
    lines = there.checked()

    assert [line for line in lines if line.startswith("ok   line sales: workflow Phone (") and " to Sales (" in line]
    assert "ok   the table task-queue-waits can be read and written" in lines
    assert [line for line in lines if line.startswith("DO ")] == [lines[-3]]
    assert lines[-1] == "1 problem: phone at http://127.0.0.1:9 (ConnectionError)"
