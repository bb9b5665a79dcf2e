"""Of many clocks one polls, once a minute, in whatever order they look, die, hang or disagree about the time."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from server import lease
from server.lease import EVERY_SECONDS, MOST_SKEW_SECONDS
from tests.fakes.memory_table import MemoryTable
from tests.server.simulated_clocks import Server, SimulatedTime
from waittimes.table import TableUnavailable

REPLACED_WITHIN_SECONDS = 120.0
NAMES = ("first", "second", "third")


class Servers:
    """Three servers on one table, whose clocks look when it is time to; `polled` notes when a poll began."""

    def __init__(self, skews: list[float]) -> None:
        self.table, self.time = MemoryTable(), SimulatedTime()
        self.all = [Server(name, self.table, self.time, skew) for name, skew in zip(NAMES, skews, strict=True)]
        self.polled: list[float] = []

    def pass_until(self, moment: float) -> None:
        while due := [each for each in self.all if each.is_alive and each.asks_at <= moment]:
            first = min(due, key=lambda each: each.asks_at)
            self.time.now = max(self.time.now, first.asks_at)
            self._look(first)
        self.time.now = max(self.time.now, moment)

    def nothing(self, one: Server, other: Server) -> None:
        """Let the time pass."""

    def dies(self, one: Server, other: Server) -> None:  # noqa: ARG002 - every event has both
        one.is_alive = False

    def restarts(self, one: Server, other: Server) -> None:  # noqa: ARG002
        one.restart()

    def ends(self, one: Server, other: Server) -> None:  # noqa: ARG002
        if one.is_alive:
            one.lease.release()
        one.is_alive = False

    def hangs(self, one: Server, other: Server) -> None:  # noqa: ARG002
        one.asks_at += 100

    def table_fails(self, one: Server, other: Server) -> None:  # noqa: ARG002
        self.table.fails()

    def meets(self, one: Server, other: Server) -> None:
        """Let the other look, and perhaps claim, between this one's reading of the lease and its claim."""
        if one is not other and one.is_alive and other.is_alive:
            self.table.between = lambda _key: self._look(other)
            self._look(one)
            self.table.between = lambda _key: None

    def _look(self, one: Server) -> None:
        began = self.time.now
        try:
            if one.looks():
                self.polled.append(began)
        except TableUnavailable:
            one.asks_at = self.time.now + lease.ASKING_EVERY_SECONDS


EVENTS = st.lists(
    st.tuples(
        st.floats(0.1, 20),
        st.sampled_from(["nothing", "dies", "restarts", "ends", "hangs", "meets", "meets", "meets", "table_fails"]),
        st.integers(0, len(NAMES) - 1),
        st.integers(0, len(NAMES) - 1),
    ),
    max_size=60,
)
SKEWS = st.lists(st.floats(-MOST_SKEW_SECONDS / 2, MOST_SKEW_SECONDS / 2), min_size=3, max_size=3)


@given(EVENTS, SKEWS)
def test_no_two_polls_begin_within_a_minute_and_a_dead_clock_is_replaced_within_two(
    events: list[tuple[float, str, int, int]], skews: list[float]
) -> None:
    servers = Servers(skews)

    for seconds, event, one, other in events:
        servers.pass_until(servers.time.now + seconds)
        servers.table.recovers()
        getattr(servers, event)(servers.all[one], servers.all[other])

    assert all(later - earlier >= EVERY_SECONDS for earlier, later in itertools.pairwise(servers.polled)), (
        servers.polled
    )
    servers.table.recovers()
    survivor, *others = servers.all
    for each in others:
        each.is_alive = False
    survivor.is_alive = True
    survivor.asks_at = servers.time.now
    before = len(servers.polled)
    servers.pass_until(servers.time.now + REPLACED_WITHIN_SECONDS)
    assert len(servers.polled) > before
