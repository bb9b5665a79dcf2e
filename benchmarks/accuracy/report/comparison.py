"""The tables that compare errors: with the baselines, at the start, and with the oracle."""

from benchmarks.accuracy.announcers import oracle
from benchmarks.accuracy.announcers.baselines import AVERAGE, FORMULAS
from benchmarks.accuracy.announcers.product import PRODUCT
from benchmarks.accuracy.centres.scenarios import SCENARIOS
from benchmarks.accuracy.play.replication import Setting
from benchmarks.accuracy.report.findings import MODES
from benchmarks.accuracy.report.results import Results, as_heard, mae
from benchmarks.accuracy.report.tables import NOTHING, Table, exact, number, yes
from benchmarks.accuracy.scores import targets
from benchmarks.accuracy.scores.confidence import geometric_mean

MEAN_NAME = "geometric mean"
COMPARED = (
    "scenario", "replications", "mean wait", *FORMULAS, "best mean", "its window", PRODUCT, "product/AVG15", "target",
    "reached", "as heard", "at 15 s", "product/best mean",
)  # fmt: skip


def compared(results: Results, *, multi_tasking: bool) -> Table:
    """Return the error of every announcer, and the product's over AVG15's and over the best rolling mean's."""
    rows = [
        _compared_row(results, Setting(name, multi_tasking))
        for name in SCENARIOS
        if Setting(name, multi_tasking) in results
    ]
    title = f"Mean absolute error in seconds, {MODES[multi_tasking]} workspace, polls every 60 s"
    return Table(title, COMPARED, [*rows, _mean_row(results, Setting("", multi_tasking))])


def _compared_row(results: Results, setting: Setting) -> tuple[str, ...]:
    target = targets.ratio_target(setting.scenario, multi_tasking=setting.multi_tasking)
    found, best = results.ratio(setting), results.best_mean(setting) or AVERAGE
    return (
        setting.scenario,
        str(results.replications(setting)),
        number(results.figure(setting, PRODUCT, lambda score: score.mean_wait), 0),
        *(number(results.figure(setting, name, mae)) for name in (*FORMULAS, best)),
        best.removeprefix("mean of ").replace(AVERAGE, "15 min"),
        exact(results.figure(setting, PRODUCT, mae)),
        exact(found, 3),
        f"{target:g}",
        yes(found is not None and found.value <= target),
        number(results.ratio(setting, loss=as_heard), 3),
        exact(results.ratio(setting._replace(poll_seconds=15)), 3),
        number(results.ratio(setting, over=best), 3),
    )


def _mean_row(results: Results, like: Setting) -> tuple[str, ...]:
    found = results.geometric_mean(like)
    baselines = ["1" if name == AVERAGE else number(results.geometric_mean(like, name), 3) for name in FORMULAS]
    ten = [like._replace(scenario=name) for name in targets.TEN]
    over_best = [ratio for each in ten if (ratio := results.ratio(each, over=results.best_mean(each) or AVERAGE))]
    return (
        MEAN_NAME,
        *(NOTHING, NOTHING, *baselines, NOTHING, NOTHING, NOTHING),
        exact(found, 3),
        f"{targets.GEOMETRIC_MEAN[60]:g}",
        yes(found is not None and found.value <= targets.GEOMETRIC_MEAN[60]),
        number(results.geometric_mean(like, loss=as_heard), 3),
        exact(results.geometric_mean(like._replace(poll_seconds=15)), 3),
        number(geometric_mean(over_best) if len(over_best) == len(ten) else None, 3),
    )


def first_minutes(results: Results) -> Table:
    """Return the errors of the first 90 minutes of the first day, when little has been learned."""
    rows = []
    for multi_tasking, mode in MODES.items():
        for name in SCENARIOS:
            setting = Setting(name, multi_tasking)
            found = results.first_ratio(setting)
            if found:
                average, product = (results.first_error(setting, announcer) for announcer in (AVERAGE, PRODUCT))
                reached = yes(found.value <= targets.NEVER_WORSE)
                rows.append((name, mode, number(average), number(product), exact(found, 3), reached))
    columns = ("scenario", "workspace", "AVG15 s", "product s", "product/AVG15", "reached")
    return Table("Mean absolute error in the first 90 minutes after a cold start", columns, rows)


def beside_the_oracle(results: Results) -> Table:
    """Return the product's error beside the least possible after the last poll: what is left to gain."""
    settings = [Setting(name, beside_oracle=True) for name in oracle.SCENARIOS]
    rows = [_oracle_row(results, setting) for setting in settings if setting in results]
    ratios = [found for setting in settings if (found := results.ratio(setting, over=oracle.ORACLE))]
    if ratios:
        rows.append((MEAN_NAME, *[NOTHING] * 3, exact(geometric_mean(ratios), 3), NOTHING, NOTHING))
    columns = ("scenario", "AVG15 s", "product s", "oracle s", "product/oracle", "product/AVG15", "oracle/AVG15")
    return Table("Beside an oracle that knows everything at the last poll", columns, rows)


def _oracle_row(results: Results, setting: Setting) -> tuple[str, ...]:
    return (
        setting.scenario,
        *(number(results.figure(setting, each, mae)) for each in (AVERAGE, PRODUCT, oracle.ORACLE)),
        exact(results.ratio(setting, over=oracle.ORACLE), 3),
        exact(results.ratio(setting), 3),
        exact(results.ratio(setting, oracle.ORACLE), 3),
    )
