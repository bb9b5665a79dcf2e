"""`alarms`: sets the alarms that wake somebody. Run it again after accounts or workspaces in the settings changed."""

from collections.abc import Iterator
from typing import Any

import click

from deployment.afterwards import keep_logs, log_group
from ops import stage
from ops.aws_clients import client
from ops.checking import deployed
from waittimes.callbacks import measures
from waittimes.metrics import NAMESPACE
from waittimes.settings.config import Config, Line

POLLS = "SuccessfulPolls"
SILENT_SECONDS = 300
OVERDUE_SECONDS = 600
"""How long after the end of its promised window a callback may be pending before somebody is told."""
SLOWEST_PHONE_MILLISECONDS = 1000
"""The caller hears silence for this long; an answer normally takes a tenth of it."""


@click.command()
@click.argument("stage_name", metavar="STAGE")
@click.option("--topic", default="", help="ARN of the SNS topic that alarms are sent to.")
def alarms(stage_name: str, topic: str) -> None:
    """Set the alarms of a deployed STAGE: no poll for five minutes, errors, throttles, a slow phone, late callbacks.

    Each workspace of each account has an alarm of its own for its polls, and each line that calls back one for its
    oldest callback. Alarms of workspaces and lines that the deployed settings no longer name are deleted.
    """
    there = deployed.function(stage.read(stage_name))
    function, region = there.stage.function, there.stage.region
    cloudwatch = client("cloudwatch", region)
    logs = client("logs", region)
    keep_logs(logs, function)
    logs.put_metric_filter(**polls_counted(function))
    wanted = list(described(function, stage_name, there.settings()))
    for alarm in wanted:
        cloudwatch.put_metric_alarm(**alarm, **({"AlarmActions": [topic]} if topic else {}))
        click.echo(f"{alarm['AlarmName']}: {alarm['AlarmDescription']}")
    for name in _outdated(cloudwatch, function, {alarm["AlarmName"] for alarm in wanted}):
        cloudwatch.delete_alarms(AlarmNames=[name])
        click.echo(f"{name}: deleted, because the settings no longer name what it watches")
    if not topic:
        click.echo("These alarms notify nobody: name an SNS topic with --topic.")


def polls_counted(function: str) -> dict[str, Any]:
    """Return the metric filter that counts the polls which refreshed a wait, by account and workspace.

    It reads the poller's metrics from the function's own log. The metrics themselves cannot be used, because another
    stage that polls the same workspace writes them under the same names.
    """
    return {
        "logGroupName": log_group(function),
        "filterName": POLLS,
        "filterPattern": '{ $.refreshed[0] > 0 && $.workspace = "WS*" }',
        "metricTransformations": [
            {
                "metricName": f"{POLLS}-{function}",
                "metricNamespace": NAMESPACE,
                "metricValue": "1",
                "dimensions": {"account": "$.account", "workspace": "$.workspace"},
            }
        ],
    }


def described(function: str, stage_name: str, settings: Config) -> Iterator[dict[str, Any]]:
    """Yield the alarms as CloudWatch's PutMetricAlarm takes them."""
    for account in settings.accounts:
        for workspace_sid in account.workspace_sids:
            yield _no_poll(function, stage_name, account.name, workspace_sid)
    for line in settings.lines:
        if line.callback:
            yield _overdue(function, line)
    of_function = [{"Name": "FunctionName", "Value": function}]
    of_phone = [{"Name": "ApiName", "Value": function}, {"Name": "Stage", "Value": stage_name}]
    for metric, sentence in (
        ("Errors", f"A poll or a call failed: run zappa tail {stage_name}"),
        ("Throttles", "Lambda refused to run the function: raise the AWS account's concurrency"),
    ):
        yield _alarm(
            f"{function}-{metric.lower()}",
            sentence,
            ("AWS/Lambda", metric, of_function),
            {"Statistic": "Sum", "ComparisonOperator": "GreaterThanThreshold", "Threshold": 0},
        )
    yield _alarm(
        f"{function}-slow-phone",
        f"One answer in a hundred takes longer than {SLOWEST_PHONE_MILLISECONDS} ms",
        ("AWS/ApiGateway", "Latency", of_phone),
        {
            "ExtendedStatistic": "p99",
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": SLOWEST_PHONE_MILLISECONDS,
        },
    )


def _no_poll(function: str, stage_name: str, account: str, workspace_sid: str) -> dict[str, Any]:
    """Return the alarm for a workspace whose polls refresh nothing."""
    dimensions = {"account": account, "workspace": workspace_sid}
    return _alarm(
        f"{_no_poll_prefix(function)}-{account}-{workspace_sid}",
        f"No poll has refreshed a wait of account {account}, workspace {workspace_sid}, for {SILENT_SECONDS // 60}"
        f" minutes: run python -m ops check {stage_name}",
        (NAMESPACE, f"{POLLS}-{function}", [{"Name": name, "Value": value} for name, value in dimensions.items()]),
        {"Statistic": "Sum", "ComparisonOperator": "LessThanThreshold", "Threshold": 1},
    ) | {"TreatMissingData": "breaching"}


def _overdue(function: str, line: Line) -> dict[str, Any]:
    """Return the alarm for a line's callback that was promised and not carried out."""
    dimensions = {"account": line.account.name, "line": line.name}
    return _alarm(
        f"{_overdue_prefix(function)}-{line.name}",
        f"Somebody was promised a callback of line {line.name}, and is still waiting {OVERDUE_SECONDS // 60} minutes"
        f" after the promised time: run python -m ops callbacks {line.name}",
        (NAMESPACE, measures.OLDEST_OVERDUE, [{"Name": name, "Value": value} for name, value in dimensions.items()]),
        {"Statistic": "Maximum", "ComparisonOperator": "GreaterThanThreshold", "Threshold": OVERDUE_SECONDS},
    )


def _no_poll_prefix(function: str) -> str:
    return f"{function}-no-poll"


def _overdue_prefix(function: str) -> str:
    return f"{function}-callback-overdue"


def _outdated(cloudwatch: Any, function: str, wanted: set[str]) -> list[str]:
    """Return the names of the alarms for workspaces and lines that are set and not wanted."""
    paginator = cloudwatch.get_paginator("describe_alarms")
    pages = [
        page
        for prefix in (_no_poll_prefix(function), _overdue_prefix(function))
        for page in paginator.paginate(AlarmNamePrefix=prefix)
    ]
    names = [alarm["AlarmName"] for page in pages for alarm in page["MetricAlarms"]]
    return [name for name in names if name not in wanted]


def _alarm(
    name: str, sentence: str, metric: tuple[str, str, list[dict[str, str]]], rule: dict[str, Any]
) -> dict[str, Any]:
    namespace, metric_name, dimensions = metric
    return rule | {
        "AlarmName": name,
        "AlarmDescription": sentence,
        "Namespace": namespace,
        "MetricName": metric_name,
        "Dimensions": dimensions,
        "Period": SILENT_SECONDS,
        "EvaluationPeriods": 1,
        "TreatMissingData": "notBreaching",
    }
