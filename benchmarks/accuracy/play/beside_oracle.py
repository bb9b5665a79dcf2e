"""The product beside the oracle: a sample of the callers reads both."""

from bisect import bisect_right
from random import Random

from benchmarks.accuracy.announcers.announcements import LATENCY_SECONDS, Announcements
from benchmarks.accuracy.announcers.baselines import AVERAGE, FORMULAS, Baseline
from benchmarks.accuracy.announcers.ground_truth import CentreState, state_of
from benchmarks.accuracy.announcers.oracle import ORACLE, Oracle
from benchmarks.accuracy.announcers.product import PRODUCT, Estimator, Product, ScoredProduct, parsed
from benchmarks.accuracy.centres.recording import OPENED_AT, Recording, workspace_of
from benchmarks.accuracy.scores.score import Outcome, Score, score
from simulator.centre.task import Task

ASKING = 150
"""The number of callers of a replication who ask the oracle too."""


def beside_the_oracle(recording: Recording, estimator: Estimator) -> dict[str, Score | None]:
    """Return the scores of the oracle, the product and AVG15 over a sample of the callers."""
    plan, known = recording.scenario.plan, workspace_of(recording.scenario.plan)
    scored_product, average, states = (
        ScoredProduct(Product(known, estimator)),
        Announcements(Baseline(FORMULAS[AVERAGE], known)),
        [],
    )
    for watched in recording.polls():
        scored_product.learn_from(recording.centre.callers)
        states.append(state_of(recording.centre))
        measured = parsed(watched)
        scored_product.announcements.update(measured)
        average.update(measured)
    readable_from = [each.at + LATENCY_SECONDS for each in states]
    rng = Random(f"{recording.seed} oracle")
    waited = [task for task in recording.waited() if task.created_at >= readable_from[0]]
    asking = rng.sample(waited, min(ASKING, len(waited)))
    oracle = Oracle(plan, OPENED_AT, recording.days, rng)
    told = [_told(oracle, states[bisect_right(readable_from, task.created_at) - 1], task) for task in asking]
    boards = {AVERAGE: average, PRODUCT: scored_product.announcements}
    return {ORACLE: score(told), **{name: score(board.outcomes(asking)) for name, board in boards.items()}}


def _told(oracle: Oracle, last: CentreState, task: Task) -> Outcome:
    told = oracle.wait(last, task.created_at, task.priority)
    return Outcome(task.offered_wait_seconds or 0.0, told.seconds, told.low_seconds, told.high_seconds)
