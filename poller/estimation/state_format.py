"""The stored format of queue states: one row of JSON per queue, compressed. Numbers keep four significant digits."""

import json
import math
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from poller.estimation.state import Calibration, QueueState
from poller.estimation.statistics import BANDS

VERSION = 1
MAX_SHARED_WITH = 6
"""The number of sharing queues stored with a queue, those that share most."""
MIN_SHARE = 0.01
"""A smaller share would be stored as 0."""


def pack(states: Mapping[str, QueueState], /) -> bytes:
    """Return the states, by queue SID, as bytes; equal states give equal bytes."""
    rows = [json.dumps([VERSION], separators=(",", ":"))]
    rows += (json.dumps(_row(sid, each), separators=(",", ":")) for sid, each in sorted(states.items()))
    return zlib.compress("\n".join(rows).encode(), level=9)


def unpack(packed: bytes, /) -> dict[str, QueueState]:
    """Return the states by queue SID, without malformed rows; none if the whole is malformed or of another version."""
    try:
        version, *rows = zlib.decompress(packed).decode().split("\n")
        if json.loads(version) != [VERSION]:
            return {}
    except (zlib.error, ValueError, RecursionError):
        return {}
    return dict(found for row in rows if (found := _read(row)))


def _row(queue_sid: str, state: QueueState) -> list[Any]:
    most = sorted(state.sharing.items(), key=lambda item: (-item[1], item[0]))[:MAX_SHARED_WITH]
    calibrations = sorted(state.calibrations.items(), key=lambda item: item[0])
    return [
        queue_sid,
        *map(_short, (state.busy_seconds, state.calls, state.wrapping_seconds)),
        *(_if_known(_short, each) for each in (state.smoothed_arrival_rate, state.smoothed_staffing)),
        [*map(_short, state.abandonments)],
        [*map(_short, state.exposure_seconds)],
        {str(priority): _short(seconds) for priority, seconds in sorted(state.served_seconds.items())},
        {sid: round(share, 2) for sid, share in sorted(most) if share >= MIN_SHARE},
        {
            str(priority): [
                *map(_short, (each.predicted_seconds, each.actual_seconds, each.low_quantile, each.high_quantile))
            ]
            for priority, each in calibrations
        },
    ]


def _read(row: str) -> tuple[str, QueueState] | None:
    try:
        sid, busy, calls, wrapping, arrivals, on_duty, abandonments, exposures, served, sharing, calibrations = (
            json.loads(row)
        )
        if len(abandonments) != BANDS or len(exposures) != BANDS:
            return None
        return str(sid), QueueState(
            busy_seconds=_not_negative(busy),
            calls=_not_negative(calls),
            wrapping_seconds=_not_negative(wrapping),
            smoothed_arrival_rate=_if_known(_not_negative, arrivals),
            smoothed_staffing=_if_known(_not_negative, on_duty),
            abandonments=[*map(_not_negative, abandonments)],
            exposure_seconds=[*map(_not_negative, exposures)],
            served_seconds={int(priority): _not_negative(seconds) for priority, seconds in served.items()},
            sharing={str(other): _not_negative(share) for other, share in sharing.items()},
            calibrations={
                int(priority): Calibration(_not_negative(predicted), _not_negative(actual), _finite(low), _finite(high))
                for priority, (predicted, actual, low, high) in calibrations.items()
            },
        )
    except (TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        return None


def _if_known(convert: Callable[[Any], float], number: Any) -> float | None:
    return None if number is None else convert(number)


def _short(number: float) -> float:
    return float(f"{number:.4g}")


def _not_negative(number: Any) -> float:
    if not _finite(number) >= 0:
        raise ValueError(number)
    return float(number)


def _finite(number: Any) -> float:
    if not math.isfinite(number):
        raise ValueError(number)
    return float(number)
