"""The dashboard of a server in Grafana: graphs of what its /metrics tells Prometheus. Pure.

The form is Grafana's JSON model of a dashboard: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ops.setup.alarms import SILENT_SECONDS, SLOWEST_PHONE_MILLISECONDS

LINE_METRICS = ("Promised", "Waited", "Error", "HistoryError")
WIDTH, HEIGHT, COLUMNS = 12, 8, 2
SOURCE = {"type": "prometheus", "uid": "${source}"}
OF_LINE = '{account="$account",line="$line"}'


def body() -> dict[str, Any]:
    """Return the dashboard. Grafana asks for the Prometheus when it is imported, and repeats the last graph by line."""
    graphs = [*_of_server(), _of_line()]
    return {
        "title": "TaskRouter Wait Times",
        "uid": "taskrouter-wait-times",
        "schemaVersion": 39,
        "timezone": "browser",
        "refresh": "1m",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [_source(), *_labels()]},
        "panels": [
            graph
            | {
                "id": number + 1,
                "gridPos": {
                    "x": WIDTH * (number % COLUMNS),
                    "y": HEIGHT * (number // COLUMNS),
                    "w": WIDTH,
                    "h": HEIGHT,
                },
            }
            for number, graph in enumerate(graphs)
        ],
    }


def _of_server() -> Iterator[dict[str, Any]]:
    slowest = {
        name: f"histogram_quantile({part}, sum by (le) (rate(Latency_bucket[5m])))"
        for name, part in (("p99", 0.99), ("median", 0.5))
    }
    yield _graph("Answers to Twilio", slowest, "ms", SLOWEST_PHONE_MILLISECONDS)
    yield _graph(
        "Age of the last successful poll", {"age": "time() - last_successful_poll_seconds"}, "s", SILENT_SECONDS
    )
    of_workspace = "{{account}} {{workspace}}"
    yield _graph("Age of the oldest wait", {of_workspace: "oldest_age"}, "s", SILENT_SECONDS)
    yield _graph("Task queues, workspaces and pages that failed", {of_workspace: "failed"}, "none")


def _of_line() -> dict[str, Any]:
    """Return the graph of a line's means over the last quarter of an hour."""
    means = {
        name: f"increase({name}_sum{OF_LINE}[15m]) / increase({name}_count{OF_LINE}[15m])" for name in LINE_METRICS
    }
    return _graph("Line $line: promised and waited", means, "s") | {"repeat": "line", "repeatDirection": "v"}


def _graph(title: str, expressions: Mapping[str, str], unit: str, limit: float | None = None) -> dict[str, Any]:
    """Return a graph of PromQL's `expressions` by their legend; `limit` is drawn as a line across it."""
    defaults: dict[str, Any] = {"unit": unit}
    if limit is not None:
        steps = [{"color": "green", "value": None}, {"color": "red", "value": limit}]
        defaults |= {
            "thresholds": {"mode": "absolute", "steps": steps},
            "custom": {"thresholdsStyle": {"mode": "line"}},
        }
    return {
        "title": title,
        "type": "timeseries",
        "datasource": SOURCE,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "targets": [
            {"refId": chr(ord("A") + number), "datasource": SOURCE, "expr": expression, "legendFormat": legend}
            for number, (legend, expression) in enumerate(expressions.items())
        ],
    }


def _source() -> dict[str, Any]:
    return {"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"}


def _labels() -> Iterator[dict[str, Any]]:
    """Yield the variables by which the graph of a line is chosen: all that Prometheus knows."""
    queries = {
        "account": "label_values(Waited_count, account)",
        "line": 'label_values(Waited_count{account="$account"}, line)',
    }
    for name, query in queries.items():
        yield {
            "name": name,
            "type": "query",
            "datasource": SOURCE,
            "query": query,
            "refresh": 2,
            "includeAll": name == "line",
            "multi": name == "line",
            "current": {"text": "All", "value": "$__all"} if name == "line" else {},
        }
