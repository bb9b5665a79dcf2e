"""`dashboard`: its graphs show metrics that the code emits, and it is stored where the operator asks."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ops.checking.recent import findings
from ops.setup import alarms, dashboard
from poller.report import WorkspaceReport
from simulator.caller.scripted_switchboard import answers_after
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ops.deployment_under_check import FUNCTION, REGION, Deployment
from tests.ops.setup.test_alarms import two_accounts
from waittimes.metrics import NAMESPACE
from waittimes.settings.config import Config
from waittimes.settings.line_voicemail import VoicemailPolicy

__all__ = ["two_accounts"]


@pytest.fixture
def phone() -> PhoneUnderTest:
    return PhoneUnderTest()


def drawn(settings: Config) -> list[dict[str, Any]]:
    page = dashboard.body("waits-production", "production", REGION, settings)
    return [each["properties"] for each in page["widgets"]]


def metrics_drawn(settings: Config) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield namespace, name and names of the dimensions of each series."""
    for graph in drawn(settings):
        for namespace, name, *dimensions in graph["metrics"]:
            yield namespace, name, tuple(dimensions[:-1:2])


def metrics_emitted(line: str) -> set[tuple[str, str, tuple[str, ...]]]:
    """Return the same of a line in the Embedded Metric Format."""
    return {
        (directive["Namespace"], metric["Name"], tuple(dimensions))
        for directive in json.loads(line)["_aws"]["CloudWatchMetrics"]
        for dimensions in directive["Dimensions"]
        for metric in directive["Metrics"]
    }


def test_every_metric_of_ours_that_is_drawn_or_looked_at_is_one_that_the_code_emits(
    two_accounts: Config,
    phone: PhoneUnderTest,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for name in ("POWERTOOLS_METRICS_DISABLED", "POWERTOOLS_DEV"):
        monkeypatch.delenv(name, raising=False)
    WorkspaceReport("main", "WS1", oldest_age_seconds=61.0).emit()
    polled = metrics_emitted(capsys.readouterr().out)
    phone.knows(CLAIMS, 250, evidence={"history": 189.7})
    caller = phone.caller(switchboard=answers_after(301))
    with caplog.at_level(logging.CRITICAL):
        caller.dials(f"{HOST}/voice")
        caller.waits_for_the_end()
    called = metrics_emitted(capsys.readouterr().out.splitlines()[-1])

    ours = {each for each in metrics_drawn(two_accounts) if each[0] == NAMESPACE}
    assert {name for _, name, _ in ours} == {"Promised", "Waited", "Error", "HistoryError", "oldest_age", "failed"}
    assert ours <= polled | called
    assert looked_at() <= polled | called


def test_a_line_that_takes_messages_shows_them(two_accounts: Config) -> None:
    first, *others = two_accounts.lines
    having = replace(two_accounts, lines=(replace(first, voicemail=VoicemailPolicy()), *others))

    graphs = [each for each in drawn(having) if each not in drawn(two_accounts)]

    assert [(graph["title"], *graph["metrics"][0][1:6]) for graph in graphs] == [
        (f"Line {first.name}: {what}", name, "account", first.account.name, "line", first.name)
        for what, name in (
            ("messages that wait for an agent", "VoicemailsPending"),
            ("age of the oldest message, in seconds", "VoicemailOldest"),
        )
    ]


def looked_at() -> set[tuple[str, str, tuple[str, ...]]]:
    """Return the metrics that `check STAGE` asks for."""
    asked = set[tuple[str, str, tuple[str, ...]]]()

    class Recording:
        def get_metric_statistics(self, **query: Any) -> Any:
            names = tuple(each["Name"] for each in query["Dimensions"])
            asked.add((query["Namespace"], query["MetricName"], names))
            return {"Datapoints": []}

    assert list(findings(Recording(), [CLAIMS], 1_800_000_000.0)) == []
    return asked


def test_what_aws_measures_is_drawn_as_the_alarms_watch_it(two_accounts: Config) -> None:
    watched = {
        (each["Namespace"], each["MetricName"], tuple(dimension["Name"] for dimension in each["Dimensions"]))
        for each in alarms.described("waits-production", "production", two_accounts)
        if each["Namespace"] != NAMESPACE
    }

    assert {each for each in metrics_drawn(two_accounts) if each[0] != NAMESPACE} == watched
    assert [series[-1]["stat"] for series in drawn(two_accounts)[0]["metrics"]] == ["p99", "p50"]


def test_each_line_has_a_graph_and_each_workspace_a_series_and_no_two_graphs_overlap(two_accounts: Config) -> None:
    page = dashboard.body("waits-production", "production", REGION, two_accounts)
    graphs = {each["properties"]["title"]: each["properties"] for each in page["widgets"]}

    assert [title for title in graphs if title.startswith("Line ")] == [
        "Line main: promised and waited, in seconds",
    ]
    assert len(graphs["Age of the oldest wait, in seconds"]["metrics"]) == 3
    assert len({(each["x"], each["y"]) for each in page["widgets"]}) == len(page["widgets"]) == 5
    assert all(each["x"] + each["width"] <= 24 and each["y"] % each["height"] == 0 for each in page["widgets"])


@pytest.mark.slow
def test_it_is_printed_or_put_and_needs_a_deployed_stage(there: Deployment) -> None:
    cloudwatch = there.client("cloudwatch")
    printed = there.run("dashboard", "production")
    assert cloudwatch.list_dashboards()["DashboardEntries"] == []

    put = there.run("dashboard", "production", "--put")

    kept = json.loads(cloudwatch.get_dashboard(DashboardName=FUNCTION)["DashboardBody"])
    assert kept == json.loads(printed.output)
    assert put.output == f"{FUNCTION}: 5 graphs, in CloudWatch under Dashboards in {REGION}\n"
    assert there.run("dashboard", "dev").exit_code == 1
