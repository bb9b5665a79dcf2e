"""The sums of scored calls, turned into means, shares and ratios."""

from waittimes.score import Score, pinball_loss


def figures(score: Score) -> dict[str, float | None]:
    """Return means in seconds, shares and ratios by name; None if no call shows the figure.

    A bias is the promised wait minus the actual one. Names that begin with `history` are about AVG15, the mean wait of
    the calls answered in the 15 minutes before.
    """
    return _of_estimates(score) | _of_sentences(score)


def _of_estimates(score: Score) -> dict[str, float | None]:
    return {
        "promised_seconds": _per(score.promised, score.calls),
        "waited_seconds": _per(score.waited, score.calls),
        "error_seconds": _per(score.error, score.calls),
        "bias_seconds": _per(score.promised - score.waited, score.calls),
        "above_share": _per(score.above, score.ranged),
        "below_share": _per(score.below, score.ranged),
        "history_seconds": _per(score.history, score.compared),
        "history_error_seconds": _per(score.history_error, score.compared),
        "history_bias_seconds": _per(score.history - score.compared_waited, score.compared),
        "ratio": _per(score.compared_error, score.history_error),
    }


def _of_sentences(score: Score) -> dict[str, float | None]:
    compared = score.heard_compared
    ours = pinball_loss(over=score.heard_compared_over, under=score.heard_compared_under, calls=compared)
    its = pinball_loss(over=score.history_over, under=score.history_under, calls=compared)
    return {
        "heard_above_share": _per(score.heard_above, score.heard),
        "heard_far_above_share": _per(score.heard_far_above, score.heard),
        "pinball_seconds": pinball_loss(over=score.heard_over, under=score.heard_under, calls=score.heard),
        "history_above_share": _per(score.history_above, compared),
        "history_pinball_seconds": its,
        "pinball_ratio": ours / its if ours is not None and its else None,
        "shortly_waited_seconds": _per(score.shortly_waited, score.shortly),
        "shortly_above_share": _per(score.shortly_above, score.shortly),
        "shortly_far_above_share": _per(score.shortly_far_above, score.shortly),
    }


def _per(total: int, count: int) -> float | None:
    return total / count if count else None
