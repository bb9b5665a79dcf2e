"""A part of one day: what was announced, and the waits that followed."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import fmean

from benchmarks.accuracy.announcers.announcements import Announcements
from benchmarks.accuracy.announcers.baselines import AVERAGE
from benchmarks.accuracy.announcers.product import PRODUCT, Estimator
from benchmarks.accuracy.centres.recording import OPENED_AT, Recording, scenario
from benchmarks.accuracy.centres.scenario_parts import DAY_SECONDS
from benchmarks.accuracy.play.replication import announce
from poller.estimation import estimate
from simulator.centre.plan import Plan
from simulator.centre.task import Task
from waittimes.wait import Estimate

DAY = 2
"""The third day, after two days of learning."""


@dataclass(frozen=True, slots=True)
class Told:
    """What callers were told between two times, in seconds of the day."""

    start: float
    end: float
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Episode:
    """A part of the day, in seconds since its opening; announcers by their names."""

    start: float
    end: float
    event: tuple[float, float]
    """Start and end of the most calls of the day, or of a break of agents."""
    callers: list[tuple[float, float]]
    """The time of each call, and the wait that was offered."""
    told: Mapping[str, list[Told]]
    errors: Mapping[str, float]
    """The mean absolute error over the callers who had to wait, in seconds."""


def episode(name: str, seed: int, start: float, end: float, estimator: Estimator = estimate) -> Episode:
    """Play the scenario, which must have one task queue, and return this part of its third day."""
    recording = Recording(scenario(name, seed, multi_tasking=True), seed, 60)
    boards = announce(recording, estimator)
    morning = OPENED_AT + DAY * DAY_SECONDS
    (queue_sid,) = recording.centre.queues
    callers = [task for task in recording.centre.callers if start <= task.created_at - morning < end]
    shown = (PRODUCT, AVERAGE)
    return Episode(
        start,
        end,
        event=_event(recording.scenario.plan),
        callers=[(task.created_at - morning, task.offered_wait_seconds or 0.0) for task in callers],
        told={each: _told(boards[each], queue_sid, morning, start, end) for each in shown},
        errors={each: _error(boards[each], callers) for each in shown},
    )


def _event(plan: Plan) -> tuple[float, float]:
    (queue,), (group,) = plan.task_queues, plan.groups
    rates, shifts = queue.demand.rates, group.shifts
    busiest = max(rate.per_minute for rate in rates)
    calls = [(rate.from_seconds, rate.per_minute == busiest) for rate in rates]
    breaks = [(shift.from_seconds, shift.on_break > 0) for shift in shifts]
    steps = breaks if any(away for _, away in breaks) else calls
    (found,) = ((start, end) for (start, is_on), (end, _) in pairwise(steps) if is_on and start >= DAY * DAY_SECONDS)
    return found[0] - DAY * DAY_SECONDS, found[1] - DAY * DAY_SECONDS


def _told(board: Announcements, queue_sid: str, morning: float, start: float, end: float) -> list[Told]:
    records = [(at - morning, wait.estimate) for at, wait in board.records(queue_sid)]
    steps = pairwise([*records, (inf, Estimate())])
    return [
        Told(max(since, start), min(until, end), estimate)
        for (since, estimate), (until, _) in steps
        if since < end and until > start
    ]


def _error(board: Announcements, callers: list[Task]) -> float:
    return fmean(abs(answer.error) for answer in board.outcomes(task for task in callers if task.had_to_wait))
