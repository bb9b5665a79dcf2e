"""The score of one answered call: of its estimate, and of the sentence that its caller heard."""

from dataclasses import asdict

import pytest
from hypothesis import given

from tests.waittimes.scores import estimates, seconds, sentences, sums, waits
from waittimes.score import NO_SCORE, Score, pinball_loss, score_call, score_sentence, score_shortly

SCORE = score_call(promised=250, waited=300, low=180, high=290, history=190)


def test_one_call_shows_how_far_off_the_promise_was_and_how_far_history_would_have_been() -> None:
    assert (
        Score(
            calls=1,
            promised=250,
            waited=300,
            error=50,
            ranged=1,
            above=1,
            long=1,
            long_promised=250,
            long_waited=300,
            compared=1,
            compared_waited=300,
            compared_error=50,
            history=190,
            history_error=110,
        )
        == SCORE
    )


@pytest.mark.parametrize(
    ("waited", "above", "below"), [(179, 0, 1), (180, 0, 0), (240, 0, 0), (290, 0, 0), (291, 1, 0)]
)
def test_a_wait_at_the_end_of_its_range_is_inside(waited: int, above: int, below: int) -> None:
    found = score_call(promised=250, waited=waited, low=180, high=290)

    assert (found.ranged, found.above, found.below) == (1, above, below)


@pytest.mark.parametrize(("low", "high"), [(None, None), (180, None), (None, 290)])
def test_half_a_range_does_not_count_as_one(low: int | None, high: int | None) -> None:
    assert score_call(promised=250, waited=999, low=low, high=high).ranged == 0


def test_a_promise_of_less_than_a_minute_says_nothing_of_a_bias() -> None:
    assert score_call(promised=59, waited=61).long == 0
    assert score_call(promised=60, waited=7).long == 1


def test_without_history_nothing_is_compared() -> None:
    found = score_call(promised=250, waited=300)

    assert (found.compared, found.compared_error, found.history_error) == (0, 0, 0)


@given(estimates)
def test_the_score_of_a_call_is_never_negative_and_counts_one_call(found: Score) -> None:
    assert all(number >= 0 for number in asdict(found).values())
    assert found.calls == 1
    assert found.above + found.below <= 2 * found.ranged <= 2 * found.calls
    assert found.error == abs(found.waited - found.promised)
    assert found.compared_error == found.error * found.compared


@given(sums, sums)
def test_the_increase_of_a_sum_is_what_was_added(before: Score, added: Score) -> None:
    assert before.plus(added).less(before) == added
    assert before.less(before) == NO_SCORE


@given(sums, sums)
def test_the_increase_of_a_sum_is_never_negative(one: Score, other: Score) -> None:
    assert all(number >= 0 for number in asdict(one.less(other)).values())


@pytest.mark.parametrize(
    ("waited", "above", "far_above", "over", "under"),
    [
        (0, 0, 0, 0, 420),
        (419, 0, 0, 0, 1),
        (420, 0, 0, 0, 0),
        (421, 1, 0, 1, 0),
        (540, 1, 0, 120, 0),
        (541, 1, 1, 121, 0),
    ],
)
def test_a_sentence_is_judged_by_its_upper_figure(
    waited: int, above: int, far_above: int, over: int, under: int
) -> None:
    assert score_sentence(upper=420, waited=waited) == Score(
        heard=1, heard_above=above, heard_far_above=far_above, heard_over=over, heard_under=under
    )


def test_the_sentence_of_the_mean_wait_is_judged_beside_ours() -> None:
    assert score_sentence(upper=420, waited=350, history_upper=300) == Score(
        heard=1, heard_under=70, heard_compared=1, heard_compared_under=70, history_above=1, history_over=50
    )
    assert score_sentence(upper=420, waited=500, history_upper=540) == Score(
        heard=1, heard_above=1, heard_over=80, heard_compared=1, heard_compared_over=80, history_under=40
    )


@pytest.mark.parametrize(
    ("waited", "above", "far_above"), [(0, 0, 0), (60, 0, 0), (61, 1, 0), (180, 1, 0), (181, 1, 1)]
)
def test_shortly_is_judged_as_one_minute(waited: int, above: int, far_above: int) -> None:
    assert score_shortly(waited=waited) == Score(
        shortly=1, shortly_waited=waited, shortly_above=above, shortly_far_above=far_above
    )


@given(seconds, waits)
def test_over_and_under_are_the_distance_from_the_upper_figure(upper: int, waited: int) -> None:
    found = score_sentence(upper=upper, waited=waited)

    assert found.heard_over - found.heard_under == waited - upper
    assert min(found.heard_over, found.heard_under) == 0


@given(sentences)
def test_a_sentence_adds_nothing_to_what_the_estimate_is_judged_by(found: Score) -> None:
    assert found.calls == found.ranged == found.long == found.compared == found.shortly == 0
    assert found.heard_far_above <= found.heard_above <= found.heard == 1
    assert found.heard_compared_over == found.heard_over * found.heard_compared


@pytest.mark.parametrize(
    ("over", "under", "calls", "loss"), [(100, 0, 1, 80.0), (0, 100, 1, 20.0), (300, 40, 4, 62.0), (7, 7, 0, None)]
)
def test_a_second_too_little_costs_four_times_a_second_too_much(
    over: int, under: int, calls: int, loss: float | None
) -> None:
    found = pinball_loss(over=over, under=under, calls=calls)

    assert found is None if loss is None else found == pytest.approx(loss)
