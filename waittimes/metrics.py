"""Metrics: one line of CloudWatch's Embedded Metric Format on standard output, which CloudWatch picks up by itself."""

from collections.abc import Mapping

from aws_lambda_powertools.metrics import EphemeralMetrics

NAMESPACE = "TaskRouterWaitTimes"


def emit(values: Mapping[str, tuple[float, str]], dimensions: Mapping[str, str]) -> None:
    """Write the values (a number and its unit as CloudWatch spells it, "Count" or "Seconds") by their names."""
    metrics = EphemeralMetrics(namespace=NAMESPACE)
    for name, value in dimensions.items():
        metrics.add_dimension(name=name, value=value)
    for name, (number, unit) in values.items():
        metrics.add_metric(name=name, unit=unit, value=number)
    metrics.flush_metrics()
