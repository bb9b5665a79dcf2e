"""Clocks of several servers on one table, in simulated time."""

from dataclasses import dataclass, field

from server.lease import EVERY_SECONDS, PollLease
from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import MEASURED_AT

LEAST_SECONDS = 0.01
"""Simulated time would stand still in smaller steps."""


class SimulatedTime:
    """The time that all servers share, in seconds since the test began."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self, skew: float = 0.0) -> float:
        return MEASURED_AT + self.now + skew

    def monotonic(self) -> float:
        return self.now


@dataclass
class Server:
    """A server whose clock differs from the others' by `skew` seconds."""

    name: str
    table: MemoryTable
    time: SimulatedTime
    skew: float = 0.0
    asks_at: float = 0.0
    is_alive: bool = True
    lease: PollLease = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.is_alive = True
        self.lease = PollLease(
            self.table, f"{self.name} from {self.time.now}", lambda: self.time.clock(self.skew), self.time.monotonic
        )
        self.asks_at = self.time.now

    def looks(self) -> bool:
        """Ask as the clock does, and tell whether it is to poll."""
        wait = self.lease.claim()
        self.asks_at = self.time.now + (max(wait, LEAST_SECONDS) if wait else EVERY_SECONDS)
        return not wait
