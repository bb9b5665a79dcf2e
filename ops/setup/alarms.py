"""`alarms`: what wakes somebody. Running it again changes nothing but what was changed here."""

from collections.abc import Iterator
from typing import Any

import click

from deployment.afterwards import keep_logs, log_group
from ops.aws_clients import client

NAMESPACE = "TaskRouterWaitTimes"
POLLS = "SuccessfulPolls"
SLOWEST_PHONE_MILLISECONDS = 1000
"""Twilio's caller hears silence meanwhile; answers normally take a tenth of it."""


@click.command()
@click.argument("stage")
@click.option("--project", default="taskrouter-wait-times", show_default=True, help="project_name of the settings.")
@click.option("--topic", default="", help="ARN of the SNS topic that alarms are sent to.")
def alarms(stage: str, project: str, topic: str) -> None:
    """Set the alarms of a deployed STAGE: no poll for five minutes, errors, throttles, a slow phone."""
    function = f"{project}-{stage}"
    logs, cloudwatch = client("logs"), client("cloudwatch")
    keep_logs(logs, function)
    logs.put_metric_filter(**polls_counted(function))
    for alarm in described(function, stage):
        cloudwatch.put_metric_alarm(**alarm, **({"AlarmActions": [topic]} if topic else {}))
        click.echo(f"{alarm['AlarmName']}: {alarm['AlarmDescription']}")
    if not topic:
        click.echo("Nobody is told: name a topic with --topic.")


def polls_counted(function: str) -> dict[str, Any]:
    """Return the metric filter that counts the polls which refreshed something, by their line in the log."""
    return {
        "logGroupName": log_group(function),
        "filterName": POLLS,
        "filterPattern": '{ $.message = "poll.finished" && $.refreshed > 0 }',
        "metricTransformations": [
            {"metricName": f"{POLLS}-{function}", "metricNamespace": NAMESPACE, "metricValue": "1"}
        ],
    }


def described(function: str, stage: str) -> Iterator[dict[str, Any]]:
    """Yield the alarms as CloudWatch's PutMetricAlarm takes them."""
    of_function = [{"Name": "FunctionName", "Value": function}]
    of_phone = [{"Name": "ApiName", "Value": function}, {"Name": "Stage", "Value": stage}]
    yield _alarm(
        f"{function}-no-poll",
        "No poll has refreshed a wait for 5 minutes: run python -m ops check",
        (NAMESPACE, f"{POLLS}-{function}", []),
        {"Statistic": "Sum", "Period": 300, "ComparisonOperator": "LessThanThreshold", "Threshold": 1},
    ) | {"TreatMissingData": "breaching"}
    for metric, sentence in (
        ("Errors", "A poll or a call failed: run zappa tail"),
        ("Throttles", "Lambda refused to run the function: raise the account's concurrency"),
    ):
        yield _alarm(
            f"{function}-{metric.lower()}",
            sentence,
            ("AWS/Lambda", metric, of_function),
            {"Statistic": "Sum", "Period": 300, "ComparisonOperator": "GreaterThanThreshold", "Threshold": 0},
        )
    slow = {"ExtendedStatistic": "p99", "Period": 300, "ComparisonOperator": "GreaterThanThreshold"}
    yield _alarm(
        f"{function}-slow-phone",
        f"One answer in a hundred takes longer than {SLOWEST_PHONE_MILLISECONDS} ms",
        ("AWS/ApiGateway", "Latency", of_phone),
        slow | {"Threshold": SLOWEST_PHONE_MILLISECONDS},
    )


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
        "EvaluationPeriods": 1,
        "TreatMissingData": "notBreaching",
    }
