"""The counts and the past events of a queue's tasks of one task channel."""

from collections import Counter
from collections.abc import Sequence

from simulator.centre.history import EventTimes, Waits


class Tally:
    """How many tasks of the channel are where now, and when they came, were reserved, accepted, canceled, completed."""

    __slots__ = (
        "accepted",
        "assigned",
        "canceled",
        "completed",
        "entered",
        "live_by_priority",
        "pending_by_priority",
        "reservations",
        "reservations_canceled",
        "reserved",
        "wrapping",
    )  # fmt: skip

    def __init__(self) -> None:
        self.reserved = self.assigned = self.wrapping = 0
        self.pending_by_priority: Counter[int] = Counter()
        self.live_by_priority: Counter[int] = Counter()
        self.entered, self.reservations, self.reservations_canceled = EventTimes(), EventTimes(), EventTimes()
        self.completed = EventTimes()
        self.accepted, self.canceled = Waits(), Waits()

    @property
    def pending(self) -> int:
        """How many tasks wait."""
        return self.pending_by_priority.total()

    @property
    def total(self) -> int:
        """How many tasks are alive."""
        return self.pending + self.reserved + self.assigned + self.wrapping

    def forget(self, before: float) -> None:
        """Drop events up to the time `before`."""
        for record in (self.entered, self.reservations, self.reservations_canceled, self.completed):
            record.forget(before)
        self.accepted.forget(before)
        self.canceled.forget(before)


def together(tallies: Sequence[Tally]) -> Tally:
    """Return the tally of all their tasks, as of now: the only one itself, if there is one."""
    if len(tallies) == 1:
        return tallies[0]
    whole = Tally()
    for each in tallies:
        whole.reserved += each.reserved
        whole.assigned += each.assigned
        whole.wrapping += each.wrapping
        whole.pending_by_priority += each.pending_by_priority
        whole.live_by_priority += each.live_by_priority
    for name in ("entered", "reservations", "reservations_canceled", "completed"):
        times: EventTimes = getattr(whole, name)
        times.times = sorted(time for each in tallies for time in getattr(each, name).times)
    for name in ("accepted", "canceled"):
        waits: Waits = getattr(whole, name)
        ended = sorted(pair for each in tallies for pair in zip(*_columns(getattr(each, name)), strict=True))
        waits.times, waits.seconds = [time for time, _ in ended], [seconds for _, seconds in ended]
    return whole


def _columns(waits: Waits) -> tuple[list[float], list[float]]:
    return waits.times, waits.seconds
