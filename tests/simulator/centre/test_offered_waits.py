"""The offered wait is also known for callers who hang up: the wait that they would have had."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import pytest

from simulator.centre.centre import Centre
from simulator.centre.distributions import Distribution, Lognormal
from simulator.centre.plan import Demand, Plan, Shift, steady
from simulator.centre.sids import sid
from simulator.centre.task import Task
from tests.simulator.centre.small_centres import OPENED_AT, desk, group, plan


@dataclass(frozen=True, slots=True)
class ExceptFor:
    """A distribution whose n-th duration never ends, so that the n-th caller of the queue stays."""

    law: Distribution
    nth: int

    def sampler(self, rng: Random) -> Callable[[], float]:
        draw, drawn = self.law.sampler(rng), 0

        def sample() -> float:
            nonlocal drawn
            seconds, drawn = draw(), drawn + 1
            return math.inf if drawn == self.nth else seconds

        return sample


PATIENCE = Lognormal(150, 1.2)


def _busy_plan(staying: int = 0) -> Plan:
    """Two queues that share agents, two priorities, a lunch break; in queue a one caller stays whatever happens."""
    priorities = ((0, 0.7), (10, 0.3))
    demands = {
        "a": Demand(rates=steady(2.2), priorities=priorities, patience=ExceptFor(PATIENCE, staying)),
        "b": Demand(rates=steady(1.5), priorities=priorities, patience=PATIENCE),
    }
    lunch = (Shift(0, 8), Shift(1800, 3, on_break=5), Shift(3600, 8))
    return plan((group("a", 4), group("ab", 8, lunch)), demands)


def _lived(staying: int = 0) -> list[Task]:
    """Return queue a's callers of an hour and a half, all of whom have been served by its end."""
    centre = Centre(_busy_plan(staying), seed=12, opened_at=OPENED_AT, remember_callers=True)
    centre.advance(OPENED_AT + 9000)
    return [task for task in centre.callers if task.queue_sid == sid("WQ", "a")]


def test_the_wait_offered_to_a_caller_who_hangs_up_is_their_wait_had_they_stayed() -> None:
    callers = [task for task in _lived() if task.created_at < OPENED_AT + 5400]
    gone = [number for number, task in enumerate(callers, 1) if task.status == "canceled"]
    assert len(gone) > 30

    for number in gone[::3]:
        stayed = _lived(staying=number)[number - 1]
        assert stayed.created_at == callers[number - 1].created_at
        assert stayed.accepted_at is not None
        assert callers[number - 1].offered_wait_seconds == pytest.approx(stayed.accepted_at - stayed.created_at)


def test_callers_who_hang_up_while_an_agent_rings_have_an_offered_wait_too() -> None:
    ringing = [task for task in _lived() if task.status == "canceled" and task.reserved_at is not None]

    assert ringing
    assert all(task.offered_at == (task.reserved_at or 0) + task.ring_seconds for task in ringing)


def test_the_wait_offered_to_a_caller_who_stays_is_the_wait_until_an_agent_answers() -> None:
    answered = [task for task in _lived() if task.accepted_at is not None]

    assert all(task.offered_at == task.accepted_at for task in answered)


def test_the_offered_wait_is_not_known_before_an_agent_would_have_come() -> None:
    one = desk(group("a", agents=1), remember_callers=True)
    one.at(0).calls()
    impatient = one.at(10).calls()
    one.at(20).centre.hang_up(impatient)

    assert one.at(124).tasks[1].offered_wait_seconds is None
    assert one.at(126).tasks[1].offered_wait_seconds == 125 + impatient.ring_seconds - 10


def test_a_virtual_caller_takes_its_turn_but_no_agent() -> None:
    one = desk(group("a", agents=1), remember_callers=True)
    one.at(0).calls()
    ghost, behind = one.at(10).calls(), one.at(11).calls()
    one.at(20).centre.hang_up(ghost)
    one.at(126)

    assert (ghost.offered_at, behind.reserved_at) == (one.centre.opened_at + 130, one.centre.opened_at + 125)


def test_a_virtual_caller_behind_a_more_important_caller_waits_for_the_next_agent() -> None:
    one = desk(group("a", agents=1), remember_callers=True)
    one.at(0).calls()
    ghost = one.at(10).calls()
    one.at(11).calls(priority=5)
    one.at(20).centre.hang_up(ghost)
    one.at(126)
    assert ghost.offered_at is None

    one.at(251)
    assert ghost.offered_wait_seconds == 250 + ghost.ring_seconds - 10


def test_only_those_for_whom_no_agent_was_idle_had_to_wait() -> None:
    one = desk(group("a", agents=1), remember_callers=True)
    one.at(0).calls()
    one.at(1).calls()

    assert [task.had_to_wait for task in one.tasks] == [False, True]


def test_without_remembering_no_caller_is_kept() -> None:
    centre = Centre(_busy_plan(), seed=12, opened_at=OPENED_AT)
    centre.advance(OPENED_AT + 3600)

    assert centre.callers == []
    assert all(queue.virtual_callers == [] for queue in centre.queues.values())
