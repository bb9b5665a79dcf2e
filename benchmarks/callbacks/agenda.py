"""What is going to happen on a day, by its time."""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count


class Agenda:
    """Events in the order of their times, and in the order of their entry where times are equal."""

    def __init__(self) -> None:
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()

    def at(self, when: float, happens: Callable[[], None]) -> None:
        """Enter an event."""
        heappush(self._events, (when, next(self._numbers), happens))

    def next_at(self) -> float:
        """Return the time of the next event; infinity without one."""
        return self._events[0][0] if self._events else float("inf")

    def next(self) -> Callable[[], None]:
        """Remove the next event, and return what happens."""
        return heappop(self._events)[2]
