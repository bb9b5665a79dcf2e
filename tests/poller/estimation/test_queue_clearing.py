"""How long the callers ahead take to clear, compared with the equations from which the method is derived.

Whitt 1999 without abandonment; Ibrahim and Whitt 2009 (QLa) with one hazard at all ages; and, where the hazard changes
with age, an integral in small steps.
"""

import math
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from poller.estimation.queue_clearing import (
    EDGES_SECONDS,
    Patience,
    clearing_seconds,
    expected_ahead,
)

BANDS = len(EDGES_SECONDS)
ENDLESS = Patience([0.0] * BANDS)
HASTY_THEN_CALM = Patience([1 / 60, 1 / 150, 1 / 300, 1 / 400, 1 / 700, 1 / 1500, 1 / 1500, 1 / 1500])
CALM_THEN_HASTY = Patience([1 / 4000, 1 / 4000, 1 / 3000, 1 / 2000, 1 / 900, 1 / 300, 1 / 200, 1 / 150])
HAZARDS = st.lists(st.floats(0, 10), min_size=BANDS, max_size=BANDS)
LINES = st.floats(0, 5000)
AGES = st.floats(0, 10_000)
RATES = st.floats(1e-4, 100)


def constant(hazard: float) -> Patience:
    """Return the patience of callers with the same hazard at every age."""
    return Patience([hazard] * BANDS)


def mean_above_zero(mean: float, deviation: float) -> float:
    """Return the mean of the part of a normal distribution above 0, by the midpoint rule."""
    least, most = max(0.0, mean - 9 * deviation), max(mean, 0.0) + 9 * deviation
    width = (most - least) / 4000
    points = [least + width * (step + 0.5) for step in range(4000)]
    # Relative to the highest point, as the far tail would underflow.
    nearest = max(mean, 0.0)
    peak = ((nearest - mean) / deviation) ** 2
    weights = [math.exp((peak - ((point - mean) / deviation) ** 2) / 2) for point in points]
    return sum(point * weight for point, weight in zip(points, weights, strict=True)) / sum(weights)


@pytest.mark.parametrize("z", [-4.9, -3, -1, -0.2, 0, 0.2, 1, 3, 4.9, 5.1, 8])
@pytest.mark.parametrize("deviation", [0.05, 1.7, 23])
def test_the_callers_ahead_are_the_mean_of_a_normal_distribution_above_zero(z: float, deviation: float) -> None:
    assert expected_ahead(z * deviation, deviation) == pytest.approx(mean_above_zero(z * deviation, deviation), 1e-4)


@pytest.mark.parametrize("z", [-5.1, -6, -10, -100])
def test_far_below_zero_the_exponential_tail_is_close_enough(z: float) -> None:
    """Where it begins it is 7 % too high, of a fifth of a deviation."""
    assert expected_ahead(3 * z, 3) == pytest.approx(mean_above_zero(3 * z, 3), 0.08)


@given(st.floats(-1e9, 1e9), st.floats(0.05, 1e6))
def test_the_callers_ahead_are_never_fewer_than_the_mean_and_never_none(mean: float, deviation: float) -> None:
    ahead = expected_ahead(mean, deviation)

    assert ahead > 0
    assert mean - 1e-9 * abs(mean) <= ahead <= max(0.0, mean) + deviation


@pytest.mark.parametrize("ahead", [0, 0.4, 1, 7, 23.5, 400])
@pytest.mark.parametrize("oldest", [0, 29, 600])
def test_without_abandonment_n_callers_ahead_take_n_and_one_services(ahead: float, oldest: float) -> None:
    """Whitt 1999: (n + 1) S / c."""
    handle_seconds, agents = 270, 12

    seconds, hangs_up = clearing_seconds(ahead, oldest, agents / handle_seconds, ENDLESS)

    assert seconds == pytest.approx((ahead + 1) * handle_seconds / agents)
    assert hangs_up == pytest.approx(0)


@pytest.mark.parametrize(("theta", "within"), [(1 / 3000, 0.02), (1 / 900, 0.03), (1 / 300, 0.06)])
@pytest.mark.parametrize("ahead", [23, 50, 100, 400])
def test_with_one_hazard_a_long_queue_clears_like_a_fluid(theta: float, within: float, ahead: int) -> None:
    """Ibrahim and Whitt 2009 (QLa): ln(1 + theta m / mu) / theta.

    Within 2 % with one abandonment in fifty minutes of waiting, 6 % with one in five: the queue is divided into
    24 cells, and the callers of a cell are taken to stay until its first is served.
    """
    per_second = 0.05

    seconds, _ = clearing_seconds(ahead, 200, per_second, constant(theta))

    fluid = math.log(1 + theta * (ahead + 1) / per_second) / theta
    assert fluid < seconds < fluid * (1 + within)


@pytest.mark.parametrize("ahead", [1, 4, 11, 24])
def test_with_one_hazard_a_short_queue_clears_like_the_sum_over_departures(ahead: int) -> None:
    """Ibrahim and Whitt 2009 (QLm): the sum over 1 / (mu + i theta), within 5 %."""
    per_second, theta = 0.05, 1 / 300

    seconds, _ = clearing_seconds(ahead, 60, per_second, constant(theta))

    assert seconds == pytest.approx(sum(1 / (per_second + place * theta) for place in range(ahead + 1)), 0.05)


def person_by_person(ahead: int, oldest: float, per_second: float, patience: Patience) -> float:
    """Serve a queue in steps of a fiftieth of a caller; ages are those of a queue with a steady arrival rate."""
    steps = 5000
    ages = [oldest * (step + 0.5) / steps for step in range(steps)]
    there = [patience.survival(0, age) for age in ages]
    scale, seconds = ahead / sum(there), 0.0
    for age, share in zip(reversed(ages), reversed(there), strict=True):
        seconds += scale * share * patience.survival(age, seconds) / per_second
    return seconds + 1 / per_second


@pytest.mark.parametrize("patience", [HASTY_THEN_CALM, CALM_THEN_HASTY], ids=["hasty first", "calm first"])
@pytest.mark.parametrize(("ahead", "oldest"), [(6, 90), (20, 240), (60, 700)])
def test_a_queue_of_all_ages_clears_as_in_small_steps(patience: Patience, ahead: int, oldest: float) -> None:
    seconds, _ = clearing_seconds(ahead, oldest, 0.05, patience)

    assert seconds == pytest.approx(person_by_person(ahead, oldest, 0.05, patience), 0.03)


def test_callers_who_have_waited_long_abandon_less_if_only_the_young_abandon() -> None:
    young, _ = clearing_seconds(12, 20, 0.05, HASTY_THEN_CALM)
    old, _ = clearing_seconds(12, 800, 0.05, HASTY_THEN_CALM)

    assert young < 0.85 * old


def test_a_queue_in_which_many_abandon_early_is_taken_to_be_mostly_young() -> None:
    """Few are left of those who arrived early; with uniform ages this queue would clear more slowly."""
    thinned, _ = clearing_seconds(20, 400, 0.05, CALM_THEN_HASTY)
    uniform, seconds = [400 * (1 - (cell + 0.5) / 20) for cell in range(20)], 0.0
    for age in uniform:
        seconds += CALM_THEN_HASTY.survival(age, seconds) / 0.05

    assert thinned > seconds + 1 / 0.05


def test_the_abandoning_share_is_what_the_queue_clears_sooner_by() -> None:
    seconds, hangs_up = clearing_seconds(16, 120, 0.04, constant(1 / 500))

    assert seconds == pytest.approx((16 * (1 - hangs_up) + 1) / 0.04)
    assert 0.2 < hangs_up < 0.4


def test_just_above_thirty_seconds_the_ages_are_nearly_uniform_too() -> None:
    before, _ = clearing_seconds(9, 30.0, 0.05, HASTY_THEN_CALM)
    after, _ = clearing_seconds(9, 30.0 + 0.001, 0.05, HASTY_THEN_CALM)

    assert after == pytest.approx(before, 0.02)


@given(LINES, AGES, RATES, HAZARDS)
@example(ahead=3.0, oldest=3600.0, rate=0.05, hazards=[10.0] * BANDS)
def test_a_queue_never_takes_longer_than_without_abandonment_nor_less_than_one_service(
    ahead: float, oldest: float, rate: float, hazards: list[float]
) -> None:
    seconds, hangs_up = clearing_seconds(ahead, oldest, rate, Patience(hazards))

    assert (1 - 1e-9) / rate <= seconds <= (ahead + 1) / rate * (1 + 1e-9)
    assert -1e-9 <= hangs_up <= 1


@pytest.mark.parametrize("patience", [HASTY_THEN_CALM, CALM_THEN_HASTY], ids=["hasty first", "calm first"])
@pytest.mark.parametrize("oldest", [0, 90, 700])
def test_one_more_caller_ahead_makes_the_wait_longer(patience: Patience, oldest: float) -> None:
    waits = [clearing_seconds(ahead, oldest, 0.05, patience)[0] for ahead in range(2 * 24)]

    assert all(fewer < more for fewer, more in pairwise(waits))


@given(st.integers(24, 2000), AGES, RATES, HAZARDS)
def test_one_more_caller_ahead_shortens_the_wait_by_no_more_than_a_cell_whatever_the_hazards(
    ahead: int, oldest: float, rate: float, hazards: list[float]
) -> None:
    """A continuous model would not get shorter. If a whole cell abandons, the time of its first answer matters."""
    fewer, _ = clearing_seconds(ahead, oldest, rate, Patience(hazards))
    more, _ = clearing_seconds(ahead + 1, oldest, rate, Patience(hazards))

    assert more >= (fewer - ahead / 24 / rate) * (1 - 1e-9)


@given(LINES, AGES, RATES, HAZARDS)
@example(ahead=854.0, oldest=2533.0, rate=0.375, hazards=[0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0])
def test_twice_the_agents_lengthen_the_wait_by_no_more_than_a_cell(
    ahead: float, oldest: float, rate: float, hazards: list[float]
) -> None:
    """A continuous model would not get longer."""
    slower, _ = clearing_seconds(ahead, oldest, rate, Patience(hazards))
    faster, _ = clearing_seconds(ahead, oldest, 2 * rate, Patience(hazards))

    part = ahead / min(24, math.ceil(ahead) or 1) / (2 * rate)
    assert faster <= (slower + part) * (1 + 1e-9)


@pytest.mark.parametrize(("oldest", "later_stays"), [(30, math.exp(-0.775)), (31, math.exp(-1.0))])
def test_up_to_thirty_seconds_ages_are_uniform_and_beyond_them_the_young_are_more(
    oldest: float, later_stays: float
) -> None:
    """Of two ahead the first takes ten seconds. Then the other, 7.5 or fewer than 5 seconds old, may have abandoned."""
    hasty = Patience([0.1, *[0.01] * 7])

    seconds, _ = clearing_seconds(2, oldest, 0.1, hasty)

    assert seconds == pytest.approx(10 + 10 * later_stays + 10, abs=0.001)


def test_a_long_queue_is_served_in_24_cells() -> None:
    seconds = 0.0
    for _ in range(24):
        seconds += 2 * math.exp(-seconds / 300) / 0.05

    assert clearing_seconds(48, 200, 0.05, constant(1 / 300))[0] == pytest.approx(seconds + 20)
