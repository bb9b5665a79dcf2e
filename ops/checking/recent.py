"""The accuracy of the waits announced in the last hours, by the metrics that the deployed phone writes.

The sums in the table go back for weeks, so a fault of this morning hardly changes their means.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from ops.checking.finding import Finding
from ops.checking.stored import FEWEST_CALLS, parted
from ops.layout import clock_time
from waittimes import aws
from waittimes.metrics import NAMESPACE
from waittimes.settings.config import Line

RECENT_HOURS = 3


def findings(cloudwatch: Any, lines: Iterable[Line], now: float) -> Iterator[Finding]:
    """Yield the lines whose callers of the last hours waited much longer or shorter than they were promised."""
    try:
        for line in lines:
            promised, calls = _mean(cloudwatch, "Promised", line, now)
            error, _ = _mean(cloudwatch, "Error", line, now)  # waited less promised (docs/speaking.md)
            if calls >= FEWEST_CALLS and parted(promised, max(0.0, promised + error)):
                yield Finding(
                    f"line {line.name}: in the last {RECENT_HOURS} hours callers were promised {clock_time(promised)}"
                    f" and waited {clock_time(promised + error)} on average ({calls} calls)",
                    f"mute it meanwhile (python -m ops mute {line.name}), and see how its wait is estimated"
                    f" (python -m ops explain {line.name})",
                )
    except aws.AWS_ERRORS as error:
        yield Finding(f"the metrics of the last hours could not be read ({aws.error_code(error)})", is_note=True)


def _mean(cloudwatch: Any, metric: str, line: Line, now: float) -> tuple[float, int]:
    """Return the metric's mean over the last hours, and the number of calls behind it."""
    seconds = RECENT_HOURS * 3600
    found = cloudwatch.get_metric_statistics(
        Namespace=NAMESPACE,
        MetricName=metric,
        Dimensions=[{"Name": "account", "Value": line.account.name}, {"Name": "line", "Value": line.name}],
        StartTime=datetime.fromtimestamp(now - seconds, UTC),
        EndTime=datetime.fromtimestamp(now, UTC),
        Period=60,
        Statistics=["Sum", "SampleCount"],
    )["Datapoints"]
    calls = sum(each["SampleCount"] for each in found)
    return (sum(each["Sum"] for each in found) / calls if calls else 0.0), round(calls)
