"""Exponentially weighted memory: what was learned fades with the time, or the calls, since it was learned."""

import math


def fade(step: float, time_constant: float) -> float:
    """Return the weight that a sum keeps after `step`, in the unit of `time_constant`: exp(-step / time_constant)."""
    return math.exp(-step / time_constant)


def ewma(mean: float | None, value: float, step: float, time_constant: float) -> float:
    """Return the exponentially weighted mean after `value` held for `step`; `value` itself if there is no mean yet.

    method.md, eq. 2.
    """
    return value if mean is None else mean + (value - mean) * (1 - fade(step, time_constant))
