"""Scores of the waits that were announced to answered calls, as sums that add up. Pure."""

from dataclasses import dataclass, fields, replace
from typing import Final, NamedTuple

LONG_SECONDS: Final = 60
"""Only promises of at least `LONG_SECONDS` are used to find a bias; noise hides it in shorter ones."""
SHORTLY_SECONDS: Final = 60
""""Someone will be with you shortly" counts as an upper figure of one minute, the least that is ever spoken."""
FAR_SECONDS: Final = 120
"""A wait that exceeds the upper figure by more than `FAR_SECONDS` is far above it."""
QUANTILE: Final = 0.8
"""The share of waits that the upper figure should cover, as the pinball loss weighs it."""


class CallerClass(NamedTuple):
    """Callers who are told the same wait: they join one task queue with the same task priority."""

    queue_sid: str
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Sums over answered calls, of calls or of whole seconds, that show how good the announced waits were.

    The fields up to `history_error` judge the estimate. `heard` and the fields after it judge the sentence, by its
    upper figure: 7 minutes in "between 4 and 7 minutes", 5 in "about 5 minutes" and in "less than 5 minutes"; "more
    than 45 minutes" has none. Sums written before these fields existed lack them, so `heard` may be less than `calls`.
    """

    calls: int = 0
    """Calls whose caller was told a number of minutes."""
    promised: int = 0
    """The estimates behind those numbers."""
    waited: int = 0
    error: int = 0
    """The absolute differences of wait and estimate."""
    ranged: int = 0
    """Calls whose estimate came with a range."""
    above: int = 0
    """Calls that waited longer than the high end of it."""
    below: int = 0
    """Calls that waited shorter than the low end of it."""
    long: int = 0
    """Calls promised a minute or more. Choosing calls by their wait instead would create a bias."""
    long_promised: int = 0
    long_waited: int = 0
    compared: int = 0
    """Calls for which the mean wait of the calls answered before (AVG15) was known too."""
    compared_waited: int = 0
    compared_error: int = 0
    """The absolute differences of wait and estimate in those."""
    history: int = 0
    """The sum of those mean waits."""
    history_error: int = 0
    """The absolute differences of wait and mean wait."""
    heard: int = 0
    """Calls whose caller heard an upper figure."""
    heard_above: int = 0
    """Calls that waited longer than the upper figure."""
    heard_far_above: int = 0
    """Calls that waited more than two minutes longer than the upper figure."""
    heard_over: int = 0
    """The seconds by which waits exceeded their upper figures."""
    heard_under: int = 0
    """The seconds by which the other waits fell short of theirs."""
    heard_compared: int = 0
    """Calls of `heard` for which AVG15, said in the same way, would have had an upper figure too."""
    heard_compared_over: int = 0
    """`heard_over` of these calls alone."""
    heard_compared_under: int = 0
    """`heard_under` of these calls alone."""
    history_above: int = 0
    """Calls that waited longer than AVG15's upper figure."""
    history_over: int = 0
    """The seconds by which waits exceeded AVG15's upper figures."""
    history_under: int = 0
    """The seconds by which the other waits fell short of those."""
    shortly: int = 0
    """Calls whose caller heard "shortly" instead of a number; they count in none of the fields above."""
    shortly_waited: int = 0
    shortly_above: int = 0
    """Calls of `shortly` that waited more than a minute."""
    shortly_far_above: int = 0
    """Calls of `shortly` that waited more than three minutes: two longer than a minute."""

    def plus(self, other: "Score") -> "Score":
        """Return the sums of both."""
        return Score(**{name: getattr(self, name) + getattr(other, name) for name in SUMS})

    def less(self, earlier: "Score") -> "Score":
        """Return the increase over `earlier`, at least 0."""
        return Score(**{name: max(0, getattr(self, name) - getattr(earlier, name)) for name in SUMS})


NO_SCORE: Final = Score()
SUMS: Final = tuple(each.name for each in fields(Score))


def score_call(
    *, promised: int, waited: int, low: int | None = None, high: int | None = None, history: int | None = None
) -> Score:
    """Return the score of one answered call's estimate.

    All in seconds: the estimate `promised`, its range from `low` to `high`, and AVG15 as `history`, where known.
    """
    error = abs(waited - promised)
    found = Score(calls=1, promised=promised, waited=waited, error=error)
    if low is not None and high is not None:
        found = replace(found, ranged=1, above=int(waited > high), below=int(waited < low))
    if promised >= LONG_SECONDS:
        found = replace(found, long=1, long_promised=promised, long_waited=waited)
    if history is not None:
        found = replace(found, compared=1, compared_waited=waited, compared_error=error)
        found = replace(found, history=history, history_error=abs(waited - history))
    return found


def score_sentence(*, upper: int, waited: int, history_upper: int | None = None) -> Score:
    """Return the score of the sentence that the caller of one answered call heard.

    All in seconds: `upper` is the upper figure of the sentence, `history_upper` that of AVG15 said in the same way.
    """
    over, under = max(0, waited - upper), max(0, upper - waited)
    found = Score(
        heard=1,
        heard_above=int(over > 0),
        heard_far_above=int(over > FAR_SECONDS),
        heard_over=over,
        heard_under=under,
    )
    if history_upper is None:
        return found
    return replace(
        found,
        heard_compared=1,
        heard_compared_over=over,
        heard_compared_under=under,
        history_above=int(waited > history_upper),
        history_over=max(0, waited - history_upper),
        history_under=max(0, history_upper - waited),
    )


def score_shortly(*, waited: int) -> Score:
    """Return the score of one answered call whose caller heard "shortly"; `waited` in seconds."""
    over = waited - SHORTLY_SECONDS
    return Score(
        shortly=1, shortly_waited=waited, shortly_above=int(over > 0), shortly_far_above=int(over > FAR_SECONDS)
    )


def pinball_loss(*, over: int, under: int, calls: int) -> float | None:
    """Return the mean pinball loss in seconds at the quantile 0.8; None without calls.

    Koenker and Bassett, Econometrica 1978: a second too little costs `QUANTILE`, a second too much 1 - `QUANTILE`.
    """
    return (QUANTILE * over + (1 - QUANTILE) * under) / calls if calls else None
