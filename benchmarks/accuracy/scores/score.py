"""How far what callers were told was from what they met."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean
from typing import NamedTuple

MINUTE_SECONDS = 60.0
TOLERANCE_SECONDS, TOLERANCE_SHARE = 60.0, 0.25
"""A figure is near when it is off by no more than a minute, or than a quarter of the wait."""


class Outcome(NamedTuple):
    """What one caller was told, and the wait they were offered, in seconds; None for what was not told."""

    offered: float
    seconds: float | None
    low: float | None
    high: float | None
    is_shortly: bool = False
    """Whether the phone only says that somebody will answer shortly: the record has a figure, the caller hears none."""

    @property
    def error(self) -> float:
        """Told minus offered. Who hears no number is taken to expect no wait."""
        return (self.seconds or 0.0) - self.offered

    @property
    def error_as_heard(self) -> float:
        """The same where "shortly" is taken for no wait at all."""
        return -self.offered if self.is_shortly else self.error

    @property
    def is_within_tolerance(self) -> bool:
        """Whether the figure was off by a minute or a quarter at most."""
        return abs(self.error) <= max(TOLERANCE_SECONDS, TOLERANCE_SHARE * self.offered)


class AnsweredAtOnce(NamedTuple):
    """What one caller was told who did not have to wait."""

    seconds: float | None
    minutes: int | None
    """The least minutes of the sentence: 0 for "less than two minutes", None where it names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One way of telling waits in one replication, over the callers who had to wait. Seconds, and shares of one."""

    callers: int
    mean_wait: float
    mae: float
    mae_as_heard: float
    """The same where "shortly" is taken for no wait at all, whatever figure is in the record."""
    rmse: float
    bias: float
    """Told minus offered on the average: below 0 where too little is promised."""
    within_tolerance: float
    coverage: float | None
    """Of those who were told a range, how many waits fell into it; None where nobody was told one."""
    interval_width: float | None
    without_range: float
    shortly: float
    """Callers who had to wait and heard that somebody would answer shortly."""
    without_figure: float
    """Callers who were told no figure at all."""
    false_alarms: float | None
    """Of callers who did not have to wait, how many were told a figure of a minute or more; None where all had to."""
    false_alarms_in_words: float | None
    """Of the same, how many heard a sentence that promises a minute at least."""


def score(outcomes: Sequence[Outcome], needless: Sequence[AnsweredAtOnce] = ()) -> Score | None:
    """Return the score of what was told to those who had to wait, and to those who had not; None for none of them."""
    if not outcomes:
        return None
    ranges = [(each.offered, each.low, each.high) for each in outcomes]
    told = [(offered, low, high) for offered, low, high in ranges if low is not None and high is not None]
    return Score(
        callers=len(outcomes),
        mean_wait=fmean(each.offered for each in outcomes),
        mae=fmean(abs(each.error) for each in outcomes),
        mae_as_heard=fmean(abs(each.error_as_heard) for each in outcomes),
        rmse=sqrt(fmean(each.error**2 for each in outcomes)),
        bias=fmean(each.error for each in outcomes),
        within_tolerance=fmean(each.is_within_tolerance for each in outcomes),
        coverage=fmean(low <= offered <= high for offered, low, high in told) if told else None,
        interval_width=fmean(high - low for _, low, high in told) if told else None,
        without_range=1 - len(told) / len(outcomes),
        shortly=fmean(each.is_shortly for each in outcomes),
        without_figure=fmean(each.seconds is None for each in outcomes),
        false_alarms=fmean((each.seconds or 0.0) >= MINUTE_SECONDS for each in needless) if needless else None,
        false_alarms_in_words=fmean((each.minutes or 0) >= 1 for each in needless) if needless else None,
    )
