"""From a line to a wait, each step by itself: agents, position, clearing, correction, range; and what is remembered."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation import learning
from poller.estimation.calibration import LEAST_FACTOR, MOST_FACTOR, RINGING_SECONDS
from poller.estimation.priorities import classes
from poller.estimation.queue_clearing import clearing_seconds, expected_ahead
from poller.estimation.shared_agents import NOWHERE, SharedDemand
from poller.estimation.snapshot import PriorityClass, Snapshot
from poller.estimation.state import BANDS, Calibration, Forecast, QueueState
from poller.estimation.statistics import QueueStatistics
from poller.estimation.wait_model import (
    LEAST_DEVIATION,
    LEAST_LEFT_FOR_LAST,
    MEDIAN_SERVICES,
    MOST_USUAL,
    RETURN_SECONDS,
    SCATTER,
    WRAP_UP_WEIGHT,
    Agents,
    ClassEstimate,
    agents_serving,
    estimate_class,
    remember,
)
from tests.fakes.statistics import any_statistics
from tests.poller.estimation.queues import NINE, nearly, showing

CALL_SECONDS = 300.0
OCCUPIED = 12
EVERYBODY = PriorityClass(0, 14, share=1.0, waiting_above=0.0, share_above=0.0, is_last=True)
VIPS = PriorityClass(20, 4, share=0.25, waiting_above=0.0, share_above=0.0, is_last=False)
OTHERS = PriorityClass(0, 14, share=1.0, waiting_above=4.0, share_above=0.25, is_last=True)
LONG_LINE = showing(pending=14, reserved=0, assigned=OCCUPIED, wrapping=0, longest_waiting_seconds=330)
UNTOLD_WRAPPING = replace(LONG_LINE, wrapping=None)


def expert(*, hazard: float = 0.0, **fields: Any) -> QueueState:
    """Return the experience of a queue whose calls take CALL_SECONDS for sure, and whose callers hang up so often.

    As many calls come as twelve agents take on, now and usually.
    """
    much, arrivals = 1e12, OCCUPIED / CALL_SECONDS
    known: dict[str, Any] = {
        "busy_seconds": CALL_SECONDS * much,
        "calls": much,
        "wrapping_seconds": 0.1 * CALL_SECONDS * much,
        "usual_arrivals": arrivals,
        "hung_up": [hazard * much] * BANDS,
        "endured_seconds": [much] * BANDS,
        "present": Snapshot(NINE, OCCUPIED, 14, arrivals),
    }
    return QueueState(**known | fields)


def reckoned(
    experience: QueueState | None = None,
    statistics: QueueStatistics = UNTOLD_WRAPPING,
    *,
    callers: PriorityClass = EVERYBODY,
    elsewhere: SharedDemand = NOWHERE,
    free: int = 0,
) -> ClassEstimate:
    known = expert() if experience is None else experience
    agents = agents_serving(known, statistics, free=free, on_duty=OCCUPIED, occupied_elsewhere=0.0)
    assert agents is not None
    return estimate_class(known, statistics, agents, elsewhere, callers)


@pytest.mark.parametrize(
    ("fields", "elsewhere", "free", "on_duty", "serving"),
    [
        ({}, 0.0, 0, 12, 12),
        ({"reserved": None, "wrapping": None, "assigned": 8}, 0.0, 0, 12, 8),
        ({"pending": 0}, 0.0, 5, 17, 17),
        ({}, 3.5, 0, 20, 15.5),
        ({}, 30.0, 0, 20, 20),
        ({}, 30.0, 0, 12, 12),
        ({}, 30.0, 0, 7, 12),
        ({"assigned": None, "accepted": 36}, 0.0, 0, 12, 12),
        ({"reserved": 0, "assigned": 0, "wrapping": 0, "accepted": 36}, 0.0, 0, 0, 12),
    ],
    ids=[
        *("on its calls", "as far as told", "and free", "and those known to come", "but no more than are on duty"),
        *(
            "all on its calls",
            "agents on their last call",
            "by calls lately where not told",
            "by calls lately where none",
        ),
    ],
)
def test_who_serves_a_line(fields: dict[str, Any], elsewhere: float, free: int, on_duty: int, serving: float) -> None:
    found = agents_serving(
        expert(), replace(LONG_LINE, **fields), free=free, on_duty=on_duty, occupied_elsewhere=elsewhere
    )

    assert found == Agents(nearly(serving), free, nearly(serving / CALL_SECONDS))


@pytest.mark.parametrize("accepted", [0, None])
@pytest.mark.parametrize("assigned", [0, None])
def test_where_nobody_serves_and_nobody_was_answered_lately_there_is_no_line_to_speak_of(
    accepted: int | None, assigned: int | None
) -> None:
    statistics = replace(LONG_LINE, accepted=accepted, assigned=assigned)

    assert agents_serving(expert(), statistics, free=0, on_duty=9, occupied_elsewhere=0.0) is None


def test_a_call_in_an_hour_is_taken_by_one_agent_and_not_by_a_part_of_one() -> None:
    seldom = replace(LONG_LINE, assigned=None, accepted=1)

    found = agents_serving(expert(), seldom, free=0, on_duty=9, occupied_elsewhere=0.0)

    assert found == Agents(nearly(1 / 3), 0, nearly(1 / CALL_SECONDS))


def test_where_nobody_hangs_up_the_wait_is_position_times_call_over_agents() -> None:
    """Whitt 1999, with the ringing; as many come before the next poll as leave."""
    found = reckoned()

    assert found.ahead == pytest.approx(14, 0.001)
    assert found.raw_seconds == pytest.approx((14 + 1) * CALL_SECONDS / OCCUPIED + RINGING_SECONDS, 0.001)
    assert found.hangs_up == pytest.approx(0, abs=1e-6)


def test_where_callers_hang_up_at_one_rate_the_wait_is_that_of_the_fluid() -> None:
    """Ibrahim and Whitt 2009 (QLa), within 4 %: ln(1 + theta m / mu) / theta."""
    theta, mu = 1 / 900, OCCUPIED / CALL_SECONDS

    found = reckoned(expert(hazard=theta))

    fluid = math.log(1 + theta * (found.ahead + 1) / mu) / theta
    assert found.raw_seconds - RINGING_SECONDS == pytest.approx(fluid, 0.04)
    assert 0.1 < found.hangs_up < 0.3


@pytest.mark.parametrize(("more", "interval"), [(0.02, 60.0), (-0.02, 60.0), (0.02, 15.0)])
def test_a_caller_comes_half_a_poll_later_on_average(more: float, interval: float) -> None:
    arrivals = OCCUPIED / CALL_SECONDS + more

    found = reckoned(expert(present=Snapshot(NINE, OCCUPIED, 14, arrivals), interval_seconds=interval))

    assert found.ahead == pytest.approx(14 + more * interval / 2, 0.001)


def test_of_those_who_come_some_are_gone_again_when_the_line_has_moved_on() -> None:
    mu, theta = OCCUPIED / CALL_SECONDS, 1 / 900
    stay = math.exp(-theta * 14 / mu)

    assert reckoned(expert(hazard=theta)).ahead == pytest.approx(14 + (mu * stay - mu) * 30, 0.001)


def test_who_is_ahead_of_an_empty_line_is_what_may_have_come_since() -> None:
    nobody = PriorityClass(0, 0, share=1.0, waiting_above=0.0, share_above=0.0, is_last=True)
    scatter = math.sqrt(SCATTER * 2 * OCCUPIED / CALL_SECONDS * 30) + LEAST_DEVIATION

    found = reckoned(statistics=replace(UNTOLD_WRAPPING, pending=0), callers=nobody)

    assert found.ahead == pytest.approx(expected_ahead(0, scatter), 0.001)


def test_an_agent_who_is_free_is_nobody_to_wait_for() -> None:
    agents = Agents(OCCUPIED, 3, OCCUPIED / CALL_SECONDS)

    assert estimate_class(expert(), UNTOLD_WRAPPING, agents, NOWHERE, EVERYBODY).ahead == pytest.approx(14 - 3, 0.001)


@pytest.mark.parametrize(("wrapping", "sooner"), [(0, -1.2), (4, 2.8)])
def test_agents_who_wrap_up_are_free_sooner_than_those_who_talk(wrapping: int, sooner: float) -> None:
    """One in ten is usual: 1.2 of twelve. After 350 seconds all of them are done whose wrapping up takes 30."""
    statistics = replace(LONG_LINE, wrapping=wrapping, assigned=OCCUPIED - wrapping)

    assert reckoned(statistics=statistics).ahead == pytest.approx(14 - WRAP_UP_WEIGHT * sooner, 0.001)


def test_before_the_line_has_moved_not_all_of_them_are_done() -> None:
    """Half of a call is wrapping up, six of twelve are usual: 350 seconds do not see the end of 150 for all of them."""
    experience = expert(wrapping_seconds=0.5 * CALL_SECONDS * 1e12)
    statistics = replace(LONG_LINE, wrapping=9, assigned=OCCUPIED - 9)

    found = reckoned(experience, statistics)

    assert found.ahead == pytest.approx(14 - WRAP_UP_WEIGHT * 3 * (1 - math.exp(-350 / 150)), 0.001)


def test_other_queues_callers_whom_its_agents_will_take_are_ahead_too() -> None:
    found = reckoned(elsewhere=SharedDemand(pending=6.0, arrivals=0.01))

    assert found.ahead == pytest.approx(14 + 6 + 0.01 * 30, 0.001)


def test_callers_of_high_priority_have_fewer_ahead_and_all_the_agents() -> None:
    found = reckoned(callers=VIPS)
    mu = OCCUPIED / CALL_SECONDS
    mean, scatter = 4 + (0.25 * mu - mu) * 30, math.sqrt(SCATTER * 1.25 * mu * 30) + LEAST_DEVIATION

    assert found.ahead == pytest.approx(expected_ahead(mean, scatter), 0.001)
    assert found.raw_seconds - RINGING_SECONDS == pytest.approx((found.ahead + 1) / mu, 0.001)


def test_those_behind_them_have_the_agents_that_they_leave() -> None:
    """As many come as the agents take on, a quarter of them VIPs: three quarters of the agents are left."""
    found = reckoned(callers=OTHERS)

    assert found.raw_seconds - RINGING_SECONDS == pytest.approx(15 * CALL_SECONDS / OCCUPIED / 0.75, 0.001)


def test_what_comes_later_is_as_usual_and_not_as_many_as_made_the_line() -> None:
    flood = Snapshot(NINE, OCCUPIED, 14, 3 * OCCUPIED / CALL_SECONDS)

    usual, unknown = reckoned(expert(present=flood), callers=OTHERS), expert(present=flood, usual_arrivals=None)

    left = (usual.raw_seconds - RINGING_SECONDS) / (usual.ahead + 1) * OCCUPIED / CALL_SECONDS
    assert left == pytest.approx(1 / 0.75, 0.001)
    assert reckoned(unknown, callers=OTHERS).raw_seconds > 2 * usual.raw_seconds


def test_who_overtakes_may_have_hung_up_before() -> None:
    """Four VIPs wait ahead and one more call is in their way: five services, of which not all stay the length."""
    hazard, mu = 1 / 200, OCCUPIED / CALL_SECONDS
    stay = math.exp(-hazard * 5 / mu)

    found = reckoned(expert(hazard=hazard), callers=OTHERS)
    alone, _ = clearing_seconds(found.ahead, 330, mu, learning.patience(expert(hazard=hazard)))

    with_them, _ = clearing_seconds(found.ahead, 330, mu * (1 - 0.25 * stay), learning.patience(expert(hazard=hazard)))
    assert found.raw_seconds - RINGING_SECONDS == pytest.approx(with_them, 0.001)
    assert with_them > 1.02 * alone


def test_other_queues_callers_of_higher_priority_overtake_too() -> None:
    mu = OCCUPIED / CALL_SECONDS

    found = reckoned(elsewhere=SharedDemand(pending=6.0, arrivals=0.0, pending_above=2.0, overtaking=mu / 4))

    assert found.raw_seconds - RINGING_SECONDS == pytest.approx((14 + 6 + 1) / mu / 0.75, 0.001)


@pytest.mark.parametrize(
    ("usual", "on_duty", "longer"),
    [(None, 12, 1), (12.0, 12, 1), (24.0, 12, 0), (8.0, 12, 2), (240.0, 12, 0)],
    ids=["unknown", "as usual", "half of them are absent", "more than usual", "hardly anybody is there yet"],
)
def test_agents_become_as_many_as_usual_by_the_hour(usual: float | None, on_duty: int, longer: int) -> None:
    statistics, known = UNTOLD_WRAPPING, expert(usual_on_duty=usual)
    agents = agents_serving(known, statistics, free=0, on_duty=on_duty, occupied_elsewhere=0.0)
    assert agents is not None

    raw = estimate_class(known, statistics, agents, NOWHERE, EVERYBODY).raw_seconds - RINGING_SECONDS

    seconds = 15 * CALL_SECONDS / OCCUPIED
    ratio = min(MOST_USUAL, usual / on_duty) if usual else 1.0
    mean = sum(1 + (ratio - 1) * (1 - math.exp(-(at + 0.5) / RETURN_SECONDS)) for at in range(int(seconds))) / seconds
    assert raw == pytest.approx(seconds / mean, 0.005)
    assert (raw > seconds * 1.001) - (raw < seconds * 0.999) == longer - 1


def test_where_it_is_not_told_who_is_available_nobody_is_believed_to_come_back() -> None:
    statistics = replace(UNTOLD_WRAPPING, available_workers=None)

    found = agents_serving(expert(usual_on_duty=24.0), statistics, free=0, on_duty=12, occupied_elsewhere=0.0)

    assert found is not None
    assert found.usual == 1


def test_however_many_overtake_the_last_are_served_at_a_fifth() -> None:
    crowd = PriorityClass(0, 14, share=1.0, waiting_above=0.0, share_above=0.99, is_last=True)

    found = reckoned(callers=crowd)

    expected = 15 * CALL_SECONDS / OCCUPIED / LEAST_LEFT_FOR_LAST
    assert found.raw_seconds - RINGING_SECONDS == pytest.approx(expected, 0.001)


@pytest.mark.parametrize(
    ("callers", "longest", "oldest"),
    [(EVERYBODY, 330, 330), (EVERYBODY, None, 14 * 25), (VIPS, 330, 330), (VIPS, 900, 4 * 4 * 25)],
    ids=["as told", "as long as the line takes, where not told", "no older than told", "as many as came since"],
)
def test_how_long_the_oldest_ahead_has_waited(callers: PriorityClass, longest: int | None, oldest: float) -> None:
    """It shows where callers hang up within two minutes or not at all: then the older a line is, the less it thins.

    The longest waiting caller is of the last priority; of the VIPs a quarter of all come, one in 100 seconds.
    """
    hasty = expert(hung_up=[1e10] * 4 + [0.0] * (BANDS - 4))

    found = reckoned(hasty, replace(UNTOLD_WRAPPING, longest_waiting_seconds=longest), callers=callers)

    rate = OCCUPIED / CALL_SECONDS
    seconds, hangs_up = clearing_seconds(found.ahead, oldest, rate, learning.patience(hasty))
    assert found.raw_seconds == pytest.approx(seconds + RINGING_SECONDS)
    assert found.hangs_up == pytest.approx(hangs_up)
    assert clearing_seconds(found.ahead, oldest / 2, rate, learning.patience(hasty))[0] < seconds - 1


def test_the_correction_multiplies_and_the_median_lies_a_tenth_of_a_service_below_the_mean() -> None:
    correction = Calibration(predicted_seconds=12_000, actual_seconds=18_000)

    plain, corrected = reckoned(), reckoned(expert(calibrations={0: correction}))

    below = MEDIAN_SERVICES * CALL_SECONDS / OCCUPIED
    assert plain.estimate.seconds == round(plain.raw_seconds - below)
    assert corrected.factor == 1.25
    assert corrected.estimate.seconds == round(1.25 * corrected.raw_seconds - below)


def test_the_correction_of_another_priority_is_left_alone() -> None:
    assert reckoned(expert(calibrations={20: Calibration(12_000, 18_000)})).factor == 1


def test_the_range_is_deviations_from_the_estimate() -> None:
    """Sixteen departures each as uncertain as a service is long; 8 % of the wait; five seconds."""
    found = reckoned(expert(calibrations={0: Calibration(low=-1.5, high=2.0)}))
    service = CALL_SECONDS / OCCUPIED
    deviation = math.sqrt((found.ahead + 2) * service**2 + (0.08 * found.raw_seconds) ** 2 + 25)

    assert found.deviation_seconds == pytest.approx(deviation)
    seconds = found.estimate.seconds or 0.0
    assert found.estimate.low_seconds == pytest.approx(seconds - 1.5 * deviation, abs=1.5)
    assert found.estimate.high_seconds == pytest.approx(seconds + 2 * deviation, abs=1.5)


def test_a_range_holds_its_estimate_whatever_was_learned_of_it() -> None:
    found = reckoned(expert(calibrations={0: Calibration(low=0.4, high=-0.3)})).estimate

    assert found.low_seconds is not None
    assert found.seconds is not None
    assert found.high_seconds is not None
    assert found.seconds - 1 <= found.low_seconds <= found.seconds <= found.high_seconds <= found.seconds + 1


def remembering(experience: QueueState, statistics: QueueStatistics, polls: int, *callers: PriorityClass) -> None:
    for poll in range(polls):
        class_estimates = [reckoned(experience, statistics, callers=each) for each in callers]
        remember(experience, statistics, NINE + 60.0 * poll, class_estimates)


def test_who_heads_the_line_sets_right_the_forecasts_for_the_last_priority_alone() -> None:
    experience = expert()

    remembering(experience, LONG_LINE, 12, VIPS, OTHERS)

    assert experience.calibrations[0].predicted_seconds > 0
    assert experience.calibrations[20] == Calibration(forecasts=experience.calibrations[20].forecasts)


def test_the_head_of_the_line_has_waited_and_is_about_to_be_answered() -> None:
    """330 seconds, three tenths of a twelfth of a call, and the ringing; told was the forecast of six polls ago."""
    experience = expert()

    remembering(experience, LONG_LINE, 7, EVERYBODY)

    actual = 330 + 0.3 * CALL_SECONDS / OCCUPIED + RINGING_SECONDS
    assert experience.calibrations[0].actual_seconds == pytest.approx(actual)
    assert experience.calibrations[0].predicted_seconds == pytest.approx(reckoned().raw_seconds, 0.1)


def test_a_forecast_is_kept_as_it_was_before_correction_and_after() -> None:
    experience = expert(calibrations={0: Calibration(12_000, 18_000)})
    found = reckoned(experience)

    remember(experience, UNTOLD_WRAPPING, NINE, [found])

    (kept,) = experience.calibrations[0].forecasts
    assert kept == Forecast(NINE, found.raw_seconds, found.estimate.seconds or 0, found.deviation_seconds)


@pytest.mark.parametrize(
    "fields",
    [{"pending": 0, "longest_waiting_seconds": 0}, {"longest_waiting_seconds": None}, {}],
    ids=["nobody waits", "it is not told how long", "a line"],
)
def test_no_more_forecasts_are_kept_than_can_still_be_compared(fields: dict[str, Any]) -> None:
    """A process may poll for days."""
    experience = expert()

    remembering(experience, replace(LONG_LINE, **fields), 600, VIPS, OTHERS)

    assert len(experience.calibrations[20].forecasts) <= 1
    assert len(experience.calibrations[0].forecasts) <= 330 / 60 + 2


@given(
    st.lists(any_statistics(most=2000), min_size=1, max_size=3),
    st.builds(SharedDemand, st.floats(0, 1e4), st.floats(0, 100), st.floats(0, 1e4), st.floats(0, 100)),
    st.tuples(st.integers(0, 1000), st.floats(0, 1e4)),
    st.dictionaries(st.integers(0, 40), st.floats(0, 1e6), max_size=3),
    st.builds(Calibration, st.floats(0, 1e9), st.floats(0, 1e9), st.floats(-9, 9), st.floats(-9, 9)),
)
def test_whatever_is_shown_an_estimate_is_a_number_within_its_range(
    polls: list[QueueStatistics],
    elsewhere: SharedDemand,
    agents_about: tuple[int, float],
    served: dict[int, float],
    known: Calibration,
) -> None:
    experience = QueueState(served_seconds=served, calibrations=dict.fromkeys([0, *served], known))
    on_duty, occupied_elsewhere = agents_about
    for poll, statistics in enumerate(polls):
        at = NINE + 60.0 * poll
        learning.learn(experience, statistics, at)
        learning.learn_on_duty(experience, on_duty)
        agents = agents_serving(experience, statistics, free=0, on_duty=on_duty, occupied_elsewhere=occupied_elsewhere)
        if agents is None:
            continue
        line = classes(experience, statistics, learning.load(experience, statistics))
        found = [estimate_class(experience, statistics, agents, elsewhere, callers) for callers in line]
        remember(experience, statistics, at, found)
        for each in found:
            low, seconds, high = each.estimate.low_seconds, each.estimate.seconds, each.estimate.high_seconds
            assert low is not None
            assert seconds is not None
            assert high is not None
            assert 0 <= low <= seconds <= high < math.inf
            assert each.ahead > 0
            assert -1e-9 <= each.hangs_up <= 1
            assert LEAST_FACTOR <= each.factor <= MOST_FACTOR
            assert each.deviation_seconds >= 5
