"""`make bench-callback-costs`: what callbacks add to a poll, in requests to Twilio and in units of the table."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from tests.fakes.statistics_source import realtime
from tests.fakes.units import Units
from tests.poller.callbacks.called_back import BY_DIAL, BY_FLEX, QUEUE, line_of
from tests.poller.callbacks.polled import Polled
from waittimes import metrics
from waittimes.callbacks.record import Callback, State
from waittimes.callbacks.store import CallbackStore
from waittimes.settings.config import Line

MANY = 20
ROUNDS = 20
AGAIN = "CA" + "6" * 32
IDLE = {"pending": 0, "reserved": 0, "assigned": 6, "wrapping": 0}


class Cost(NamedTuple):
    """What one poll took."""

    requests: int
    read_units: float
    write_units: int
    milliseconds: float

    def less(self, other: "Cost") -> "Cost":
        """Return by how much this is more than another."""
        return Cost(
            self.requests - other.requests,
            self.read_units - other.read_units,
            self.write_units - other.write_units,
            self.milliseconds - other.milliseconds,
        )


@dataclass(frozen=True)
class Scene:
    """A poll, and the most that callbacks may add to it."""

    name: str
    prepare: Callable[[], Polled]
    most_requests: int
    most_write_units: int


def main() -> None:
    """Print what each scene adds to a poll without callbacks; exit with 1 if one adds more than it may."""
    metrics.send_to(lambda _values, _dimensions: None)
    base = cost(without)
    print(f"{'':58} {'requests':>8} {'RRU':>6} {'WRU':>5} {'ms':>6}")
    print(f"{'a poll of a line without callbacks: statistics apart':58} {_figures(base)}")
    exceeded = False
    for scene in scenes():
        added = cost(scene.prepare).less(base)
        is_over = added.requests > scene.most_requests or added.write_units > scene.most_write_units
        exceeded |= is_over
        print(f"{'+ ' + scene.name:58} {_figures(added)}{'  TOO MUCH' if is_over else ''}")
    sys.exit(exceeded)


def scenes() -> Iterator[Scene]:
    """Yield the scenes: a write unit a step, and a request for each callback; the list is one for the queue."""
    yield Scene("callbacks offered, none pending", lambda: polled(line_of(BY_FLEX)), 0, 0)
    yield Scene("flex: a task is created (noted, created, noted)", lambda: waiting(line_of(BY_FLEX), 1), 1, 2)
    yield Scene("flex: a task stands in the queue", placed, 1, 0)
    yield Scene(f"flex: {MANY} tasks stand in the queue", lambda: placed(MANY), MANY, 0)
    yield Scene(f"dial: {MANY} people wait for their place", lambda: far(MANY), 1, 0)
    yield Scene("dial: a person is called (noted, called, noted)", due, 2, 2)
    yield Scene("dial: a person is being called", calling, 0, 0)
    yield Scene("a person calls in again: the place is given", rejoined, 2, 1)


def cost(prepare: Callable[[], Polled]) -> Cost:
    """Return what the poll takes that comes next: the shortest time of some rounds."""
    found = [_measured(prepare()) for _ in range(ROUNDS)]
    return found[0]._replace(milliseconds=min(each.milliseconds for each in found))


def without() -> Polled:
    """Return a line without callbacks."""
    return polled(line_of(BY_DIAL, callback=None))


def polled(line: Line) -> Polled:
    """Return a line after its first poll, which reads more than the later ones."""
    found = Polled((line,))
    found.poll()
    found.now += 60
    return found


def waiting(line: Line, people: int) -> Polled:
    """Return a line with people who wait to be called back."""
    found = polled(line)
    for number in range(people):
        found.promise(number=f"+493011122{number:02}")
    return found


def placed(people: int = 1) -> Polled:
    """Return a line whose people have their tasks in the queue."""
    found = waiting(line_of(BY_FLEX), people)
    found.poll()
    found.now += 60
    return found


def far(people: int) -> Polled:
    """Return a line whose people are far from the head of the queue."""
    found = waiting(line_of(BY_DIAL), people)
    for _ in range(200):
        found.twilio.add_task(started_at=found.now - 3600, priority=3)
    return found


def due() -> Polled:
    """Return a line with one person whose turn it is."""
    found = waiting(line_of(BY_DIAL), 1)
    found.workspace.queues[QUEUE].realtime = realtime(tasks_by_status=IDLE)
    return found


def calling() -> Polled:
    """Return a line with a person whose phone rings."""
    found = due()
    found.poll()
    found.now += 15
    return found


def rejoined() -> Polled:
    """Return a line with a person who has just called in again."""
    found = waiting(line_of(BY_DIAL), 1)
    found.twilio.add_task(started_at=found.now, call_sid=AGAIN)

    def calls_again(callback: Callback) -> Callback:
        return replace(callback, state=State.REJOINED, rejoined_call_sid=AGAIN)

    CallbackStore(found.table).change("support", "+49301112200", calls_again, now=found.now)
    return found


def _measured(prepared: Polled) -> Cost:
    prepared.table.units = Units()
    prepared.twilio.asked.clear()
    started = time.perf_counter()
    prepared.poll()
    milliseconds = 1000 * (time.perf_counter() - started)
    units = prepared.table.units
    return Cost(sum(prepared.twilio.asked.values()), units.read_units, units.write_units, milliseconds)


def _figures(each: Cost) -> str:
    return f"{each.requests:8} {each.read_units:6.1f} {each.write_units:5} {each.milliseconds:6.1f}"


if __name__ == "__main__":
    main()
