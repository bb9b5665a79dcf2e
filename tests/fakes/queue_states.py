"""What the estimator has learned of task queues: states to tell apart by a number, and realistic ones."""

import random
from collections.abc import Sequence

from poller.estimation.state import Calibration, QueueState
from poller.estimation.statistics import BANDS
from poller.workspace.state_store import STORE_EVERY_POLLS, StateStore, StoredItems
from tests.fakes.memory_table import MemoryTable
from tests.fakes.units import Units
from tests.fakes.waits import MEASURED_AT, WORKSPACE

BYTES_A_QUEUE = 115
"""The compressed size of an active queue's state, in bytes."""


def numbered(calls: float) -> QueueState:
    """Return a state that differs from others by `calls` alone."""
    return QueueState(calls=float(calls))


def realistic(seed: str, *, sharing: Sequence[str] = (), priorities: Sequence[int] = (0,)) -> QueueState:
    """Return an active queue's state: callers of all ages, and agents shared with the queues of these SIDs."""
    rng = random.Random(seed)
    abandonments = [rng.expovariate(1 / 20) for _ in range(BANDS)]
    return QueueState(
        busy_seconds=rng.uniform(2e4, 2e5),
        calls=rng.uniform(50, 900),
        wrapping_seconds=rng.uniform(2e3, 2e4),
        smoothed_arrival_rate=rng.uniform(0.005, 0.2),
        smoothed_staffing=rng.uniform(2, 40),
        abandonments=abandonments,
        exposure_seconds=[each * rng.uniform(300, 1500) for each in abandonments],
        served_seconds={priority: rng.uniform(1e4, 2e5) for priority in priorities},
        sharing={sid: rng.uniform(0.05, 1) for sid in sharing},
        calibrations={
            priority: Calibration(rng.uniform(1e3, 5e4), rng.uniform(1e3, 5e4), rng.gauss(-1, 0.2), rng.gauss(1.2, 0.2))
            for priority in priorities
        },
    )


def random_sid(number: int) -> str:
    """Return an SID that compresses as badly as a real one. Its last digit is that of `number`."""
    return f"WQ{random.Random(number).getrandbits(124):031x}{number % 16:x}"


def units_a_poll(queues: int) -> float:
    """Return the write units per poll that it takes to store this many active queues, once all have been stored.

    Every second queue shares its agents with two others.
    """
    table = MemoryTable()
    store = StateStore(table, WORKSPACE, {}, StoredItems())
    store.load(now=MEASURED_AT)
    for poll in range(2 * STORE_EVERY_POLLS):
        table.units = Units() if poll == STORE_EVERY_POLLS else table.units
        store.queues.update({random_sid(number): _changed(number, poll) for number in range(queues)})
        store.store(measured_at=MEASURED_AT + 60 * poll, now=MEASURED_AT + 60 * poll)
    kept = sum(len(item["rows"]["B"]) for item in table.items.values())
    assert BYTES_A_QUEUE * 0.9 < kept / queues < BYTES_A_QUEUE * 1.1, kept / queues
    return table.units.write_units / STORE_EVERY_POLLS


def _changed(number: int, poll: int) -> QueueState:
    sharing = [random_sid(number ^ other) for other in (16, 32)] if number % 2 else []
    return realistic(f"{number} {poll}", sharing=sharing)
