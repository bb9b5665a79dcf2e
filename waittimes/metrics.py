"""Metrics as CloudWatch reads them out of the log: Embedded Metric Format, one line a set."""

from collections.abc import Mapping

NAMESPACE = "TaskRouterWaitTimes"


def emit(values: Mapping[str, tuple[float, str]], dimensions: Mapping[str, str]) -> None:
    """Write one line of metrics: value and unit (as CloudWatch spells it) by name, under these dimensions."""
    # Most calls emit nothing, and a cold start need not load this for them.
    from aws_lambda_powertools.metrics import EphemeralMetrics

    metrics = EphemeralMetrics(namespace=NAMESPACE)
    for name, place in dimensions.items():
        metrics.add_dimension(name, place)
    for name, (value, unit) in values.items():
        metrics.add_metric(name, unit, value)
    metrics.flush_metrics()
