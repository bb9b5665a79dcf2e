"""What a score says of a few answers that can be reckoned by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.accuracy.scores.score import Answer, Needless, score

ANSWERS = [
    Answer(offered=100, seconds=130, low=90, high=170),
    Answer(offered=400, seconds=310, low=250, high=390),
    Answer(offered=40, seconds=101, low=None, high=None),
    Answer(offered=20, seconds=None, low=None, high=None),
]
"""Errors of +30, -90, +61 and, for want of a number, -20."""


def test_errors_are_told_minus_offered_and_silence_promises_no_wait() -> None:
    found = score(ANSWERS)

    assert found is not None
    assert found.mean_wait == 140
    assert found.mae == pytest.approx((30 + 90 + 61 + 20) / 4)
    assert found.rmse == pytest.approx(((900 + 8100 + 3721 + 400) / 4) ** 0.5)
    assert found.bias == pytest.approx((30 - 90 + 61 - 20) / 4)
    assert found.silent == 0.25


def test_a_figure_that_only_the_record_has_is_no_wait_to_who_hears_shortly() -> None:
    found = score([Answer(30, 40, 20, 60, is_shortly=True), Answer(30, 50, 20, 60)])

    assert found is not None
    assert (found.mae, found.mae_as_heard, found.shortly) == (15, 25, 0.5)


def test_a_figure_is_near_within_a_minute_or_a_quarter_of_the_wait() -> None:
    answers = [Answer(100, 160, None, None), Answer(100, 161, None, None)]
    answers += [Answer(400, 300, None, None), Answer(400, 299, None, None)]

    assert [each.is_near for each in answers] == [True, False, True, False]


def test_a_range_counts_only_for_those_who_were_told_one() -> None:
    found = score(ANSWERS)

    assert found is not None
    assert found.covered == 0.5
    assert found.width == pytest.approx((80 + 140) / 2)
    assert found.without_range == 0.5


def test_both_ends_of_a_range_belong_to_it() -> None:
    found = score([Answer(60, 70, 60, 80), Answer(80, 70, 60, 80), Answer(81, 70, 60, 80)])

    assert found is not None
    assert found.covered == pytest.approx(2 / 3)


def test_where_nobody_was_told_a_range_none_is_judged() -> None:
    found = score([Answer(60, 70, None, None)])

    assert found is not None
    assert (found.covered, found.width, found.without_range) == (None, None, 1)


def test_needless_minutes_are_a_share_of_those_who_did_not_wait() -> None:
    told = [Needless(60, 0), Needless(59.9, 1), Needless(None, None), Needless(200, None), Needless(200, 2)]
    found, nobody = score(ANSWERS, told), score(ANSWERS)

    assert found is not None
    assert nobody is not None
    assert (found.needless_figures, found.needless_words) == (0.6, 0.4)
    assert (nobody.needless_figures, nobody.needless_words) == (None, None)


def test_where_nobody_waited_there_is_no_score() -> None:
    assert score([], [Needless(60, 1)]) is None


seconds = st.integers(0, 10_000).map(float)
answer = st.builds(Answer, offered=seconds, seconds=st.none() | seconds, low=st.none() | seconds, high=st.just(9_000.0))


@given(st.lists(answer, min_size=1))
def test_a_score_never_contradicts_itself(answers: list[Answer]) -> None:
    found = score(answers)

    assert found is not None
    assert abs(found.bias) <= found.mae * (1 + 1e-9)
    assert found.mae <= found.rmse * (1 + 1e-9)
    shares = (found.near, found.without_range, found.silent, found.covered or 0.0)
    assert all(0 <= each <= 1 for each in shares)
