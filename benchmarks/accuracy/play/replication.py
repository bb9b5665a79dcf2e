"""One replication: three days are played, every poll is estimated, and every caller compared with what they heard."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from benchmarks.accuracy.announcers.announcements import Announcements
from benchmarks.accuracy.announcers.baselines import AVERAGE, FORMULAS, Baseline
from benchmarks.accuracy.announcers.product import PRODUCT, Estimator, Product, parsed
from benchmarks.accuracy.announcers.scoring import ScoredProduct
from benchmarks.accuracy.centres.recording import Recording, Watched, catalogue, scenario
from benchmarks.accuracy.centres.scenarios import DAYS
from benchmarks.accuracy.play.ablation import DAMAGES, LOST_POLLS, NEITHER, PRIORITIES, UNSCORED, Losses
from benchmarks.accuracy.play.beside_oracle import beside_the_oracle
from benchmarks.accuracy.play.jam import slowed, started_in_a_jam
from benchmarks.accuracy.scores.score import Score, score
from poller.estimation.estimator import waits
from poller.estimation.statistics import Measured

FIRST_SECONDS = 5400.0
"""The first ninety minutes of the first day: what is told before anything was learned."""


class Setting(NamedTuple):
    """What is played. With `damaged`, the product is given statistics that lack something, a time for each thing."""

    scenario: str
    multi_tasking: bool = True
    poll_seconds: int = 60
    damaged: bool = False
    priorities_of_pending: bool = False
    """Whether `tasks_by_priority` counts only who waits: Twilio does not say."""
    days: int = DAYS
    beside_oracle: bool = False
    """Whether a sample of the callers is also told what nobody could know better."""
    jam_minutes: int = 0
    """With a handle time of so many minutes, the poller is started while the queue is long; 0 for none of this."""


class Job(NamedTuple):
    """One replication to play."""

    setting: Setting
    seed: int


@dataclass(frozen=True, slots=True)
class Replication:
    """What came of a job: the score of each way of telling waits; None where nobody had to wait."""

    job: Job
    scores: Mapping[str, Score | None]
    first: Mapping[str, Score | None]
    """The same over who called in the first ninety minutes."""


def play(job: Job, estimator: Estimator = waits) -> Replication:
    """Play one replication through, and return its scores."""
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
    boards = announce_damaged(recording, estimator) if setting.damaged else announce(recording, estimator)
    waited, first = recording.waited(), recording.waited_within(FIRST_SECONDS)
    at_once = recording.answered_at_once()
    return Replication(
        job,
        {name: score(board.outcomes(waited), board.needless(at_once)) for name, board in boards.items()},
        {name: score(board.outcomes(first)) for name, board in boards.items()},
    )


def announce(recording: Recording, estimator: Estimator) -> dict[str, Announcements]:
    """Let the product read every poll, and its rivals those of every minute."""
    known = catalogue(recording.scenario.plan)
    scored_product = ScoredProduct(Product(known, estimator))
    baselines = {name: Announcements(Baseline(make, known)) for name, make in FORMULAS.items()}
    for watched in recording.polls():
        scored_product.hear(recording.centre.callers)
        measured = parsed(watched)
        scored_product.board.update(measured)
        if watched.is_full:
            for baseline in baselines.values():
                baseline.update(measured)
    return {**baselines, PRODUCT: scored_product.board}


def announce_damaged(recording: Recording, estimator: Estimator) -> dict[str, Announcements]:
    """Let a product of its own read each kind of damaged statistics, and AVG15 the whole ones."""
    known = catalogue(recording.scenario.plan)
    average = Announcements(Baseline(FORMULAS[AVERAGE], known))
    scored = {name: ScoredProduct(Product(known, estimator)) for name in (*DAMAGES, LOST_POLLS)}
    boards = {name: scored_product.board for name, scored_product in scored.items()}
    boards |= {name: Announcements(Product(known, estimator)) for name in (UNSCORED, NEITHER)}
    losses = Losses(recording.seed)
    for watched in recording.polls():
        for scored_product in scored.values():
            scored_product.hear(recording.centre.callers)
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
