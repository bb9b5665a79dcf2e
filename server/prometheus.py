"""Metrics in the text form that Prometheus reads, under the names that they have in CloudWatch. Pure.

The form: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from server.call_metrics import Series
from server.latency import NAME, Histogram
from server.lease import PollRecord

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def text(record: PollRecord, calls: Iterable[Series], latency: Histogram | None = None) -> str:
    """Return what /metrics answers: the last poll as gauges, calls as summaries, the phone's answers as a histogram."""
    return "".join(f"{line}\n" for line in (*_polls(record), *_calls(calls), *_answers(latency)))


def _polls(record: PollRecord) -> Iterator[str]:
    if record.succeeded_at is not None:
        yield "# HELP last_successful_poll_seconds When a poll last succeeded, in seconds since the epoch."
        yield "# TYPE last_successful_poll_seconds gauge"
        yield f"last_successful_poll_seconds {record.succeeded_at:.3f}"
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for name, dimensions, value in record.gauges:
        by_name[name].append(f"{name}{_labels(dimensions)} {value:.10g}")
    for name, lines in sorted(by_name.items()):
        yield f"# HELP {name} Of the last poll; the same as in CloudWatch."
        yield f"# TYPE {name} gauge"
        yield from lines


def _calls(calls: Iterable[Series]) -> Iterator[str]:
    by_name: defaultdict[str, list[Series]] = defaultdict(list)
    for each in calls:
        by_name[each.name].append(each)
    for name, series in sorted(by_name.items()):
        yield f"# HELP {name} Of answered calls, in seconds; the same as in CloudWatch."
        yield f"# TYPE {name} summary"
        for each in series:
            labels = _labels(each.dimensions)
            yield f"{name}_sum{labels} {each.total}"
            yield f"{name}_count{labels} {each.calls}"


def _answers(latency: Histogram | None) -> Iterator[str]:
    if latency is None:
        return
    yield f"# HELP {NAME} How long the phone's answers took, in milliseconds."
    yield f"# TYPE {NAME} histogram"
    for bound, answers in latency.at_most.items():
        yield f'{NAME}_bucket{{le="{bound}"}} {answers}'
    yield f'{NAME}_bucket{{le="+Inf"}} {latency.answers}'
    yield f"{NAME}_sum {latency.milliseconds:.10g}"
    yield f"{NAME}_count {latency.answers}"


def _labels(dimensions: Mapping[str, str]) -> str:
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in sorted(dimensions.items())) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
