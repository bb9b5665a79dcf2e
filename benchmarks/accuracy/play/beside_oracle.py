"""The product beside the oracle: a sample of the callers asks both."""

from bisect import bisect_right
from random import Random

from benchmarks.accuracy.announcers.announcements import LATENCY_SECONDS, Announcements
from benchmarks.accuracy.announcers.baselines import AVERAGE, FORMULAS, Baseline
from benchmarks.accuracy.announcers.ground_truth import CentreState, moment
from benchmarks.accuracy.announcers.oracle import ORACLE, Oracle
from benchmarks.accuracy.announcers.product import PRODUCT, Estimator, Product, parsed
from benchmarks.accuracy.announcers.scoring import ScoredProduct
from benchmarks.accuracy.centres.recording import OPENED_AT, Recording, catalogue
from benchmarks.accuracy.scores.score import Outcome, Score, score
from simulator.centre.task import Task

ASKING = 150
"""So many callers of a replication ask the oracle, too."""


def beside_the_oracle(recording: Recording, estimator: Estimator) -> dict[str, Score | None]:
    """Return the scores over a sample of the callers, the oracle's among them."""
    plan, known = recording.scenario.plan, catalogue(recording.scenario.plan)
    scored_product, average, moments = (
        ScoredProduct(Product(known, estimator)),
        Announcements(Baseline(FORMULAS[AVERAGE], known)),
        [],
    )
    for watched in recording.polls():
        scored_product.hear(recording.centre.callers)
        moments.append(moment(recording.centre))
        measured = parsed(watched)
        scored_product.board.update(measured)
        average.update(measured)
    readable_from = [each.at + LATENCY_SECONDS for each in moments]
    rng = Random(f"{recording.seed} oracle")
    waited = [task for task in recording.waited() if task.created_at >= readable_from[0]]
    asking = rng.sample(waited, min(ASKING, len(waited)))
    oracle = Oracle(plan, OPENED_AT, recording.days, rng)
    told = [_told(oracle, moments[bisect_right(readable_from, task.created_at) - 1], task) for task in asking]
    boards = {AVERAGE: average, PRODUCT: scored_product.board}
    return {ORACLE: score(told), **{name: score(board.outcomes(asking)) for name, board in boards.items()}}


def _told(oracle: Oracle, last: CentreState, task: Task) -> Outcome:
    told = oracle.wait(last, task.created_at, task.priority)
    return Outcome(task.offered_wait_seconds or 0.0, told.seconds, told.low_seconds, told.high_seconds)
