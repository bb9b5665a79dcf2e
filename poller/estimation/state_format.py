"""The stored format of queue states: one line of JSON per queue, compressed. Numbers keep four significant digits."""

import json
import math
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from poller.estimation.state import Calibration, QueueState
from poller.estimation.statistics import BANDS

VERSION = 1
MOST_SHARED_WITH = 6
"""The number of sharing queues stored with a queue, those that share most."""


def pack(states: Mapping[str, QueueState], /) -> bytes:
    """Return the states, by queue SID, as bytes; equal states give equal bytes."""
    lines = [json.dumps([VERSION], separators=(",", ":"))]
    lines += (json.dumps(_row(sid, each), separators=(",", ":")) for sid, each in sorted(states.items()))
    return zlib.compress("\n".join(lines).encode(), level=9)


def unpack(packed: bytes, /) -> dict[str, QueueState]:
    """Return the states by queue SID, without malformed lines; none if the whole is malformed or of another version."""
    try:
        version, *lines = zlib.decompress(packed).decode().split("\n")
        if json.loads(version) != [VERSION]:
            return {}
    except (zlib.error, ValueError, RecursionError):
        return {}
    return dict(found for line in lines if (found := _readable(line)))


def _row(queue_sid: str, state: QueueState) -> list[Any]:
    most = sorted(state.sharing.items(), key=lambda item: (-item[1], item[0]))[:MOST_SHARED_WITH]
    calibrations = sorted(state.calibrations.items(), key=lambda item: item[0])
    return [
        queue_sid,
        *map(_short, (state.busy_seconds, state.calls, state.wrapping_seconds)),
        *(_if_known(_short, each) for each in (state.usual_arrivals, state.usual_on_duty)),
        [*map(_short, state.hung_up)],
        [*map(_short, state.endured_seconds)],
        {str(priority): _short(seconds) for priority, seconds in sorted(state.served_seconds.items())},
        {sid: round(share, 2) for sid, share in sorted(most) if share >= 0.01},  # noqa: PLR2004 - what rounds to nothing
        {
            str(priority): [*map(_short, (each.predicted_seconds, each.actual_seconds, each.low, each.high))]
            for priority, each in calibrations
        },
    ]


def _readable(line: str) -> tuple[str, QueueState] | None:
    try:
        sid, busy, calls, wrapping, arrivals, on_duty, hung_up, endured, served, sharing, calibrations = json.loads(
            line
        )
        if len(hung_up) != BANDS or len(endured) != BANDS:
            return None
        return str(sid), QueueState(
            busy_seconds=_at_least_nothing(busy),
            calls=_at_least_nothing(calls),
            wrapping_seconds=_at_least_nothing(wrapping),
            usual_arrivals=_if_known(_at_least_nothing, arrivals),
            usual_on_duty=_if_known(_at_least_nothing, on_duty),
            hung_up=[*map(_at_least_nothing, hung_up)],
            endured_seconds=[*map(_at_least_nothing, endured)],
            served_seconds={int(priority): _at_least_nothing(seconds) for priority, seconds in served.items()},
            sharing={str(other): _at_least_nothing(share) for other, share in sharing.items()},
            calibrations={
                int(priority): Calibration(
                    _at_least_nothing(predicted), _at_least_nothing(actual), _finite(low), _finite(high)
                )
                for priority, (predicted, actual, low, high) in calibrations.items()
            },
        )
    except (TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        return None


def _if_known(convert: Callable[[Any], float], number: Any) -> float | None:
    return None if number is None else convert(number)


def _short(number: float) -> float:
    return float(f"{number:.4g}")


def _at_least_nothing(number: Any) -> float:
    if not _finite(number) >= 0:
        raise ValueError(number)
    return float(number)


def _finite(number: Any) -> float:
    if not math.isfinite(number):
        raise ValueError(number)
    return float(number)
