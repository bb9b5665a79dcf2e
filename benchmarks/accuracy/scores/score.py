"""The errors of announcements against the waits that callers were then offered."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt
from statistics import fmean
from typing import NamedTuple

MINUTE_SECONDS = 60.0
TOLERANCE_SECONDS, TOLERANCE_SHARE = 60.0, 0.25
"""An estimate is within tolerance when its error is at most a minute, or at most a quarter of the wait."""
MUCH_SECONDS = 120.0
"""A wait is much longer than the sentence when it exceeds the upper figure by more than this."""
QUANTILE = 0.8
"""The quantile of the wait that the upper figure of a sentence is judged as."""


class Sentence(NamedTuple):
    """The minutes that a caller heard: "between low and high". Both are None if the phone spoke no figure."""

    low_minutes: int | None = None
    """0 for "less than `high_minutes`"."""
    high_minutes: int | None = None
    """None for "more than `low_minutes`"."""

    @property
    def upper_seconds(self) -> float | None:
        """The longest wait that agrees with the sentence; infinite for "more than", None for no figure."""
        if self.high_minutes is not None:
            return 60.0 * self.high_minutes
        return None if self.low_minutes is None else inf

    @property
    def expected_seconds(self) -> float:
        """The wait that the caller is prepared for: the last figure heard, or no wait without one."""
        return 60.0 * (self.high_minutes or self.low_minutes or 0)


NO_FIGURE = Sentence()


class Outcome(NamedTuple):
    """What one caller was told, and the wait they were offered, in seconds; None for what was not told."""

    offered: float
    seconds: float | None
    low: float | None
    high: float | None
    is_shortly: bool = False
    """Whether the phone only says that somebody will answer shortly: the caller does not hear the estimate."""
    sentence: Sentence = NO_FIGURE

    @property
    def error(self) -> float:
        """The announced wait minus the offered one. A caller who hears no number is taken to expect no wait."""
        return (self.seconds or 0.0) - self.offered

    @property
    def error_as_heard(self) -> float:
        """The same, with "shortly" counted as no wait at all."""
        return -self.offered if self.is_shortly else self.error

    @property
    def is_within_tolerance(self) -> bool:
        """Whether the error is at most a minute, or at most a quarter of the wait."""
        return abs(self.error) <= max(TOLERANCE_SECONDS, TOLERANCE_SHARE * self.offered)

    @property
    def pinball(self) -> float:
        """The pinball (quantile) loss of the sentence at QUANTILE, in seconds (Koenker and Bassett 1978)."""
        excess = self.offered - self.sentence.expected_seconds
        return QUANTILE * excess if excess > 0 else (QUANTILE - 1) * excess


class AnsweredAtOnce(NamedTuple):
    """What one caller who did not have to wait was told; None for no figure."""

    seconds: float | None
    minutes: int | None
    """The lower figure of the sentence: 0 for "less than two minutes"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One announcer in one replication, over the callers who had to wait. Seconds, and shares of one."""

    callers: int
    mean_wait: float
    mae: float
    mae_as_heard: float
    """The mean absolute error, with "shortly" counted as no wait at all."""
    rmse: float
    bias: float
    """The mean of announced minus offered waits; below 0 if announced waits are too short."""
    within_tolerance: float
    coverage: float | None
    """The share of callers whose wait fell into the range, of those who were told one; None where nobody was."""
    interval_width: float | None
    without_range: float
    shortly: float
    """The share of callers who heard only that somebody would answer shortly."""
    without_figure: float
    """The share of callers for whom there was no estimate."""
    longer_than_heard: float | None
    """The share of callers who waited longer than the upper figure they heard; None where nobody heard one."""
    much_longer_than_heard: float | None
    """The share of the same callers who waited longer by more than two minutes."""
    pinball: float
    """The mean pinball loss of the sentence at 0.8."""
    false_alarms: float | None
    """The share of callers who did not have to wait, but were told a minute or more; None where all had to wait."""
    false_alarms_in_words: float | None
    """The share of the same callers whose sentence promised at least a minute."""


def score(outcomes: Sequence[Outcome], at_once: Sequence[AnsweredAtOnce] = ()) -> Score | None:
    """Return the score over callers who waited, with false alarms over callers `at_once`; None where nobody waited."""
    if not outcomes:
        return None
    ranges = [(each.offered, each.low, each.high) for each in outcomes]
    told = [(offered, low, high) for offered, low, high in ranges if low is not None and high is not None]
    heard = [(each.offered, each.sentence.upper_seconds) for each in outcomes]
    beyond = [offered - upper for offered, upper in heard if upper is not None]
    return Score(
        callers=len(outcomes),
        mean_wait=fmean(each.offered for each in outcomes),
        mae=fmean(abs(each.error) for each in outcomes),
        mae_as_heard=fmean(abs(each.error_as_heard) for each in outcomes),
        rmse=sqrt(fmean(each.error**2 for each in outcomes)),
        bias=fmean(each.error for each in outcomes),
        within_tolerance=fmean(each.is_within_tolerance for each in outcomes),
        coverage=_share([low <= offered <= high for offered, low, high in told]),
        interval_width=fmean(high - low for _, low, high in told) if told else None,
        without_range=1 - len(told) / len(outcomes),
        shortly=fmean(each.is_shortly for each in outcomes),
        without_figure=fmean(each.seconds is None for each in outcomes),
        longer_than_heard=_share([each > 0 for each in beyond]),
        much_longer_than_heard=_share([each > MUCH_SECONDS for each in beyond]),
        pinball=fmean(each.pinball for each in outcomes),
        false_alarms=_share([(each.seconds or 0.0) >= MINUTE_SECONDS for each in at_once]),
        false_alarms_in_words=_share([(each.minutes or 0) >= 1 for each in at_once]),
    )


def _share(verdicts: Sequence[bool]) -> float | None:
    return fmean(verdicts) if verdicts else None
