"""One replication: three days are played, and each caller's wait is compared with what they were told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from benchmarks.accuracy.announcers.announcements import Announcements
from benchmarks.accuracy.announcers.baselines import (
    AVERAGE,
    FORMULAS,
    ROLLING_MINUTES,
    Baseline,
    rolling_name,
    with_window,
)
from benchmarks.accuracy.announcers.product import PRODUCT, Estimator, Product, ScoredProduct, parsed
from benchmarks.accuracy.centres.recording import Recording, Watched, scenario, workspace_of
from benchmarks.accuracy.centres.scenario_parts import DAYS
from benchmarks.accuracy.play.ablation import DAMAGES, LOST_POLLS, NEITHER, PRIORITIES, UNSCORED, Losses
from benchmarks.accuracy.play.beside_oracle import beside_the_oracle
from benchmarks.accuracy.play.jam import slowed, started_in_a_jam
from benchmarks.accuracy.scores.score import Score, score
from poller.estimation import estimate
from poller.estimation.statistics import Measured

FIRST_SECONDS = 5400.0
"""The first 90 minutes of the first day, when little has been learned."""


class Setting(NamedTuple):
    """What is played. With `damaged`, one product for each thing that may be missing reads statistics that lack it."""

    scenario: str
    multi_tasking: bool = True
    poll_seconds: int = 60
    damaged: bool = False
    priorities_of_pending: bool = False
    """Whether `tasks_by_priority` counts only callers who wait: Twilio does not say."""
    days: int = DAYS
    beside_oracle: bool = False
    """Whether a sample of the callers asks the oracle too."""
    jam_minutes: int = 0
    """The mean handle time of a contact centre in which the poller is started in a jam; 0 for the usual start."""


class Job(NamedTuple):
    """One replication to play."""

    setting: Setting
    seed: int


@dataclass(frozen=True, slots=True)
class Replication:
    """The score of each announcer in one job; None where nobody had to wait."""

    job: Job
    scores: Mapping[str, Score | None]
    first: Mapping[str, Score | None]
    """The same over the callers of the first 90 minutes."""


def play(job: Job, estimator: Estimator = estimate) -> Replication:
    """Play one replication, and return its scores."""
    setting, seed = job
    played = scenario(setting.scenario, seed, multi_tasking=setting.multi_tasking)
    recording = Recording(
        slowed(played, setting.jam_minutes) if setting.jam_minutes else played,
        seed,
        setting.poll_seconds,
        setting.priorities_of_pending,
        setting.days,
    )
    if setting.beside_oracle:
        return Replication(job, beside_the_oracle(recording, estimator), {})
    if setting.jam_minutes:
        return Replication(job, started_in_a_jam(recording, estimator), {})
    announced = announce_damaged(recording, estimator) if setting.damaged else announce(recording, estimator)
    waited, first = recording.waited(), recording.waited_within(FIRST_SECONDS)
    at_once = recording.answered_at_once()
    return Replication(
        job,
        {name: score(each.outcomes(waited), each.at_once(at_once)) for name, each in announced.items()},
        {name: score(each.outcomes(first)) for name, each in announced.items()},
    )


def announce(recording: Recording, estimator: Estimator) -> dict[str, Announcements]:
    """Let the product read every poll, and the baselines those of every minute."""
    known = workspace_of(recording.scenario.plan)
    scored_product = ScoredProduct(Product(known, estimator), recording.scenario.plan)
    baselines = {name: Announcements(Baseline(make, known)) for name, make in FORMULAS.items()}
    rolling = {minutes: Announcements(Baseline(FORMULAS[AVERAGE], known)) for minutes in ROLLING_MINUTES}
    for watched in recording.polls():
        scored_product.learn_from(recording.centre.callers)
        measured = parsed(watched)
        scored_product.announcements.update(measured)
        if watched.is_full:
            for baseline in baselines.values():
                baseline.update(measured)
            for minutes, mean in rolling.items():
                mean.update(with_window(measured, recording.waits_of_last(minutes)))
    means = {rolling_name(minutes): mean for minutes, mean in rolling.items()}
    return {**baselines, **means, PRODUCT: scored_product.announcements}


def announce_damaged(recording: Recording, estimator: Estimator) -> dict[str, Announcements]:
    """Let one product for each kind of damage read the damaged statistics, and AVG15 the whole ones."""
    known = workspace_of(recording.scenario.plan)
    average = Announcements(Baseline(FORMULAS[AVERAGE], known))
    scored = {name: ScoredProduct(Product(known, estimator)) for name in (*DAMAGES, LOST_POLLS)}
    boards = {name: scored_product.announcements for name, scored_product in scored.items()}
    boards |= {name: Announcements(Product(known, estimator)) for name in (UNSCORED, NEITHER)}
    losses = Losses(recording.seed)
    for watched in recording.polls():
        for scored_product in scored.values():
            scored_product.learn_from(recording.centre.callers)
        measured = parsed(watched)
        average.update(measured)
        boards[UNSCORED].update(measured)
        for name, damaged in _damaged(watched):
            boards[name].update(damaged)
            if name == PRIORITIES:
                boards[NEITHER].update(damaged)
        if not losses.next_is_lost():
            boards[LOST_POLLS].update(measured)
    return {AVERAGE: average, **boards}


def _damaged(watched: Watched) -> Iterator[tuple[str, dict[str, Measured]]]:
    for name, damage in DAMAGES.items():
        statistics: dict[str, Any] = {sid: damage(halves) for sid, halves in watched.statistics.items()}
        yield name, parsed(replace(watched, statistics=statistics))
