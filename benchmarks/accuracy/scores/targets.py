"""What the estimates are meant to reach: error of the product / error of AVG15 at 60-second polls, and the rest."""

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
"""The study's scenarios."""
SHARED: Final = {"three-queues": 0.75, "two-queues": 0.75}
"""Task queues that share agents, in a multi-tasking workspace."""
NEVER_WORSE: Final = 1.0
"""Nowhere, not even in the first ninety minutes, worse than AVG15."""
GEOMETRIC_MEAN: Final = {60: 0.44, 15: 0.39}
"""Over the ten, by the seconds between polls."""
ABLATION: Final = 0.75
"""With any one field missing."""
COVERAGE: Final = (0.77, 0.85)
"""The share of waits that fall into the 80 % range."""
COVERAGE_IN_A_JAM: Final = (0.77, 0.9)
"""The same in the first 30 minutes of a poller that is started in a jam."""
BIAS: Final = 0.05
"""Of the mean wait, either way."""
CPU_SECONDS: Final = 1.0
"""One poll's estimates for 5,000 task queues."""


def ratio_target(scenario: str, *, multi_tasking: bool) -> float:
    """Return what error of the product / error of AVG15 should be at most at 60-second polls."""
    if scenario in TEN:
        return TEN[scenario]
    return SHARED[scenario] if multi_tasking else NEVER_WORSE
