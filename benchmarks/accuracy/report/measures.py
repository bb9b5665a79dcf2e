"""The tables of single announcers: every measure of the estimate, and the sentence that callers hear."""

from collections.abc import Iterator

from benchmarks.accuracy.announcers.baselines import AVERAGE, FORMULAS
from benchmarks.accuracy.announcers.product import PRODUCT
from benchmarks.accuracy.centres.scenarios import SCENARIOS
from benchmarks.accuracy.play.replication import Setting
from benchmarks.accuracy.report.findings import MODES
from benchmarks.accuracy.report.results import Results, mae, pinball
from benchmarks.accuracy.report.tables import Table, exact, number, percent, share, yes
from benchmarks.accuracy.scores import targets

DETAILS = (
    "scenario", "announcer", "MAE s", "RMSE s", "bias s", "bias", "within tolerance", "coverage", "range s",
    "no range", "no figure", "shortly", "false alarms", "in words",
)  # fmt: skip
SENTENCES = (
    "scenario", "workspace", "shortly", "longer", "by 2 min", "AVG15 longer", "AVG15 by 2 min", "pinball s",
    "AVG15 pinball s", "product/AVG15", "reached",
)  # fmt: skip


def details(results: Results, *, multi_tasking: bool) -> Table:
    """Return every measure of every announcer's estimates."""
    rows = [
        _details_row(results, setting, announcer, name)
        for scenario in SCENARIOS
        for setting, announcer, name in _announcers(Setting(scenario, multi_tasking))
        if setting in results
    ]
    return Table(f"Every measure, {MODES[multi_tasking]} workspace", DETAILS, rows)


def _announcers(setting: Setting) -> Iterator[tuple[Setting, str, str]]:
    for announcer in (*FORMULAS, PRODUCT):
        yield setting, announcer, announcer
    yield setting._replace(poll_seconds=15), PRODUCT, f"{PRODUCT}, 15 s"


def _details_row(results: Results, setting: Setting, announcer: str, name: str) -> tuple[str, ...]:
    relative = results.figure(setting, announcer, lambda score: score.bias / score.mean_wait)
    return (
        setting.scenario,
        name,
        exact(results.figure(setting, announcer, mae)),
        number(results.figure(setting, announcer, lambda score: score.rmse)),
        exact(results.figure(setting, announcer, lambda score: score.bias)),
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


def sentences(results: Results) -> Table:
    """Return how true the sentences are that callers hear: shares who waited longer, and the pinball loss."""
    settings = [Setting(name, multi_tasking) for multi_tasking in MODES for name in SCENARIOS]
    rows = [_sentence_row(results, setting) for setting in settings if setting in results]
    return Table("The sentence that callers hear, polls every 60 s", SENTENCES, rows)


def _sentence_row(results: Results, setting: Setting) -> tuple[str, ...]:
    longer, much_longer = (
        [results.figure(setting, announcer, pick) for announcer in (PRODUCT, AVERAGE)]
        for pick in (lambda score: score.longer_than_heard, lambda score: score.much_longer_than_heard)
    )
    ratio = results.ratio(setting, loss=pinball)
    limits = (
        (longer[0], targets.LONGER_THAN_HEARD),
        (much_longer[0], targets.MUCH_LONGER_THAN_HEARD),
        (ratio, targets.PINBALL),
    )
    return (
        setting.scenario,
        MODES[setting.multi_tasking],
        share(results.figure(setting, PRODUCT, lambda score: score.shortly)),
        *(percent(each[0]) for each in (longer, much_longer)),
        *(percent(each[1]) for each in (longer, much_longer)),
        *(number(results.figure(setting, announcer, pinball)) for announcer in (PRODUCT, AVERAGE)),
        exact(ratio, 3),
        yes(all(figure is not None and figure.value <= limit for figure, limit in limits)),
    )
