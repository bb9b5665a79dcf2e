"""Every figure that has a target, with its distance from the target."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from benchmarks.accuracy.announcers.product import PRODUCT
from benchmarks.accuracy.centres.scenarios import SCENARIOS
from benchmarks.accuracy.play import jobs
from benchmarks.accuracy.play.ablation import MISSING, NEITHER
from benchmarks.accuracy.play.jam import HANDLE_MINUTES
from benchmarks.accuracy.play.replication import Setting
from benchmarks.accuracy.report.results import Pick, Results, pinball
from benchmarks.accuracy.scores import targets
from benchmarks.accuracy.scores.confidence import Figure
from benchmarks.accuracy.scores.score import Score

MODES = {True: "multi-tasking", False: "single-tasking"}
OTHER_READING = "priorities of who is served"
"""`tasks_by_priority` counts only callers who wait: Twilio does not say."""


class Finding(NamedTuple):
    """One figure, where it was found, and how far it misses its target: reached at 0 or below."""

    where: str
    figure: Figure
    excess: float


def ratios(results: Results, scenarios: Iterable[str], modes: Iterable[bool] = tuple(MODES)) -> Iterator[Finding]:
    """Yield product/AVG15 against each scenario's own target."""
    for setting in _settings(scenarios, modes):
        found = results.ratio(setting)
        if found:
            asked = targets.ratio_target(setting.scenario, multi_tasking=setting.multi_tasking)
            yield Finding(_where(setting), found, found.value - asked)


def never_worse(results: Results) -> Iterator[Finding]:
    """Yield product/AVG15 against 1, at both intervals between polls."""
    for poll_seconds in targets.GEOMETRIC_MEAN:
        for setting in _settings(SCENARIOS, MODES, poll_seconds):
            found = results.ratio(setting)
            if found:
                yield Finding(f"{_where(setting)}, {poll_seconds} s", found, found.value - targets.NEVER_WORSE)


def means(results: Results, poll_seconds: int) -> Iterator[Finding]:
    """Yield the geometric mean of the ten scenarios in each task mode."""
    for multi_tasking, mode in MODES.items():
        found = results.geometric_mean(Setting("", multi_tasking, poll_seconds))
        if found:
            yield Finding(mode, found, found.value - targets.GEOMETRIC_MEAN[poll_seconds])


def coverages(results: Results) -> Iterator[Finding]:
    """Yield the share of waits that fell into the range."""
    least, most = targets.COVERAGE
    for setting in _settings(SCENARIOS, MODES):
        if setting in results:
            # Where nobody is told a range, no wait falls into one.
            found = results.figure(setting, PRODUCT, lambda score: score.coverage) or Figure(0.0, None)
            yield Finding(_where(setting), found, max(least - found.value, found.value - most))


def biases(results: Results) -> Iterator[Finding]:
    """Yield the bias as a share of the mean wait."""
    for setting in _settings(SCENARIOS, MODES):
        found = results.figure(setting, PRODUCT, _relative_bias)
        if found:
            yield Finding(_where(setting), found, abs(found.value) - targets.BIAS)


def longer_than_heard(results: Results) -> Iterator[Finding]:
    """Yield the share of callers who waited longer than the upper figure they heard."""
    yield from _shares(results, lambda score: score.longer_than_heard, targets.LONGER_THAN_HEARD)


def much_longer_than_heard(results: Results) -> Iterator[Finding]:
    """Yield the share of callers who waited longer than that by more than two minutes."""
    yield from _shares(results, lambda score: score.much_longer_than_heard, targets.MUCH_LONGER_THAN_HEARD)


def pinballs(results: Results) -> Iterator[Finding]:
    """Yield the pinball loss of the product's sentences over that of AVG15's."""
    for setting in _settings(SCENARIOS, MODES):
        found = results.ratio(setting, loss=pinball)
        if found:
            yield Finding(_where(setting), found, found.value - targets.PINBALL)


def _shares(results: Results, pick: Pick, target: float) -> Iterator[Finding]:
    for setting in _settings(SCENARIOS, MODES):
        found = results.figure(setting, PRODUCT, pick)
        if found:
            yield Finding(_where(setting), found, found.value - target)


def first(results: Results) -> Iterator[Finding]:
    """Yield product/AVG15 in the first 90 minutes."""
    for setting in _settings(SCENARIOS, MODES):
        found = results.first_ratio(setting)
        if found:
            yield Finding(_where(setting), found, found.value - targets.NEVER_WORSE)


def in_a_jam(results: Results) -> Results:
    """Return the replications that were started in a jam by scenario, all handle times together."""
    return results.merged({Setting(name): jobs.jam_settings([name], HANDLE_MINUTES) for name in SCENARIOS})


def jam_ratios(results: Results) -> Iterator[Finding]:
    """Yield product/AVG15 in the first 30 minutes of a poller that is started in a jam."""
    jams = in_a_jam(results)
    for name in SCENARIOS:
        found = jams.ratio(Setting(name))
        if found:
            yield Finding(name, found, found.value - targets.NEVER_WORSE)


def jam_coverages(results: Results) -> Iterator[Finding]:
    """Yield the share of waits that fell into the range in those 30 minutes."""
    jams, (least, most) = in_a_jam(results), targets.COVERAGE_IN_A_JAM
    for name in SCENARIOS:
        if Setting(name) in jams:
            found = jams.figure(Setting(name), PRODUCT, lambda score: score.coverage) or Figure(0.0, None)
            yield Finding(name, found, max(least - found.value, found.value - most))


def ablations(results: Results) -> Iterator[Finding]:
    """Yield product/AVG15 with one thing missing, in each of the ten scenarios."""
    one_thing = {missing: found for missing, found in by_missing(results).items() if missing != NEITHER}
    for missing, found in one_thing.items():
        yield from (each._replace(where=f"{each.where} without {missing}") for each in found)


def by_missing(results: Results) -> dict[str, list[Finding]]:
    """Return the same by what is missing; under OTHER_READING priorities are counted in the other way."""
    found = {
        missing: [(name, results.ratio(Setting(name, damaged=True), missing)) for name in targets.TEN]
        for missing in MISSING
    }
    found[OTHER_READING] = [(name, results.ratio(Setting(name, priorities_of_pending=True))) for name in targets.TEN]
    return {
        missing: [Finding(name, figure, figure.value - targets.ABLATION) for name, figure in ratios if figure]
        for missing, ratios in found.items()
        if any(figure for _, figure in ratios)
    }


def _relative_bias(score: Score) -> float:
    return score.bias / score.mean_wait


def _settings(scenarios: Iterable[str], modes: Iterable[bool], poll_seconds: int = 60) -> Iterator[Setting]:
    yield from (Setting(name, mode, poll_seconds) for mode in modes for name in scenarios)


def _where(setting: Setting) -> str:
    return f"{setting.scenario}, {MODES[setting.multi_tasking]}"
