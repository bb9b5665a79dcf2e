"""What a poll teaches: queues are simulated whose truth is known, and their statistics must give it away."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation import learning
from poller.estimation.learning import LIKE_YOUNGER, PRIOR_HAZARD
from poller.estimation.queue_clearing import EDGES_SECONDS
from poller.estimation.snapshot import Snapshot
from poller.estimation.state import BANDS, PRIOR_CALL_SECONDS, QueueState
from poller.estimation.statistics import WINDOW_SECONDS, QueueStatistics
from tests.fakes.statistics import any_statistics
from tests.poller.estimation.queues import NINE, QUIET, learned, showing


def test_a_quiet_night_is_not_forgetful() -> None:
    evening = learned([showing()] * 200)
    busy_seconds, endured = evening.busy_seconds, list(evening.endured_seconds)

    for poll in range(600):
        learning.learn(evening, QUIET, NINE + 60.0 * (200 + poll))

    assert (evening.busy_seconds, evening.endured_seconds) == (busy_seconds, endured)


def test_the_first_poll_teaches_nothing_but_what_the_queue_looks_like() -> None:
    experience = learned([showing(entered=45)])

    assert experience.present == Snapshot(NINE, occupied=12, pending=4, arrivals=45 / WINDOW_SECONDS)
    assert (experience.busy_seconds, experience.calls, sum(experience.endured_seconds)) == (0, 0, 0)


@pytest.mark.parametrize("later", [0.0, -30.0], ids=["the same", "an earlier"])
def test_the_same_poll_again_or_one_from_before_teaches_nothing(later: float) -> None:
    experience = learned([showing()] * 3)
    before = experience.busy_seconds

    learning.learn(experience, showing(), NINE + 120 + later)

    assert experience.busy_seconds == before


def test_a_poll_after_a_pause_teaches_for_ten_minutes_at_most_and_sets_no_long_interval() -> None:
    experience = learned([showing()], since=NINE)

    learning.learn(experience, showing(), NINE + 7200)

    assert sum(experience.endured_seconds) == pytest.approx(sum(experience.endured_lately) * 600 / WINDOW_SECONDS)
    assert experience.interval_seconds == 120


def test_polls_every_fifteen_seconds_teach_what_polls_every_minute_do() -> None:
    often, seldom = learned([showing()] * 960, every=15), learned([showing()] * 240)

    assert often.call_seconds == pytest.approx(seldom.call_seconds, 0.01)
    assert often.endured_seconds == pytest.approx(seldom.endured_seconds, 0.01)
    assert often.interval_seconds == 15


@pytest.mark.parametrize(
    ("fields", "arrivals"),
    [
        ({"entered": 45}, 45 / 900),
        ({"entered": None, "accepted": 31, "canceled": 7}, 38 / 900),
        ({"entered": None, "accepted": 31, "canceled": None}, 31 / 900),
        ({"entered": None, "accepted": None}, 12 / PRIOR_CALL_SECONDS),
        ({"entered": None, "accepted": None, "assigned": None}, 0),
    ],
    ids=["those who enter", "those who leave", "those who are answered", "those in hand", "nobody knows"],
)
def test_how_many_come_is_told_by_the_best_that_is_told(fields: dict[str, int | None], arrivals: float) -> None:
    assert learning.arrivals_per_second(showing(**fields), QueueState()) == pytest.approx(arrivals)


def test_what_is_usual_follows_what_comes_in_two_hours() -> None:
    experience = learned([showing(entered=90)] * 60 + [showing(entered=45)] * 121)

    assert learned([showing(entered=90)] * 60).usual_arrivals == pytest.approx(90 / 900)
    assert experience.usual_arrivals == pytest.approx((45 + 45 / math.e) / 900, 0.01)


def test_where_it_is_not_told_who_is_busy_or_answered_calls_are_left_as_they_were() -> None:
    for fields in ({"assigned": None}, {"accepted": None}):
        experience = learned([showing(**fields)] * 30)

        assert (experience.busy_seconds, experience.calls) == (0, 0)
        assert experience.endured_seconds[0] > 0


def split(hazards: list[float], *, answered: float, callers: int) -> tuple[list[int], list[int]]:
    """Return by age band how many of so many callers are answered and hang up, at these rates a second."""
    accepted, canceled, there = [], [], float(callers)
    for band, hazard in enumerate(hazards):
        width = EDGES_SECONDS[band + 1] - EDGES_SECONDS[band] if band + 1 < BANDS else math.inf
        leave = there * -math.expm1(-(hazard + answered) * width)
        accepted.append(round(leave * answered / (hazard + answered)))
        canceled.append(round(leave * hazard / (hazard + answered)))
        there -= leave
    return accepted, canceled


PLANTED = [1 / 60, 1 / 240, 1 / 500, 1 / 700, 1 / 900, 1 / 1100, 1 / 1100, 1 / 1100]


def test_who_hangs_up_when_is_seen_from_the_ages_at_which_callers_leave() -> None:
    """Callers are taken to leave in the middle of a band, which holds where it is short beside a wait.

    With a mean wait of eight minutes and more it is so up to four minutes, within a tenth of the planted hazards; in
    the bands above it the rates come out too low, by a quarter.
    """
    accepted, canceled = split(PLANTED, answered=1 / 800, callers=200_000)
    statistics = showing(accepted_by_age=tuple(accepted), canceled_by_age=tuple(canceled))

    found = learning.patience(learned([statistics] * 300)).hazards

    assert found[:5] == pytest.approx(PLANTED[:5], 0.1)
    assert found[5:7] == pytest.approx(PLANTED[5:7], 0.25)


def test_callers_who_leave_evenly_over_a_band_give_its_hazard_exactly() -> None:
    """Nine in ten of the band's hundred leave in its middle: 90 x 15 seconds; the ten who go on, 30 each."""
    accepted, canceled = (0, 0, 70, 10, 0, 0, 0, 0), (0, 0, 20, 0, 0, 0, 0, 0)
    experience = learned([showing(accepted_by_age=accepted, canceled_by_age=canceled)] * 2)
    share = 60 / WINDOW_SECONDS

    assert experience.hung_up == pytest.approx([0, 0, 20 * share, 0, 0, 0, 0, 0])
    assert experience.endured_seconds == pytest.approx(
        [100 * 15 * share, 100 * 15 * share, (90 * 15 + 10 * 30) * share, 10 * 30 * share, 0, 0, 0, 0]
    )


def test_who_leaves_in_the_last_band_is_taken_to_have_been_there_for_four_minutes() -> None:
    oldest = (0,) * 7
    experience = learned([showing(accepted_by_age=(*oldest, 15), canceled_by_age=(*oldest, 15))] * 2)

    assert experience.endured_seconds[-1] == pytest.approx(2 * 240)
    assert experience.endured_seconds[-2] == pytest.approx(2 * 480)


def test_without_the_split_one_rate_does_for_all_ages() -> None:
    """Of nine who wait at any time six hang up in fifteen minutes: one in 1350 seconds."""
    found = learning.patience(learned([showing(canceled=6, pending=9)] * 500)).hazards

    assert found == pytest.approx([1 / 1350] * BANDS, 0.02)


def test_where_it_is_not_told_who_hangs_up_callers_are_believed_to_as_callers_usually_do() -> None:
    experience = learned([showing(canceled=None)] * 100)

    assert learning.patience(experience).hazards == pytest.approx([PRIOR_HAZARD] * BANDS)


def test_a_band_of_which_nothing_is_known_takes_after_the_one_before_it() -> None:
    experience = QueueState()
    experience.hung_up[0], experience.endured_seconds[0] = 4000.0, 100_000.0

    found = learning.patience(experience).hazards

    assert found[0] == pytest.approx(0.04, 0.05)
    for before, hazard in pairwise(found):
        assert hazard == pytest.approx(LIKE_YOUNGER * before + (1 - LIKE_YOUNGER) * PRIOR_HAZARD)


def test_who_hangs_up_in_a_rush_counts_at_once() -> None:
    """In one window 30 of 40 who had waited for two to four minutes hung up: nobody had waited so long before."""
    calm, gone = (20, 9, 0, 0, 0, 0, 0, 0), (0, 0, 0, 0, 30, 0, 0, 0)
    usual = showing(accepted_by_age=calm, canceled_by_age=(0,) * 8)
    rush = showing(accepted_by_age=(0, 0, 0, 0, 10, 0, 0, 0), canceled_by_age=gone)
    experience = learned([usual] * 100)
    before = learning.patience(experience).hazards[4]

    learning.learn(experience, rush, NINE + 6000)

    learned_of_them, endured = 30 * (1 + 60 / WINDOW_SECONDS), 40 * 60 * (1 + 60 / WINDOW_SECONDS)
    assert experience.hung_up[4] == pytest.approx(30 * 60 / WINDOW_SECONDS)
    found = learning.patience(experience).hazards[4]
    assert before < PRIOR_HAZARD < found
    assert found == pytest.approx(learned_of_them / (endured + learning.PRIOR_ENDURED_SECONDS), 0.15)
    learning.learn(experience, usual, NINE + 6060)
    assert learning.patience(experience).hazards[4] < found


@pytest.mark.parametrize("fields", [{"canceled": None}, {"canceled": 0}], ids=["not told", "nobody"])
def test_what_was_hung_up_lately_is_forgotten_with_the_window(fields: dict[str, int | None]) -> None:
    experience = learned([showing(canceled=30)] * 3)

    learning.learn(experience, showing(**fields), NINE + 180)

    assert sum(experience.hung_up_lately) == 0


def test_how_many_are_usually_on_duty_is_known_after_the_memory_of_six_hours() -> None:
    experience = learned([showing()])
    learning.learn_on_duty(experience, 20)
    assert experience.usual_on_duty == 20

    for _ in range(360):
        learning.learn_on_duty(experience, 11)

    assert experience.usual_on_duty == pytest.approx(11 + 9 / math.e, 0.01)


@pytest.mark.parametrize(
    ("statistics", "on_duty"), [(QUIET, 3), (showing(), 0)], ids=["nobody calls", "nobody is on duty"]
)
def test_who_is_on_duty_at_night_is_nothing_usual(statistics: QueueStatistics, on_duty: int) -> None:
    experience = learned([statistics])
    experience.usual_on_duty = 17.0

    learning.learn_on_duty(experience, on_duty)

    assert experience.usual_on_duty == 17.0


def test_who_is_served_is_what_priorities_divide_by_whoever_waits_longest() -> None:
    experience = QueueState(interval_seconds=60)
    for _ in range(400):
        learning.learn_priorities(experience, {0: 6.0, 20: 3.0})

    assert experience.served_seconds[0] == pytest.approx(2 * experience.served_seconds[20])


def test_a_priority_that_is_seen_no_more_fades_and_one_minute_without_calls_fades_nothing() -> None:
    experience = QueueState(served_seconds={0: 100.0, 20: 100.0}, interval_seconds=60)

    learning.learn_priorities(experience, {0: 0.0})
    assert experience.served_seconds == {0: 100.0, 20: 100.0}

    for _ in range(12 * 60):
        learning.learn_priorities(experience, {0: 2.0})
    assert experience.served_seconds[20] == pytest.approx(100 / math.e)


def test_calls_of_which_the_priority_is_known_when_they_end_tell_the_same() -> None:
    experience = QueueState()
    for _ in range(900):
        learning.learn_priorities_of_calls(experience, {0: 3, 20: 1})

    assert experience.served_seconds[0] == pytest.approx(3 * experience.served_seconds[20])
    assert sum(experience.served_seconds.values()) == pytest.approx(500 * experience.call_seconds, rel=0.01)

    learning.learn_priorities_of_calls(experience, {0: 500})
    assert experience.served_seconds[20] == pytest.approx(125 * experience.call_seconds / math.e, rel=0.01)


def test_a_queue_that_told_priorities_once_tells_them() -> None:
    told, silent = showing(by_priority={0: 3}), showing()

    assert not learned([silent, silent]).tells_priorities
    assert learned([told, silent]).tells_priorities


@given(st.lists(any_statistics(), max_size=4), st.lists(st.floats(-1e5, 1e5), min_size=4, max_size=4))
def test_whatever_a_poll_shows_what_is_learned_is_a_number_and_none_is_negative(
    polls: list[QueueStatistics], pauses: list[float]
) -> None:
    experience, now = QueueState(), NINE
    for statistics, pause in zip(polls, pauses, strict=False):
        now += pause
        learning.learn(experience, statistics, now)
    known = [
        *(experience.busy_seconds, experience.calls, experience.wrapping_seconds, experience.usual_arrivals or 0.0),
        *experience.hung_up,
        *experience.endured_seconds,
        *learning.patience(experience).hazards,
    ]

    assert all(math.isfinite(each) and each >= 0 for each in known)
    assert experience.call_seconds > 0
    assert 0 < experience.wrapping_share <= 1
    assert all(hazard > 0 for hazard in learning.patience(experience).hazards)
