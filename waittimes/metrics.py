"""Emits metrics. By default each set is one line of the log, in CloudWatch's Embedded Metric Format."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from waittimes.settings.config import Line

NAMESPACE = "TaskRouterWaitTimes"


Values = Mapping[str, tuple[float, str]]
"""A value and its unit, as CloudWatch spells it, by the metric's name."""
Receiver = Callable[[Values, Mapping[str, str]], None]
"""Takes the values of a set of metrics, and its dimensions."""


def emit(values: Values, dimensions: Mapping[str, str]) -> None:
    """Emit a set of metrics under these dimensions."""
    _receivers[-1](values, dimensions)


def emit_of_line(line: "Line", values: Values) -> None:
    """Emit a set of metrics of this line."""
    emit(values, {"account": line.account.name, "line": line.name})


def send_to(receiver: Receiver) -> None:
    """Send the metrics of this process to `receiver` from now on. For a process whose log CloudWatch does not read."""
    _receivers[:] = [receiver]


@contextmanager
def silent() -> Iterator[None]:
    """Emit nothing within the block. For a command whose standard output is for a person or a script."""
    before = _receivers[-1]
    send_to(lambda *_: None)
    try:
        yield
    finally:
        send_to(before)


def to_log(values: Values, dimensions: Mapping[str, str]) -> None:
    """Write the metrics as one line of the log, from which CloudWatch reads them."""
    # Imported here, because most calls emit nothing and a cold start should not load it for them.
    from aws_lambda_powertools.metrics import EphemeralMetrics

    metrics = EphemeralMetrics(namespace=NAMESPACE)
    for name, place in dimensions.items():
        metrics.add_dimension(name, place)
    for name, (value, unit) in values.items():
        metrics.add_metric(name, unit, value)
    metrics.flush_metrics()


_receivers: list[Receiver] = [to_log]
