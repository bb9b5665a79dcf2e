"""Results over replications written by hand: ratios, means, and the targets that they reach."""

from dataclasses import replace

import pytest

from benchmarks.accuracy.announcers.baselines import AVERAGE, FORMULAS, ROLLING_MINUTES, rolling_name
from benchmarks.accuracy.announcers.oracle import ORACLE
from benchmarks.accuracy.announcers.product import PRODUCT
from benchmarks.accuracy.centres.scenarios import SCENARIOS
from benchmarks.accuracy.play.ablation import MISSING
from benchmarks.accuracy.play.replication import Job, Replication, Setting
from benchmarks.accuracy.report import comparison, measures, trials
from benchmarks.accuracy.report.results import Results
from benchmarks.accuracy.report.tables import Table
from benchmarks.accuracy.report.verdict import verdict
from benchmarks.accuracy.scores.score import Score
from benchmarks.accuracy.scores.targets import TEN

SCORE = Score(
    callers=900,
    mean_wait=200,
    mae=100,
    mae_as_heard=100,
    shortly=0.1,
    rmse=130,
    bias=-30,
    within_tolerance=0.5,
    coverage=None,
    interval_width=None,
    without_range=1,
    without_figure=0,
    longer_than_heard=0.3,
    much_longer_than_heard=0.1,
    pinball=60,
    false_alarms=0.2,
    false_alarms_in_words=0.1,
)


def replication(setting: Setting, seed: int, error: float, *, coverage: float | None = 0.8) -> Replication:
    """Return a replication in which every baseline is off by 100 s, and the product by `error`."""
    baselines = dict.fromkeys(FORMULAS, SCORE)
    product = replace(
        SCORE, mae=error, mae_as_heard=error + 10, bias=8, coverage=coverage, interval_width=90, without_range=0
    )
    scores = {**baselines, PRODUCT: product}
    return Replication(Job(setting, seed), scores, scores)


def results(errors: dict[str, float] | None = None, **kwargs: float | None) -> Results:
    """Return two replications of every scenario; the product is off by 40 s unless `errors` says otherwise."""
    off_by = {**dict.fromkeys(SCENARIOS, 40.0), **(errors or {})}
    return Results.of(
        replication(Setting(name), seed, error + seed, **kwargs) for name, error in off_by.items() for seed in (1, -1)
    )


def row(table: Table, first: str) -> dict[str, str]:
    """Return the cells of the row whose first cell is `first`, by column."""
    (found,) = [each for each in table.rows if each[0] == first]
    return dict(zip(table.columns, found, strict=True))


def test_a_ratio_comes_with_its_target_and_whether_it_is_reached() -> None:
    table = comparison.compared(results({"spike": 18.0, "small": 61.0}), multi_tasking=True)

    spike, small = row(table, "spike"), row(table, "small")
    assert (spike["AVG15"], spike["product/AVG15"], spike["target"], spike["reached"]) == (
        "100.0",
        "0.180 ± 0.127",
        "0.18",
        "yes",
    )
    assert (small["product/AVG15"], small["target"], small["reached"]) == ("0.610 ± 0.127", "0.605", "no")


def test_the_last_row_is_the_geometric_mean_of_the_ten() -> None:
    table = comparison.compared(results({"three-queues": 99.0, "two-queues": 99.0}), multi_tasking=True)

    assert table.rows[-1] == tuple(row(table, "geometric mean").values())
    assert row(table, "geometric mean")["product/AVG15"].startswith("0.400 ± ")
    assert row(table, "geometric mean")["reached"] == "yes"
    assert row(table, "geometric mean")["as heard"] == "0.500"


def test_without_one_of_the_ten_there_is_no_geometric_mean() -> None:
    found = Results.of(replication(Setting(name), 1, 40) for name in list(TEN)[1:])

    assert found.geometric_mean(Setting("")) is None


def test_the_order_in_which_replications_come_changes_nothing() -> None:
    replications = [replication(Setting("day"), seed, 40 + seed) for seed in range(4)]

    one, other = Results.of(replications), Results.of(reversed(replications))

    assert one.ratio(Setting("day")) == other.ratio(Setting("day"))


def test_a_replication_in_which_nobody_waited_does_not_count() -> None:
    without_figure = Replication(Job(Setting("day"), 9), dict.fromkeys((AVERAGE, PRODUCT)), {})
    found = Results.of([without_figure, replication(Setting("day"), 1, 40)])

    figure = found.ratio(Setting("day"))
    assert figure is not None
    assert figure.value == pytest.approx(0.4)
    assert Results.of([without_figure]).ratio(Setting("day")) is None


def test_a_target_counts_as_reached_only_where_it_is() -> None:
    table = verdict(results({"spike": 19.0, "three-queues": 101.0}, coverage=0.86))

    # moderate, overload, ramp, lunch, small, multi-skill, priority and day are; spike and large are not.
    assert row(table, "product/AVG15, ten scenarios")["reached"] == "8 of 10"
    assert row(table, "product/AVG15, ten scenarios")["where the worst is"] == "large, multi-tasking"
    assert row(table, "queues that share agents")["reached"] == "1 of 2"
    assert row(table, "callers whom a workflow moves on")["reached"] == "2 of 2"
    assert row(table, "never worse than AVG15")["reached"] == "13 of 14"
    assert row(table, "80 % range covers")["reached"] == "0 of 14"
    assert row(table, "bias/mean wait")["reached"] == "14 of 14"


def test_a_range_that_is_never_told_covers_nothing() -> None:
    assert row(verdict(results(coverage=None)), "80 % range covers")["worst found"] == "0.000"


def test_the_product_is_set_beside_the_oracle_and_both_beside_avg15() -> None:
    setting = Setting("small", beside_oracle=True)
    scores = {AVERAGE: SCORE, PRODUCT: replace(SCORE, mae=44), ORACLE: replace(SCORE, mae=40)}
    table = comparison.beside_the_oracle(Results.of(Replication(Job(setting, seed), scores, {}) for seed in (1, 2)))

    assert [each[0] for each in table.rows] == ["small", "geometric mean"]
    cells = row(table, "small")
    assert [cells[name] for name in ("AVG15 s", "product s", "oracle s")] == ["100.0", "44.0", "40.0"]
    ratios = [cells[name].split()[0] for name in ("product/oracle", "product/AVG15", "oracle/AVG15")]
    assert ratios == ["1.100", "0.440", "0.400"]
    assert comparison.beside_the_oracle(results()).rows == []


def test_the_worst_scenario_speaks_for_each_thing_that_is_missing() -> None:
    scores = {AVERAGE: SCORE, **{name: replace(SCORE, mae=50) for name in MISSING}}
    scores["wrapping"] = replace(SCORE, mae=76)
    damaged = [Replication(Job(Setting("small", damaged=True), 1), scores, {})]
    damaged += [Replication(Job(Setting("day", damaged=True), 1), {**scores, "wrapping": SCORE}, {})]

    table = trials.ablation(Results.of(damaged))

    assert row(table, "wrapping")["worst in"] == "day"
    assert row(table, "wrapping")["worst product/AVG15"] == "1.000"
    assert row(table, "wrapping")["reached"] == "no"
    assert row(table, "split_by_wait_time")["reached"] == "yes"


def test_the_sentence_is_set_beside_the_one_that_avg15_would_give() -> None:
    product = replace(SCORE, longer_than_heard=0.08, much_longer_than_heard=0.011, pinball=24.0)
    found = Results.of(
        Replication(Job(Setting(name), 1), {AVERAGE: SCORE, PRODUCT: replace(product, pinball=pinball)}, {})
        for name, pinball in (("small", 24.0), ("day", 31.0))
    )

    table = measures.sentences(found)

    small = row(table, "small")
    assert (small["longer"], small["by 2 min"], small["product/AVG15"], small["reached"]) == (
        "8.0 %",
        "1.1 %",
        "0.400",
        "yes",
    )
    assert (small["AVG15 longer"], small["AVG15 by 2 min"], small["AVG15 pinball s"]) == ("30.0 %", "10.0 %", "60.0")
    assert row(table, "day")["reached"] == "no"
    targets = verdict(found)
    assert row(targets, "longer than heard")["reached"] == "2 of 2"
    assert row(targets, "longer than heard by two minutes")["reached"] == "2 of 2"
    assert row(targets, "pinball loss of the sentence")["reached"] == "1 of 2"


def test_the_best_rolling_mean_is_chosen_by_scenario_afterwards() -> None:
    def means(setting: Setting, two: float, ten: float) -> Replication:
        others = {name: replace(SCORE, mae=400) for name in map(rolling_name, ROLLING_MINUTES)}
        others |= {rolling_name(2): replace(SCORE, mae=two), rolling_name(10): replace(SCORE, mae=ten)}
        baselines = dict.fromkeys(FORMULAS, SCORE)
        return Replication(Job(setting, 1), {**baselines, **others, PRODUCT: replace(SCORE, mae=40)}, {})

    table = comparison.compared(
        Results.of([means(Setting("small"), 50, 90), means(Setting("day"), 90, 80), means(Setting("spike"), 180, 170)]),
        multi_tasking=True,
    )

    chosen = {
        name: [row(table, name)[column] for column in ("best mean", "its window", "product/best mean")]
        for name in ("small", "day", "spike")
    }
    assert chosen == {
        "small": ["50.0", "2 min", "0.800"],
        "day": ["80.0", "10 min", "0.500"],
        "spike": ["100.0", "15 min", "0.400"],
    }


def test_a_poller_that_is_started_in_a_jam_has_a_row_for_each_scenario_and_each_handle_time() -> None:
    errors = {5: 20.0, 10: 40.0, 20: 60.0, 40: 120.0}
    found = Results.of(
        replication(Setting(name, jam_minutes=minutes), seed, error, coverage=0.7)
        for name in ("small", "day")
        for minutes, error in errors.items()
        for seed in (1, 2)
    )

    table = trials.started_in_a_jam(found)

    assert [each[0] for each in table.rows] == ["small", "day", *(f"handle time {each} min" for each in errors)]
    ratios = {each[0]: each[4].split()[0] for each in table.rows}
    assert ratios["small"] == ratios["day"] == "0.600"
    assert [ratios[f"handle time {each} min"] for each in errors] == ["0.200", "0.400", "0.600", "1.200"]
    assert row(table, "handle time 40 min")["reached"] == "no"
    targets = verdict(found)
    assert row(targets, "started in a jam")["reached"] == "2 of 2"
    assert row(targets, "started in a jam, 80 % range covers")["reached"] == "0 of 2"
