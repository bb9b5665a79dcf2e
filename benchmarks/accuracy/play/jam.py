"""Started in a jam: a poller that has learned nothing yet meets a queue that is already long.

Handle times are 5 to 40 minutes. A slower contact centre is the same one with every duration but ringing multiplied,
and with fewer calls by the same factor, so that its load stays.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from benchmarks.accuracy.announcers.announcements import LATENCY_SECONDS, Announcements
from benchmarks.accuracy.announcers.baselines import AVERAGE, FORMULAS, Baseline
from benchmarks.accuracy.announcers.product import PRODUCT, Estimator, Product, parsed
from benchmarks.accuracy.centres.recording import OPENED_AT, Recording, Watched, workspace_of
from benchmarks.accuracy.centres.scenario_parts import PER_CALL_SECONDS, Scenario
from benchmarks.accuracy.scores.score import Outcome, Score, score
from simulator.centre.distributions import Scaled
from simulator.centre.plan import Demand
from simulator.centre.task import Task

HANDLE_MINUTES = (5, 10, 20, 40)
FIRST_SECONDS = 1800.0
"""Seconds after its start in which a poller is judged."""
STARTS = 6
"""The most starts of a poller in one replication."""
LEAST_WAITING = 3
LONGEST_SHARE = 0.25
"""A poller is started at a poll among this share of the polls, those with the most callers waiting."""


def slowed(scenario: Scenario, handle_minutes: float) -> Scenario:
    """Return the scenario with this mean handle time and the same load on its agents."""
    factor = 60 * handle_minutes / PER_CALL_SECONDS
    queues = (replace(queue, demand=_slowed(queue.demand, factor)) for queue in scenario.plan.task_queues)
    return replace(scenario, plan=replace(scenario.plan, task_queues=tuple(queues)))


def _slowed(demand: Demand, factor: float) -> Demand:
    return replace(
        demand,
        rates=tuple(replace(rate, per_minute=rate.per_minute / factor) for rate in demand.rates),
        talk=Scaled(demand.talk, factor),
        wrap_up=Scaled(demand.wrap_up, factor),
        patience=Scaled(demand.patience, factor),
    )


def started_in_a_jam(recording: Recording, estimator: Estimator) -> dict[str, Score | None]:
    """Return the scores of the product and AVG15 over the callers of each start's first 30 minutes.

    Both begin with nothing learned at each start. The product learns nothing from ended calls here, because hardly
    any call ends in half an hour of long waits.
    """
    polls = list(recording.polls())
    waited, known = recording.waited(), workspace_of(recording.scenario.plan)
    outcomes: dict[str, list[Outcome]] = {AVERAGE: [], PRODUCT: []}
    for first in starts(recording, polls):
        boards = {
            AVERAGE: Announcements(Baseline(FORMULAS[AVERAGE], known)),
            PRODUCT: Announcements(Product(known, estimator)),
        }
        callers = _callers(waited, polls[first].at)
        for watched in _watched(polls, first):
            measured = parsed(watched)
            for board in boards.values():
                board.update(measured)
        for name, board in boards.items():
            outcomes[name] += board.outcomes(callers)
    return {name: score(found) for name, found in outcomes.items()}


def starts(recording: Recording, polls: Sequence[Watched]) -> list[int]:
    """Return the numbers of the polls at which a poller is started: drawn by the seed, no two within 30 minutes."""
    waiting = {number: _waiting(each) for number, each in enumerate(polls) if _counts(recording, each)}
    jams = sorted((number for number in waiting if waiting[number] >= LEAST_WAITING), key=lambda each: -waiting[each])
    longest = jams[: max(1, round(LONGEST_SHARE * len(waiting)))]
    Random(f"{recording.seed} jam").shuffle(longest)
    chosen: list[int] = []
    for number in longest:
        if len(chosen) < STARTS and all(abs(polls[number].at - polls[each].at) >= FIRST_SECONDS for each in chosen):
            chosen.append(number)
    return sorted(chosen)


def _counts(recording: Recording, watched: Watched) -> bool:
    return recording.scenario.counts(watched.at - OPENED_AT)


def _waiting(watched: Watched) -> int:
    return sum(realtime["tasks_by_status"]["pending"] for realtime, _ in watched.statistics.values())


def _watched(polls: Sequence[Watched], first: int) -> Iterator[Watched]:
    ends_at = polls[first].at + FIRST_SECONDS
    return (each for each in polls[first:] if each.at < ends_at)


def _callers(waited: Sequence[Task], started_at: float) -> list[Task]:
    first, last = started_at + LATENCY_SECONDS, started_at + FIRST_SECONDS
    return [task for task in waited if first <= task.created_at < last]
