"""The score of a few outcomes, calculated by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.accuracy.scores.score import AnsweredAtOnce, Outcome, Sentence, score

ANSWERS = [
    Outcome(offered=100, seconds=130, low=90, high=170),
    Outcome(offered=400, seconds=310, low=250, high=390),
    Outcome(offered=40, seconds=101, low=None, high=None),
    Outcome(offered=20, seconds=None, low=None, high=None),
]
"""Errors of +30, -90, +61 and, without a number, -20."""


def test_errors_are_told_minus_waited_and_silence_promises_no_wait() -> None:
    found = score(ANSWERS)

    assert found is not None
    assert found.mean_wait == 140
    assert found.mae == pytest.approx((30 + 90 + 61 + 20) / 4)
    assert found.rmse == pytest.approx(((900 + 8100 + 3721 + 400) / 4) ** 0.5)
    assert found.bias == pytest.approx((30 - 90 + 61 - 20) / 4)
    assert found.without_figure == 0.25


def test_a_caller_who_hears_shortly_expects_no_wait_whatever_the_record_says() -> None:
    found = score([Outcome(30, 40, 20, 60, is_shortly=True), Outcome(30, 50, 20, 60)])

    assert found is not None
    assert (found.mae, found.mae_as_heard, found.shortly) == (15, 25, 0.5)


def test_a_figure_is_near_within_a_minute_or_a_quarter_of_the_wait() -> None:
    outcomes = [Outcome(100, 160, None, None), Outcome(100, 161, None, None)]
    outcomes += [Outcome(400, 300, None, None), Outcome(400, 299, None, None)]

    assert [each.is_within_tolerance for each in outcomes] == [True, False, True, False]


def test_a_range_counts_only_for_those_who_were_told_one() -> None:
    found = score(ANSWERS)

    assert found is not None
    assert found.coverage == 0.5
    assert found.interval_width == pytest.approx((80 + 140) / 2)
    assert found.without_range == 0.5


def test_both_ends_of_a_range_belong_to_it() -> None:
    found = score([Outcome(60, 70, 60, 80), Outcome(80, 70, 60, 80), Outcome(81, 70, 60, 80)])

    assert found is not None
    assert found.coverage == pytest.approx(2 / 3)


def test_where_nobody_was_told_a_range_none_is_judged() -> None:
    found = score([Outcome(60, 70, None, None)])

    assert found is not None
    assert (found.coverage, found.interval_width, found.without_range) == (None, None, 1)


def test_false_alarms_are_a_share_of_the_callers_who_did_not_wait() -> None:
    told = [
        AnsweredAtOnce(60, 0),
        AnsweredAtOnce(59.9, 1),
        AnsweredAtOnce(None, None),
        AnsweredAtOnce(200, None),
        AnsweredAtOnce(200, 2),
    ]
    found, nobody = score(ANSWERS, told), score(ANSWERS)

    assert found is not None
    assert nobody is not None
    assert (found.false_alarms, found.false_alarms_in_words) == (0.6, 0.4)
    assert (nobody.false_alarms, nobody.false_alarms_in_words) == (None, None)


def heard(offered: float, low: int | None, high: int | None) -> Outcome:
    return Outcome(offered, 60, 30, 90, sentence=Sentence(low, high))


def test_a_wait_is_longer_than_heard_beyond_the_upper_figure_and_much_longer_two_minutes_beyond_it() -> None:
    found = score(
        [
            heard(120, 0, 2),
            heard(121, 0, 2),
            heard(301, 1, 3),
            heard(9_000, 45, None),  # "more than 45 minutes" is true
            heard(9_000, None, None),  # no figure was heard
        ]
    )

    assert found is not None
    assert (found.longer_than_heard, found.much_longer_than_heard) == (0.5, 0.25)


def test_where_nobody_heard_a_figure_nobody_waited_longer_than_heard() -> None:
    found = score([heard(77, None, None)])

    assert found is not None
    assert (found.longer_than_heard, found.much_longer_than_heard) == (None, None)


def test_a_second_too_long_costs_four_times_a_second_too_short_and_silence_promises_no_wait() -> None:
    losses = [
        heard(100, 1, 2).pinball,  # 20 s shorter than two minutes
        heard(140, 1, 2).pinball,  # 20 s longer
        heard(2_800, 45, None).pinball,  # 100 s longer than 45 minutes
        heard(10, None, None).pinball,
    ]

    assert losses == pytest.approx([0.2 * 20, 0.8 * 20, 0.8 * 100, 0.8 * 10])
    found = score([heard(100, 1, 2), heard(140, 1, 2)])
    assert found is not None
    assert found.pinball == pytest.approx(10)


def test_where_nobody_waited_there_is_no_score() -> None:
    assert score([], [AnsweredAtOnce(60, 1)]) is None


seconds = st.integers(0, 10_000).map(float)
answer = st.builds(
    Outcome, offered=seconds, seconds=st.none() | seconds, low=st.none() | seconds, high=st.just(9_000.0)
)


@given(st.lists(answer, min_size=1))
def test_a_score_never_contradicts_itself(outcomes: list[Outcome]) -> None:
    found = score(outcomes)

    assert found is not None
    assert abs(found.bias) <= found.mae * (1 + 1e-9)
    assert found.mae <= found.rmse * (1 + 1e-9)
    shares = (found.within_tolerance, found.without_range, found.without_figure, found.coverage or 0.0)
    assert all(0 <= each <= 1 for each in shares)
