"""The targets of the estimates: their error over AVG15's at 60-second polls, and others."""

from typing import Final

TEN: Final = {
    "moderate": 0.51,
    "overload": 0.585,
    "ramp": 0.56,
    "spike": 0.18,
    "lunch": 0.41,
    "small": 0.605,
    "large": 0.275,
    "multi-skill": 0.56,
    "priority": 0.465,
    "day": 0.51,
}
"""Product/AVG15 in the ten scenarios that the geometric mean is of."""
SHARED: Final = {"three-queues": 0.75, "two-queues": 0.75}
"""Product/AVG15 for task queues that share agents, in a multi-tasking workspace."""
ROUTED: Final = {"escalation": 0.75, "priority-overdue": 0.75}
"""Product/AVG15 of the first queue, where a workflow moves callers on or raises their priority."""
NEVER_WORSE: Final = 1.0
"""Product/AVG15 anywhere, also in the first 90 minutes and when started in a jam."""
GEOMETRIC_MEAN: Final = {60: 0.44, 15: 0.39}
"""Product/AVG15 over the ten, by the seconds between polls."""
ABLATION: Final = 0.75
"""Product/AVG15 with any one field missing."""
COVERAGE: Final = (0.77, 0.85)
"""The share of waits that fall into the 80 % range, at least and at most."""
COVERAGE_IN_A_JAM: Final = (0.77, 0.9)
"""The same in the first 30 minutes of a poller that is started in a jam."""
BIAS: Final = 0.05
"""The bias over the mean wait, in either direction."""
LONGER_THAN_HEARD: Final = 0.1
"""The share of callers who wait longer than the upper figure they heard."""
MUCH_LONGER_THAN_HEARD: Final = 0.02
"""The share of callers who wait longer than that by more than two minutes."""
PINBALL: Final = 0.5
"""The pinball loss of the sentence over that of AVG15, announced with the same rounding."""
CPU_SECONDS: Final = 1.0
"""The estimates of one poll for 5,000 task queues."""


def ratio_target(scenario: str, *, multi_tasking: bool) -> float:
    """Return what product/AVG15 should be at most at 60-second polls."""
    if scenario in TEN or scenario in ROUTED:
        return {**TEN, **ROUTED}[scenario]
    return SHARED[scenario] if multi_tasking else NEVER_WORSE
