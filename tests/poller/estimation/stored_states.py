"""A state as it is stored, and ways to damage it."""

import json
import zlib
from typing import Any

from poller.estimation.state import Calibration, QueueState
from poller.estimation.state_format import pack
from tests.fakes.waits import queue_sid

CLAIMS, SALES = queue_sid(0xC1), queue_sid(0x5A)
KNOWN = QueueState(
    busy_seconds=97_510.0,
    calls=361.5,
    wrapping_seconds=8123.0,
    smoothed_arrival_rate=0.03512,
    smoothed_staffing=17.31,
    abandonments=[2.5, 3.5, 7.25, 6.0, 11.0, 4.5, 1.5, 0.5],
    exposure_seconds=[1210.0, 1190.0, 2260.0, 4120.0, 6890.0, 9120.0, 4330.0, 870.0],
    served_seconds={0: 61_200.0, 20: 36_310.0},
    sharing={SALES: 0.42},
    calibrations={0: Calibration(8100.0, 7450.0, -0.93, 1.31), 20: Calibration()},
)


def lines(packed: bytes) -> list[Any]:
    return [json.loads(line) for line in zlib.decompress(packed).decode().split("\n")]


def written(*texts: str) -> bytes:
    return zlib.compress("\n".join(texts).encode())


def with_field(number: int, value: Any) -> str:
    """Return the row of a queue in which one field has another value."""
    line = lines(pack({SALES: KNOWN}))[1]
    line[number] = value
    return json.dumps(line)


def with_fields(number: int, *values: Any) -> list[str]:
    return [with_field(number, each) for each in values]
