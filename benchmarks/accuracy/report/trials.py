"""The tables of harder conditions: a start in a jam, and one thing missing."""

from benchmarks.accuracy.announcers.baselines import AVERAGE
from benchmarks.accuracy.announcers.product import PRODUCT
from benchmarks.accuracy.centres.scenarios import SCENARIOS
from benchmarks.accuracy.play import jobs
from benchmarks.accuracy.play.jam import HANDLE_MINUTES
from benchmarks.accuracy.play.replication import Setting
from benchmarks.accuracy.report import findings
from benchmarks.accuracy.report.comparison import MEAN_NAME
from benchmarks.accuracy.report.results import Results, mae
from benchmarks.accuracy.report.tables import Table, exact, number, share, yes
from benchmarks.accuracy.scores import targets
from benchmarks.accuracy.scores.confidence import geometric_mean

JAM = ("scenario", "mean wait", "AVG15 s", "product s", "product/AVG15", "reached", "bias", "coverage", "range s")


def started_in_a_jam(results: Results) -> Table:
    """Return the first 30 minutes of pollers that start while the queue is long, by scenario and by handle time."""
    by_scenario = findings.in_a_jam(results)
    settings = {f"handle time {each} min": jobs.jam_settings(SCENARIOS, [each]) for each in HANDLE_MINUTES}
    by_minutes = results.merged({Setting(name): parts for name, parts in settings.items()})
    rows = [_jam_row(by_scenario, name) for name in SCENARIOS if Setting(name) in by_scenario]
    rows += [_jam_row(by_minutes, name) for name in settings if Setting(name) in by_minutes]
    return Table("Started in a jam: mean absolute error in a poller's first 30 minutes", JAM, rows)


def _jam_row(results: Results, name: str) -> tuple[str, ...]:
    setting = Setting(name)
    found = results.ratio(setting)
    return (
        name,
        number(results.figure(setting, PRODUCT, lambda score: score.mean_wait), 0),
        *(number(results.figure(setting, each, mae)) for each in (AVERAGE, PRODUCT)),
        exact(found, 3),
        yes(found is not None and found.value <= targets.NEVER_WORSE),
        share(results.figure(setting, PRODUCT, lambda score: score.bias / score.mean_wait)),
        exact(results.figure(setting, PRODUCT, lambda score: score.coverage), 3),
        number(results.figure(setting, PRODUCT, lambda score: score.interval_width), 0),
    )


def ablation(results: Results) -> Table:
    """Return the worst of the ten scenarios for each thing that may be missing or mean something else."""
    rows = []
    for missing, found in findings.by_missing(results).items():
        worst = max(found, key=lambda finding: finding.excess)
        overall = geometric_mean([each.figure for each in found])
        rows.append((missing, exact(worst.figure, 3), yes(worst.excess <= 0), number(overall, 3), worst.where))
    columns = ("missing", "worst product/AVG15", "reached", MEAN_NAME, "worst in")
    return Table(f"With one thing missing, multi-tasking workspace (target {targets.ABLATION:g})", columns, rows)
