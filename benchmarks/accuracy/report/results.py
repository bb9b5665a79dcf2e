"""All replications together: figures of each announcer, by setting."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from benchmarks.accuracy.announcers.baselines import AVERAGE, ROLLING_MINUTES, rolling_name
from benchmarks.accuracy.announcers.product import PRODUCT
from benchmarks.accuracy.play.replication import Replication, Setting
from benchmarks.accuracy.scores.confidence import Figure, geometric_mean, mean, ratio
from benchmarks.accuracy.scores.score import Score
from benchmarks.accuracy.scores.targets import TEN

Pick = Callable[[Score], float | None]
Loss = Callable[[Score], float]


def mae(score: Score) -> float:
    """Return the mean absolute error."""
    return score.mae


def as_heard(score: Score) -> float:
    """Return the mean absolute error, with "shortly" counted as no wait."""
    return score.mae_as_heard


def pinball(score: Score) -> float:
    """Return the pinball loss of the sentence."""
    return score.pinball


@dataclass(slots=True)
class Results:
    """Replications by their setting."""

    _replications: dict[Setting, list[Replication]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, replications: Iterable[Replication]) -> "Results":
        """Return these replications by setting, in the order of their seeds."""
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
        """Return the number of replications of the setting."""
        return len(self._replications.get(setting, ()))

    def figure(self, setting: Setting, announcer: str, pick: Pick) -> Figure | None:
        """Return the mean over replications of the figure that `pick` takes from a score; None if no score has it."""
        scores = (each.scores.get(announcer) for each in self._of(setting))
        found = [value for score in scores if score and (value := pick(score)) is not None]
        return mean(found) if found else None

    def ratio(self, setting: Setting, announcer: str = PRODUCT, loss: Loss = mae, over: str = AVERAGE) -> Figure | None:
        """Return the announcer's loss divided by that of `over`; None if neither was played.

        AVG15 reads 60-second polls, also where the product reads more often.
        """
        return _ratio(((each.scores.get(announcer), each.scores.get(over)) for each in self._of(setting)), loss)

    def first_ratio(self, setting: Setting, announcer: str = PRODUCT) -> Figure | None:
        """Return the announcer's mean absolute error over AVG15's in the first 90 minutes."""
        return _ratio(((each.first.get(announcer), each.first.get(AVERAGE)) for each in self._of(setting)), mae)

    def first_error(self, setting: Setting, announcer: str) -> Figure | None:
        """Return the announcer's mean absolute error in the first 90 minutes."""
        found = [score.mae for each in self._of(setting) if (score := each.first[announcer])]
        return mean(found) if found else None

    def geometric_mean(self, like: Setting, announcer: str = PRODUCT, loss: Loss = mae) -> Figure | None:
        """Return the geometric mean of the ten scenarios' ratios; None unless all of them were played."""
        ratios = [self.ratio(like._replace(scenario=name), announcer, loss) for name in TEN]
        known = [each for each in ratios if each]
        return geometric_mean(known) if len(known) == len(ratios) else None

    def best_mean(self, setting: Setting) -> str | None:
        """Return the name of the rolling mean whose window turned out to have the least error."""
        names = (AVERAGE, *map(rolling_name, ROLLING_MINUTES))
        errors = {name: found.value for name in names if (found := self.figure(setting, name, mae))}
        return min(errors, key=lambda name: errors[name], default=None)

    def _of(self, setting: Setting) -> Iterator[Replication]:
        return iter(self._replications.get(setting, ()))


def _ratio(pairs: Iterable[tuple[Score | None, Score | None]], loss: Loss) -> Figure | None:
    known = [(loss(over), loss(under)) for over, under in pairs if over and under]
    if not sum(under for _, under in known):
        return None
    return ratio([over for over, _ in known], [under for _, under in known])
