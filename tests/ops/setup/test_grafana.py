"""`dashboard --grafana`: it shows what /metrics of a server tells, under the names that it tells it."""

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner
from werkzeug.test import Client

from ops.__main__ import commands
from ops.setup import dashboard, grafana
from poller.report import WorkspaceReport
from server.call_metrics import CallMetrics
from server.latency import Timed
from server.lease import PollLease
from server.monitoring import Monitored
from simulator.caller.scripted_switchboard import answers_after
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from waittimes import metrics
from waittimes.settings.config import Config

FUNCTIONS = {"histogram_quantile", "increase", "label_values", "rate", "sum", "time"}
"""PromQL's, and Grafana's label_values (their documentation)."""
LABELS = re.compile(r'\{[^}]*\}|\[[^]]*\]|by \([^)]*\)|"[^"]*"|, \w+\)$')


def printed() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(CliRunner().invoke(commands, ["dashboard", "--grafana"]).output)
    return found


def expressions(page: Any) -> list[str]:
    graphs = [target["expr"] for panel in page["panels"] for target in panel["targets"]]
    return graphs + [each["query"] for each in page["templating"]["list"] if each["type"] == "query"]


def names(expression: str) -> set[str]:
    """Return the names of the metrics in an expression of PromQL."""
    return set(re.findall(r"[A-Za-z_]\w+", LABELS.sub("", expression))) - FUNCTIONS


def told_by_a_server() -> str:
    """Return what /metrics tells after a poll and a call that waited."""
    phone = PhoneUnderTest()
    calls = CallMetrics(phone.table, phone.time)
    lease = PollLease(phone.table, "first", phone.time, lambda: 0.0)
    assert lease.claim() == 0
    try:
        noted: list[Any] = []
        metrics.send_to(
            lambda values, dimensions: noted.extend((name, dimensions, value) for name, (value, _) in values.items())
        )
        WorkspaceReport("main", CLAIMS.workspace_sid, oldest_age_seconds=61.0).emit()
        lease.note(noted, succeeded=True)
        metrics.send_to(calls.note)
        phone.knows(CLAIMS, 250, evidence={"history": 189.7})
        caller = phone.caller(switchboard=answers_after(301))
        caller.dials(f"{HOST}/voice")
        caller.waits_for_the_end()
    finally:
        metrics.send_to(metrics.to_log)
    config = Config(accounts=(CLAIMS.account,), lines=phone.lines)
    asking = Client(Monitored(Timed(phone.app(), calls), config, phone.table, phone.time))
    asking.post("/voice")
    calls.flush()
    return asking.get("/metrics").text


def test_every_metric_that_is_shown_is_one_that_a_server_tells() -> None:
    told = set(re.findall(r"^(\w+)[ {]", told_by_a_server(), re.MULTILINE))
    shown = {name for each in expressions(printed()) for name in names(each)}

    assert shown == {
        *(f"{name}_{part}" for name in dashboard.LINE_METRICS for part in ("sum", "count")),
        *("Latency_bucket", "last_successful_poll_seconds", dashboard.AGE, dashboard.FAILED),
    }
    assert shown <= told


def test_it_selects_by_the_labels_that_a_server_tells() -> None:
    (line,) = set(re.findall(r"^Waited_sum\{(.*)\}", told_by_a_server(), re.MULTILINE))
    told = set(re.findall(r'(\w+)="', line))

    assert {label for each in expressions(printed()) for label in re.findall(r'(\w+)="\$', each)} == told


def test_it_draws_the_limits_of_the_alarms_and_no_two_graphs_overlap() -> None:
    panels = printed()["panels"]
    limits = {
        panel["title"]: panel["fieldConfig"]["defaults"]["thresholds"]["steps"][1]["value"]
        for panel in panels
        if "thresholds" in panel["fieldConfig"]["defaults"]
    }

    assert limits == {"Answers to Twilio": 1000, "Age of the last successful poll": 300, "Age of the oldest wait": 300}
    assert len({(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}) == len(panels) == 5
    assert [panel["repeat"] for panel in panels if "repeat" in panel] == ["line"]
    assert [panel["id"] for panel in panels] == [1, 2, 3, 4, 5]


def test_lines_have_the_same_metrics_in_both_dashboards() -> None:
    assert grafana.LINE_METRICS == dashboard.LINE_METRICS


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "name the STAGE, such as production; or --grafana for a server"),
        (["production", "--grafana"], "--grafana is for a server, which has no STAGE and no CloudWatch"),
        (["--put", "--grafana"], "--grafana is for a server, which has no STAGE and no CloudWatch"),
    ],
)
def test_a_stage_or_grafana_is_named_and_not_both(arguments: list[str], sentence: str) -> None:
    refused = CliRunner().invoke(commands, ["dashboard", *arguments])

    assert refused.exit_code == 2
    assert sentence in refused.output
