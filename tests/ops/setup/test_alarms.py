"""`alarms`: which alarms are set, what each watches, and that a stage that is not deployed is refused."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ops.setup.alarms import described, polls_counted
from poller.report import WorkspaceReport
from tests.ops.deployment_under_check import FUNCTION, LINES, Deployment
from waittimes.settings import loading
from waittimes.settings.config import Config
from waittimes.settings.line_callback import FLEX, CallbackPolicy

EUROPE, ASIA = "WS" + "1" * 32, "WS" + "2" * 32


@pytest.fixture
def two_accounts(tmp_path: Path) -> Config:
    """Return settings of two accounts, one of them with two workspaces."""
    (tmp_path / "lines.toml").write_text(
        f"""
[accounts.main]
account_sid = "AC11111111111111111111111111111111"
auth_tokens = ["env:TOKEN"]
workspaces = ["{EUROPE}", "{ASIA}"]

[accounts.partners]
account_sid = "AC22222222222222222222222222222222"
auth_tokens = ["env:TOKEN"]
workspaces = ["WS33333333333333333333333333333333"]

[lines.main]
account = "main"
workspace_sid = "{EUROPE}"
workflow_sid = "WW33333333333333333333333333333333"
task_queue_sid = "WQ44444444444444444444444444444444"
""",
        encoding="utf-8",
    )
    return loading.load({"TOKEN": "x"}, None, tmp_path)


def test_each_workspace_has_an_alarm_of_its_own_and_only_those_sound_when_nothing_comes(two_accounts: Config) -> None:
    alarms = {each["AlarmName"]: each for each in described("waits-production", "production", two_accounts)}

    silent = {name for name, each in alarms.items() if each["TreatMissingData"] == "breaching"}
    assert silent == {
        f"waits-production-no-poll-main-{EUROPE}",
        f"waits-production-no-poll-main-{ASIA}",
        "waits-production-no-poll-partners-WS33333333333333333333333333333333",
    }
    assert alarms.keys() - silent == {f"waits-production-{name}" for name in ("errors", "throttles", "slow-phone")}


def test_each_line_that_calls_back_has_an_alarm_for_its_oldest_callback(two_accounts: Config) -> None:
    (line,) = two_accounts.lines
    calling_back = replace(two_accounts, lines=(replace(line, callback=CallbackPolicy(FLEX)),))

    without, with_it = (
        {each["AlarmName"]: each for each in described("waits-production", "production", settings)}
        for settings in (two_accounts, calling_back)
    )

    assert with_it.keys() - without.keys() == {"waits-production-callback-overdue-main"}
    alarm = with_it["waits-production-callback-overdue-main"]
    assert (alarm["MetricName"], alarm["Statistic"], alarm["Threshold"]) == ("CallbackOldestOverdue", "Maximum", 600)
    assert {each["Name"]: each["Value"] for each in alarm["Dimensions"]} == {"account": "main", "line": "main"}
    assert alarm["AlarmDescription"].endswith("run python -m ops callbacks main")


def test_an_alarm_watches_what_the_filter_counts_of_its_account_and_workspace(two_accounts: Config) -> None:
    (transformation,) = polls_counted("waits-production")["metricTransformations"]
    alarm = next(described("waits-production", "production", two_accounts))

    assert (alarm["Namespace"], alarm["MetricName"]) == (
        transformation["metricNamespace"],
        transformation["metricName"],
    )
    assert {each["Name"]: each["Value"] for each in alarm["Dimensions"]} == {"account": "main", "workspace": EUROPE}
    assert transformation["dimensions"] == {"account": "$.account", "workspace": "$.workspace"}


def test_the_filter_reads_the_line_that_a_poll_writes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("POWERTOOLS_METRICS_DISABLED", raising=False)
    monkeypatch.delenv("POWERTOOLS_DEV", raising=False)

    WorkspaceReport("main", EUROPE, stored={"WQ1", "WQ2"}).emit()

    line = json.loads(capsys.readouterr().out)
    assert (line["account"], line["workspace"], line["refreshed"][0]) == ("main", EUROPE, 2)
    assert polls_counted("x")["filterPattern"] == '{ $.refreshed[0] > 0 && $.workspace = "WS*" }'


def run(there: Deployment, *arguments: str) -> Any:
    return there.run("alarms", *arguments)


@pytest.mark.slow
def test_the_alarms_of_a_deployed_stage_follow_its_settings(there: Deployment) -> None:
    first = run(there, "production")
    there.client("lambda").delete_function(FunctionName=FUNCTION)
    (there.folder / "lines.toml").write_text(LINES.replace("accounts.main", "accounts.renamed"), encoding="utf-8")
    there.deploy()

    second = run(there, "production", "--topic", "arn:aws:sns:eu-west-1:123456789012:night")

    alarms = there.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert [each["AlarmName"] for each in alarms if "no-poll-main" in each["AlarmName"]] == []
    assert len([each for each in alarms if "no-poll-renamed" in each["AlarmName"]]) == 1
    assert len(alarms) == 4
    assert first.output.endswith("These alarms notify nobody: name an SNS topic with --topic.\n")
    assert "deleted, because the settings no longer name what it watches" in second.output


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["staging", "dev"])
def test_a_stage_that_is_not_deployed_gets_no_alarms(there: Deployment, stage: str) -> None:
    told = run(there, stage)

    assert told.exit_code == 1
    assert "there is no stage 'staging'" in told.output or "deploy it (zappa deploy dev)" in told.output
    assert there.client("cloudwatch").describe_alarms()["MetricAlarms"] == []
