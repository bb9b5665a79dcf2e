"""A whole replication: the product, the baselines, and the waits that callers were offered."""

from collections.abc import Mapping

import pytest

from benchmarks.accuracy.announcers.baselines import AVERAGE, FORMULAS, ROLLING_MINUTES, rolling_name
from benchmarks.accuracy.announcers.product import PRODUCT, Product
from benchmarks.accuracy.centres.recording import Recording, scenario
from benchmarks.accuracy.play.ablation import LOST_POLLS, MISSING
from benchmarks.accuracy.play.replication import Job, Setting, announce, play
from poller.estimation.state import QueueState, WorkspaceState
from poller.estimation.statistics import Measured, QueueStatistics
from poller.estimation.workspace import Workspace
from waittimes.wait import Basis, Estimate, Wait

SMALL = Setting("small", days=1)


def average(found: Mapping[str, Measured], _: Workspace, known: WorkspaceState) -> dict[str, Wait]:
    """Announce AVG15."""
    waits = {}
    for sid, each in found.items():
        last = known.queues.setdefault(sid, QueueState())
        if each.statistics.accepted:
            last.busy_seconds = each.statistics.mean_wait_seconds or 0.0
        waits[sid] = Wait(
            queue_sid=sid, queue_name="a", measured_at=each.at, basis=Basis.LINE, estimate=Estimate(last.busy_seconds)
        )
    return waits


def an_hour_for_everybody(
    found: Mapping[str, Measured], _workspace: Workspace, _known: WorkspaceState
) -> dict[str, Wait]:
    """Announce an hour to everybody, with a range that covers every wait."""
    return {
        sid: Wait(
            queue_sid=sid, queue_name="a", measured_at=each.at, basis=Basis.LINE, estimate=Estimate(3600, 0, 7200)
        )
        for sid, each in found.items()
    }


def test_the_same_job_is_scored_the_same() -> None:
    assert play(Job(SMALL, 3)) == play(Job(SMALL, 3))


def test_an_estimator_that_is_avg15_scores_as_avg15_does() -> None:
    found = play(Job(SMALL, 3), average)

    assert found.scores.keys() == {*FORMULAS, *map(rolling_name, ROLLING_MINUTES), PRODUCT}
    assert found.scores[PRODUCT] == found.scores[AVERAGE]
    assert found.first[PRODUCT] == found.first[AVERAGE]


@pytest.mark.slow
def test_what_is_lacking_is_lacking_for_the_product_alone() -> None:
    whole, damaged = play(Job(SMALL, 3), average), play(Job(SMALL._replace(damaged=True), 3), average)

    assert damaged.scores.keys() == {AVERAGE, *MISSING}
    assert damaged.scores[AVERAGE] == whole.scores[AVERAGE] == damaged.scores["wrapping"]
    lost, without = damaged.scores[LOST_POLLS], damaged.scores["the cumulative half"]
    assert lost is not None
    assert without is not None
    assert without.mae == without.mean_wait
    assert lost != whole.scores[AVERAGE]


def test_at_fifteen_seconds_the_product_reads_every_poll_and_its_rivals_every_minute() -> None:
    recording = Recording(scenario("small", 3, multi_tasking=True), 3, 15, days=1)
    (sid,) = recording.centre.queues

    boards = announce(recording, average)

    records = {name: len(list(board.records(sid))) for name, board in boards.items()}
    assert records == {**dict.fromkeys([*FORMULAS, *map(rolling_name, ROLLING_MINUTES)], 645), PRODUCT: 4 * 645}


def test_ranges_and_false_alarms_are_those_of_the_record() -> None:
    found = play(Job(SMALL, 3), an_hour_for_everybody).scores[PRODUCT]

    assert found is not None
    assert (found.coverage, found.without_range) == (1, 0)
    # "More than forty-five minutes".
    assert (found.false_alarms, found.false_alarms_in_words) == (1, 1)
    assert found.interval_width == 7200


def test_what_the_phone_reads_has_been_through_a_page_of_the_table() -> None:
    at = 1_790_000_000.123456
    statistics = QueueStatistics(accepted=3, mean_wait_seconds=71, pending=0, available_workers=0)
    product = Product(Workspace(0, True, {}, frozenset(), frozenset()), average)

    found = product.waits({"WQ1": Measured(statistics, at)})

    assert found["WQ1"].measured_at == 1_790_000_000.123
    assert found["WQ1"].estimate.seconds == 71
