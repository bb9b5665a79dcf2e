"""The replications together: each way of telling waits, by scenario, task mode and seconds between polls."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from benchmarks.accuracy.announcers.baselines import AVERAGE
from benchmarks.accuracy.announcers.product import PRODUCT
from benchmarks.accuracy.play.replication import Replication, Setting
from benchmarks.accuracy.scores.confidence import Figure, geometric_mean, mean, ratio
from benchmarks.accuracy.scores.score import Score
from benchmarks.accuracy.scores.targets import TEN

Pick = Callable[[Score], float | None]
Error = Callable[[Score], float]


def _error(score: Score) -> float:
    return score.mae


@dataclass(slots=True)
class Results:
    """Every replication by its setting."""

    _replications: dict[Setting, list[Replication]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, replications: Iterable[Replication]) -> "Results":
        """Return these replications by setting, those of a setting in the order of their seeds."""
        results = cls()
        for each in sorted(replications, key=lambda each: each.job.seed):
            results._replications[each.job.setting].append(each)
        return results

    def merged(self, groups: Mapping[Setting, Iterable[Setting]]) -> "Results":
        """Return results in which each key of `groups` has the replications of all settings in its value."""
        return Results({into: [each for part in parts for each in self._of(part)] for into, parts in groups.items()})

    def __contains__(self, setting: Setting) -> bool:
        return bool(self._replications.get(setting))

    def replications(self, setting: Setting) -> int:
        """Return how many there are of the setting."""
        return len(self._replications.get(setting, ()))

    def figure(self, setting: Setting, announcer: str, pick: Pick) -> Figure | None:
        """Return the mean over replications of what `pick` takes from a score; None where none has it."""
        scores = (each.scores[announcer] for each in self._of(setting))
        found = [value for score in scores if score and (value := pick(score)) is not None]
        return mean(found) if found else None

    def ratio(
        self, setting: Setting, announcer: str = PRODUCT, pick: Error = _error, over: str = AVERAGE
    ) -> Figure | None:
        """Return the teller's mean absolute error, or the one that `pick` takes, `over` that of AVG15 or another.

        AVG15 is told at 60-second polls always.
        """
        return _ratio(((each.scores[announcer], each.scores[over]) for each in self._of(setting)), pick)

    def first_ratio(self, setting: Setting, announcer: str = PRODUCT) -> Figure | None:
        """Return the same of the first ninety minutes."""
        return _ratio(((each.first[announcer], each.first[AVERAGE]) for each in self._of(setting)), _error)

    def first_error(self, setting: Setting, announcer: str) -> Figure | None:
        """Return the teller's mean absolute error in the first ninety minutes."""
        found = [score.mae for each in self._of(setting) if (score := each.first[announcer])]
        return mean(found) if found else None

    def geometric_mean(self, like: Setting, announcer: str = PRODUCT, pick: Error = _error) -> Figure | None:
        """Return the geometric mean of the ten scenarios' ratios; None where one is lacking."""
        ratios = [self.ratio(like._replace(scenario=name), announcer, pick) for name in TEN]
        known = [each for each in ratios if each]
        return geometric_mean(known) if len(known) == len(ratios) else None

    def _of(self, setting: Setting) -> Iterator[Replication]:
        return iter(self._replications.get(setting, ()))


def _ratio(pairs: Iterable[tuple[Score | None, Score | None]], pick: Error) -> Figure | None:
    known = [(pick(over), under.mae) for over, under in pairs if over and under]
    if not sum(under for _, under in known):
        return None
    return ratio([over for over, _ in known], [under for _, under in known])
