"""The alarms that Terraform makes are those that `python -m ops alarms` sets beside Zappa."""

import json
from pathlib import Path
from typing import Any

from ops.setup import alarms
from tests.deployment.terraform_files import WORKSPACES, resource
from tests.pages import one
from waittimes.settings import loading
from waittimes.settings.config import Config

CALLING_BACK = "main"
"""The line that calls back."""
FUNCTION, STAGE = "taskrouter-wait-times-production", "production"


def test_polls_are_counted_as_the_alarms_of_zappas_path_count_them() -> None:
    zappas, made = alarms.polls_counted(FUNCTION), resource("aws_cloudwatch_log_metric_filter.polls")
    counted, transformation = one(zappas["metricTransformations"]), one(made["metric_transformation"])

    assert (made["name"], made["log_group_name"]) == (zappas["filterName"], zappas["logGroupName"])
    assert made["pattern"] == zappas["filterPattern"]
    assert transformation == {
        "name": counted["metricName"],
        "namespace": counted["metricNamespace"],
        "value": counted["metricValue"],
        "dimensions": counted["dimensions"],
    }


NAMES = {
    "alarm_name": "AlarmName",
    "namespace": "Namespace",
    "metric_name": "MetricName",
    "statistic": "Statistic",
    "extended_statistic": "ExtendedStatistic",
    "comparison_operator": "ComparisonOperator",
    "threshold": "Threshold",
    "period": "Period",
    "evaluation_periods": "EvaluationPeriods",
    "treat_missing_data": "TreatMissingData",
}
"""CloudWatch's names of what is compared, by Terraform's."""


def made_alarms() -> dict[str, dict[str, Any]]:
    """Return Terraform's alarms by their names."""
    found = [resource(f"aws_cloudwatch_metric_alarm.{name}") for name in ("errors", "throttles", "slow_phone")]
    for account, sids in WORKSPACES.items():
        for sid in sids:
            each = {"key": f"{account}-{sid}", "value.account": account, "value.workspace": sid}
            found.append(resource("aws_cloudwatch_metric_alarm.no_poll", each))
    line = {"key": CALLING_BACK, "value.account": "main", "value.line": CALLING_BACK}
    found.append(resource("aws_cloudwatch_metric_alarm.callback_overdue", line))
    return {each["alarm_name"]: each for each in found}


def test_the_alarms_are_those_of_zappas_path(tmp_path: Path) -> None:
    settings = settings_of_the_workspaces(tmp_path)
    zappas = {each["AlarmName"]: each for each in alarms.described(FUNCTION, STAGE, settings)}
    made = made_alarms()

    assert made.keys() == zappas.keys()
    assert f"{FUNCTION}-callback-overdue-{CALLING_BACK}" in made
    for name, alarm in made.items():
        known = {NAMES[key]: value for key, value in alarm.items() if key in NAMES}
        assert known == {key: value for key, value in zappas[name].items() if key in NAMES.values()}, name
        dimensions = {each["Name"]: each["Value"] for each in zappas[name]["Dimensions"]}
        if "ApiName" in dimensions:  # CloudWatch names a REST API by its name, and an HTTP API by its id
            dimensions = {"ApiId": "abc123def4", "Stage": "$default"}
        assert alarm["dimensions"] == dimensions, name


def settings_of_the_workspaces(folder: Path) -> Config:
    """Return settings with the accounts and workspaces that Terraform's variable names."""
    accounts = "".join(
        f"""
[accounts.{name}]
account_sid = "AC{number:032x}"
auth_tokens = ["env:TOKEN"]
workspaces = {json.dumps(sids)}
"""
        for number, (name, sids) in enumerate(WORKSPACES.items())
    )
    line = f"""
[lines.{CALLING_BACK}]
is_fifo = true
callback = {{ style = "flex" }}
account = "main"
workspace_sid = "{WORKSPACES["main"][0]}"
workflow_sid = "WW{"3" * 32}"
task_queue_sid = "WQ{"4" * 32}"
"""
    (folder / "lines.toml").write_text(accounts + line, encoding="utf-8")
    return loading.load({"TOKEN": "x"}, None, folder)
