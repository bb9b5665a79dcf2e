"""`dashboard`: a page of graphs of the deployed function's metrics in CloudWatch, or of a server's in Grafana."""

import json
from collections.abc import Iterator
from typing import Any

import click

from ops import stage
from ops.aws_clients import client
from ops.checking import deployed
from ops.setup import grafana
from ops.setup.alarms import SILENT_SECONDS, SLOWEST_PHONE_MILLISECONDS
from poller.voicemails.desk import OLDEST, PENDING
from waittimes.metrics import NAMESPACE
from waittimes.settings.config import Config, Line

LINE_METRICS = ("Promised", "Waited", "Error", "HistoryError")
"""Of a line's answered calls, in seconds: docs/speaking.md."""
AGE, FAILED = "oldest_age", "failed"
"""Of a workspace's polls: docs/polling.md."""
WIDTH, HEIGHT, COLUMNS = 12, 6, 2
MINUTE, QUARTER = 60, 900

Series = list[Any]
"""A metric in a widget's form: namespace, name, then the name and value of each dimension, then how it is drawn."""


@click.command()
@click.argument("stage_name", metavar="STAGE", default="")
@click.option("--put", "puts", is_flag=True, help="Put the dashboard into CloudWatch, in place of the one before.")
@click.option(
    "--grafana", "is_grafana", is_flag=True, help="Print a Grafana dashboard for /metrics of a server instead."
)
def dashboard(stage_name: str, puts: bool, is_grafana: bool) -> None:
    """Print the CloudWatch dashboard of a deployed STAGE as JSON: promises, waits, errors, ages, the slowest answers.

    The lines and workspaces are those of the deployed settings. Run it again when they have changed. With --grafana it
    prints the same graphs for a server, whose Prometheus knows the lines and workspaces.
    """
    if is_grafana:
        if stage_name or puts:
            raise click.UsageError("--grafana is for a server, which has no STAGE and no CloudWatch")
        click.echo(json.dumps(grafana.body(), indent=2))
        return
    if not stage_name:
        raise click.UsageError("name the STAGE, such as production; or --grafana for a server")
    there = deployed.function(stage.read(stage_name))
    name, region = there.stage.function, there.stage.region
    page = body(name, stage_name, region, there.settings())
    if not puts:
        click.echo(json.dumps(page, indent=2))
        return
    client("cloudwatch", region).put_dashboard(DashboardName=name, DashboardBody=json.dumps(page))
    click.echo(f"{name}: {len(page['widgets'])} graphs, in CloudWatch under Dashboards in {region}")


def body(function: str, stage_name: str, region: str, settings: Config) -> dict[str, Any]:
    """Return the dashboard as CloudWatch's PutDashboard takes it."""
    graphs = [*_of_function(function, stage_name), *_of_workspaces(settings), *map(_of_line, settings.lines)]
    graphs += [graph for line in settings.lines if line.voicemail for graph in _of_messages(line)]
    return {
        "widgets": [
            {
                "type": "metric",
                "x": WIDTH * (number % COLUMNS),
                "y": HEIGHT * (number // COLUMNS),
                "width": WIDTH,
                "height": HEIGHT,
                "properties": {"region": region, "view": "timeSeries", **graph},
            }
            for number, graph in enumerate(graphs)
        ]
    }


def _of_function(function: str, stage_name: str) -> Iterator[dict[str, Any]]:
    phone = ("AWS/ApiGateway", "Latency", "ApiName", function, "Stage", stage_name)
    yield _graph(
        "Answers to Twilio, in milliseconds",
        [[*phone, {"stat": "p99", "label": "p99"}], [*phone, {"stat": "p50", "label": "median"}]],
        MINUTE,
        SLOWEST_PHONE_MILLISECONDS,
    )
    failing = [["AWS/Lambda", name, "FunctionName", function, {"stat": "Sum"}] for name in ("Errors", "Throttles")]
    yield _graph("Failed polls and calls", failing, MINUTE)


def _of_workspaces(settings: Config) -> Iterator[dict[str, Any]]:
    polled = [
        ("account", account.name, "workspace", sid) for account in settings.accounts for sid in account.workspace_sids
    ]
    ages: list[Series] = [[NAMESPACE, AGE, *each, {"stat": "Maximum"}] for each in polled]
    failures: list[Series] = [[NAMESPACE, FAILED, *each, {"stat": "Sum"}] for each in polled]
    yield _graph("Age of the oldest wait, in seconds", ages, MINUTE, SILENT_SECONDS)
    yield _graph("Task queues, workspaces and pages that failed", failures, MINUTE)


def _of_line(line: Line) -> dict[str, Any]:
    dimensions = ("account", line.account.name, "line", line.name)
    series: list[Series] = [[NAMESPACE, name, *dimensions, {"stat": "Average"}] for name in LINE_METRICS]
    return _graph(f"Line {line.name}: promised and waited, in seconds", series, QUARTER)


def _of_messages(line: Line) -> Iterator[dict[str, Any]]:
    dimensions = ("account", line.account.name, "line", line.name)
    for name, what in ((PENDING, "messages that wait for an agent"), (OLDEST, "age of the oldest message, in seconds")):
        yield _graph(f"Line {line.name}: {what}", [[NAMESPACE, name, *dimensions, {"stat": "Maximum"}]], QUARTER)


def _graph(title: str, series: list[Series], seconds: int, limit: float | None = None) -> dict[str, Any]:
    """Return a graph; `limit` is drawn as a line across it."""
    across = {} if limit is None else {"annotations": {"horizontal": [{"label": "alarm", "value": limit}]}}
    return {"title": title, "metrics": series, "period": seconds, **across}
