"""The tables of the benchmark, made of its results."""

from collections.abc import Iterator

from benchmarks.accuracy.announcers import oracle
from benchmarks.accuracy.announcers.baselines import AVERAGE, FORMULAS
from benchmarks.accuracy.announcers.product import PRODUCT
from benchmarks.accuracy.centres.scenarios import SCENARIOS
from benchmarks.accuracy.play import jobs
from benchmarks.accuracy.play.jam import HANDLE_MINUTES
from benchmarks.accuracy.play.replication import Setting
from benchmarks.accuracy.report import findings
from benchmarks.accuracy.report.findings import MODES
from benchmarks.accuracy.report.results import Results
from benchmarks.accuracy.report.tables import NOTHING, Table, exact, number, share, yes
from benchmarks.accuracy.scores import targets
from benchmarks.accuracy.scores.confidence import geometric_mean
from benchmarks.accuracy.scores.score import Score

MEAN_NAME = "geometric mean"
COMPARED = (
    "scenario", "replications", "mean wait", *FORMULAS, PRODUCT, "product/AVG15", "target", "reached",
    "as heard", "at 15 s",
)  # fmt: skip
DETAILS = (
    "scenario", "told by", "MAE s", "RMSE s", "bias s", "bias", "within tolerance", "coverage", "range s",
    "no range", "no figure", "shortly", "false alarms", "in words",
)  # fmt: skip


def compared(results: Results, *, multi_tasking: bool) -> Table:
    """Return the error of every way of telling waits, and what the product's is to AVG15's."""
    rows = [
        _compared_row(results, Setting(name, multi_tasking))
        for name in SCENARIOS
        if Setting(name, multi_tasking) in results
    ]
    title = f"Mean absolute error in seconds, {MODES[multi_tasking]} workspace, polls every 60 s"
    return Table(title, COMPARED, [*rows, _mean_row(results, Setting("", multi_tasking))])


def _compared_row(results: Results, setting: Setting) -> tuple[str, ...]:
    target = targets.ratio_target(setting.scenario, multi_tasking=setting.multi_tasking)
    found = results.ratio(setting)
    return (
        setting.scenario,
        str(results.replications(setting)),
        number(results.figure(setting, PRODUCT, lambda score: score.mean_wait), 0),
        *(number(results.figure(setting, name, lambda score: score.mae)) for name in FORMULAS),
        exact(results.figure(setting, PRODUCT, lambda score: score.mae)),
        exact(found, 3),
        f"{target:g}",
        yes(found is not None and found.value <= target),
        number(results.ratio(setting, pick=_as_heard), 3),
        exact(results.ratio(setting._replace(poll_seconds=15)), 3),
    )


def _mean_row(results: Results, like: Setting) -> tuple[str, ...]:
    found = results.geometric_mean(like)
    baselines = ["1" if name == AVERAGE else number(results.geometric_mean(like, name), 3) for name in FORMULAS]
    return (
        MEAN_NAME,
        *(NOTHING, NOTHING, *baselines, NOTHING),
        exact(found, 3),
        f"{targets.GEOMETRIC_MEAN[60]:g}",
        yes(found is not None and found.value <= targets.GEOMETRIC_MEAN[60]),
        number(results.geometric_mean(like, pick=_as_heard), 3),
        exact(results.geometric_mean(like._replace(poll_seconds=15)), 3),
    )


def _as_heard(score: Score) -> float:
    return score.mae_as_heard


def details(results: Results, *, multi_tasking: bool) -> Table:
    """Return everything that is measured of every way of telling waits."""
    rows = [
        _details_row(results, setting, announcer, name)
        for scenario in SCENARIOS
        for setting, announcer, name in _tellers(Setting(scenario, multi_tasking))
        if setting in results
    ]
    return Table(f"Every measure, {MODES[multi_tasking]} workspace", DETAILS, rows)


def _tellers(setting: Setting) -> Iterator[tuple[Setting, str, str]]:
    for announcer in (*FORMULAS, PRODUCT):
        yield setting, announcer, announcer
    yield setting._replace(poll_seconds=15), PRODUCT, f"{PRODUCT}, 15 s"


def _details_row(results: Results, setting: Setting, announcer: str, name: str) -> tuple[str, ...]:
    bias = results.figure(setting, announcer, lambda score: score.bias)
    relative = results.figure(setting, announcer, lambda score: score.bias / score.mean_wait)
    return (
        setting.scenario,
        name,
        exact(results.figure(setting, announcer, lambda score: score.mae)),
        number(results.figure(setting, announcer, lambda score: score.rmse)),
        exact(bias),
        share(relative),
        share(results.figure(setting, announcer, lambda score: score.within_tolerance)),
        exact(results.figure(setting, announcer, lambda score: score.coverage), 3),
        number(results.figure(setting, announcer, lambda score: score.interval_width), 0),
        share(results.figure(setting, announcer, lambda score: score.without_range)),
        share(results.figure(setting, announcer, lambda score: score.without_figure)),
        share(results.figure(setting, announcer, lambda score: score.shortly)),
        share(results.figure(setting, announcer, lambda score: score.false_alarms)),
        share(results.figure(setting, announcer, lambda score: score.false_alarms_in_words)),
    )


def first_minutes(results: Results) -> Table:
    """Return what is told in the first ninety minutes of all, before anything was learned."""
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


def started_in_a_jam(results: Results) -> Table:
    """Return the first 30 minutes of pollers that are started while the queue is long, by scenario and handle time."""
    by_scenario = findings.in_a_jam(results)
    settings = {f"handle time {each} min": jobs.jam_settings(SCENARIOS, [each]) for each in HANDLE_MINUTES}
    by_minutes = results.merged({Setting(name): parts for name, parts in settings.items()})
    rows = [_jam_row(by_scenario, name) for name in SCENARIOS if Setting(name) in by_scenario]
    rows += [_jam_row(by_minutes, name) for name in settings if Setting(name) in by_minutes]
    columns = (
        "scenario", "mean wait", "AVG15 s", "product s", "product/AVG15", "reached", "bias", "coverage", "range s",
    )  # fmt: skip
    return Table("Started in a jam: mean absolute error in a poller's first 30 minutes", columns, rows)


def _jam_row(results: Results, name: str) -> tuple[str, ...]:
    setting = Setting(name)
    found = results.ratio(setting)
    return (
        name,
        number(results.figure(setting, PRODUCT, lambda score: score.mean_wait), 0),
        *(number(results.figure(setting, each, lambda score: score.mae)) for each in (AVERAGE, PRODUCT)),
        exact(found, 3),
        yes(found is not None and found.value <= targets.NEVER_WORSE),
        share(results.figure(setting, PRODUCT, lambda score: score.bias / score.mean_wait)),
        exact(results.figure(setting, PRODUCT, lambda score: score.coverage), 3),
        number(results.figure(setting, PRODUCT, lambda score: score.interval_width), 0),
    )


def beside_the_oracle(results: Results) -> Table:
    """Return what is left to gain: the product's error beside the least there can be after the last poll."""
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
        *(number(results.figure(setting, each, lambda score: score.mae)) for each in (AVERAGE, PRODUCT, oracle.ORACLE)),
        exact(results.ratio(setting, over=oracle.ORACLE), 3),
        exact(results.ratio(setting), 3),
        exact(results.ratio(setting, oracle.ORACLE), 3),
    )


def lacking(results: Results) -> Table:
    """Return the worst of the ten scenarios for everything that may be missing or mean something else."""
    rows = []
    for missing, found in findings.by_missing(results).items():
        worst = max(found, key=lambda finding: finding.excess)
        overall = geometric_mean([each.figure for each in found])
        rows.append((missing, exact(worst.figure, 3), yes(worst.excess <= 0), number(overall, 3), worst.where))
    columns = ("missing", "worst product/AVG15", "reached", MEAN_NAME, "worst in")
    return Table(f"With one thing missing, multi-tasking workspace (target {targets.ABLATION:g})", columns, rows)
