"""Handle time: the value chosen for a simulated queue must be found from what polls show."""

import math
import random

import pytest

from poller.estimation.state import QueueState
from poller.estimation.statistics import WINDOW_SECONDS, QueueStatistics
from tests.poller.estimation.queues import NINE, QUIET, observed, showing


def calls_in_hand(begun: list[float], handle_seconds: float, at: float) -> int:
    return sum(1 for each in begun if each <= at < each + handle_seconds)


def begun_in_window(begun: list[float], at: float) -> int:
    return sum(1 for each in begun if at - WINDOW_SECONDS < each <= at)


def polls_of(begun: list[float], handle_seconds: float, until: float, every: float = 60.0) -> list[QueueStatistics]:
    """Return what TaskRouter shows of calls that begin at these times and take `handle_seconds`."""
    times = [WINDOW_SECONDS + every * poll for poll in range(int((until - WINDOW_SECONDS) / every))]
    return [
        showing(
            accepted=begun_in_window(begun, at),
            assigned=calls_in_hand(begun, handle_seconds, at),
            reserved=0,
            wrapping=0,
        )
        for at in times
    ]


@pytest.mark.parametrize("handle_seconds", [90.0, 270.0, 900.0])
def test_the_handle_time_is_found_from_the_number_of_busy_agents(handle_seconds: float) -> None:
    """Little's law: busy agents are calls per second times the handle time. Within 5 % after four hours."""
    rng, now, begun = random.Random(11), 0.0, []
    while now < 4.5 * 3600:
        now += rng.expovariate(1 / 25)
        begun.append(now)

    state = observed(polls_of(begun, handle_seconds, 4.5 * 3600, 60.0), every=60.0).state

    assert state.handle_seconds == pytest.approx(handle_seconds, 0.05)


def test_before_any_call_four_minutes_and_a_tenth_of_wrap_up_are_assumed() -> None:
    assert QueueState().handle_seconds == 240
    assert QueueState().wrapping_share == 0.1


def test_the_assumed_handle_time_weighs_four_calls() -> None:
    state = QueueState(busy_seconds=4 * 500, calls=4)

    assert state.handle_seconds == 370


@pytest.mark.parametrize("direction", [1, -1], ids=["the morning", "the evening"])
def test_the_handle_time_stays_while_agents_become_busy_or_idle(direction: int) -> None:
    """Calls begun are ahead of calls ended while the number of busy agents grows, and behind while it shrinks.

    From nearly none to sixty in an hour, or back: counted half each, both are within 6 % of the truth.
    """
    handle_seconds, hour = 600.0, 3600.0
    weight = [step / 3600 if direction > 0 else 1 - step / 3600 for step in range(3600)]
    begun: list[float] = []
    due = 0.0
    for second, each in enumerate(weight):
        due += each / 10
        if due >= 1:
            begun.append(float(WINDOW_SECONDS + second))
            due -= 1
    settled: list[float] = [] if direction > 0 else [10.0 * call for call in range(int(WINDOW_SECONDS / 10))]

    state = observed(polls_of(settled + begun, handle_seconds, WINDOW_SECONDS + hour)).state

    assert state.busy_seconds / state.calls == pytest.approx(handle_seconds, 0.06)


@pytest.mark.parametrize("every", [60.0, 15.0, 37.0])
def test_the_first_calls_of_a_day_do_not_seem_longer_than_they_are(every: float) -> None:
    """From the moment the lines open a call begins every 15 s, so that soon twenty agents are busy.

    Divided into the agents who are busy now, the calls of the window would seem to take 400 s.
    """
    begun = [WINDOW_SECONDS + 1 + 15.0 * call for call in range(120)]

    for minutes in (10, 15, 30):
        until = WINDOW_SECONDS + 60.0 * minutes
        state = observed(polls_of(begun, 300.0, until, every), every=every).state
        assert state.busy_seconds / state.calls == pytest.approx(300, 0.1)


@pytest.mark.parametrize("every", [60.0, 15.0])
def test_a_poller_that_starts_at_noon_finds_the_handle_time_too(every: float) -> None:
    """Before its first poll, as many agents are assumed busy as the calls of the window kept busy."""
    begun = [15.0 * call for call in range(480)]
    polls = polls_of(begun, 300.0, 2 * 3600.0, every)[int(1800 / every) :]

    state = observed(polls, every=every).state

    assert state.busy_seconds / state.calls == pytest.approx(300, 0.05)


def test_few_agents_and_frequent_polls_do_not_bias_the_handle_time() -> None:
    """Within 15 seconds more agents may become idle than calls were answered; that must count too."""
    rng, now, begun = random.Random(5), 0.0, []
    while now < 12 * 3600:
        now += rng.expovariate(1 / 200)
        begun.append(now)

    state = observed(polls_of(begun, 400.0, 12 * 3600.0, 15.0), every=15.0).state

    assert state.busy_seconds / state.calls == pytest.approx(400, 0.05)


@pytest.mark.parametrize(("every", "count"), [(60.0, 16), (15.0, 17), (7.0, 18), (300.0, 4)])
def test_samples_cover_the_window_a_minute_apart(every: float, count: int) -> None:
    rng = random.Random(3)

    samples = observed(
        [showing(assigned=rng.randint(1, 99)) for _ in range(400)], every=every
    ).snapshot.occupancy_samples

    assert len(samples) == count
    assert samples[-1].at - samples[0].at >= WINDOW_SECONDS
    assert samples[-1].at - samples[1].at < WINDOW_SECONDS


def test_a_queue_in_which_nothing_changes_keeps_the_two_ends_of_the_window_alone() -> None:
    """Four queues in five are quiet, and there may be thousands of them."""
    assert len(observed([QUIET] * 400).snapshot.occupancy_samples) == 2


def test_after_a_long_pause_the_samples_begin_again() -> None:
    busy, opening = showing(accepted=60, assigned=40), showing(accepted=0, assigned=2, pending=0)
    queue = observed([busy] * 30)
    before = queue.state.busy_seconds

    queue.poll(opening, NINE + 14 * 3600)

    assert [sample.in_service for sample in queue.snapshot.occupancy_samples] == [0, 2 + 1 + 2]
    assert queue.state.busy_seconds <= before


def test_wrap_up_is_learned_as_a_share_of_the_handle_time() -> None:
    state = observed([showing(assigned=9, reserved=1, wrapping=3)] * 400).state

    assert state.wrapping_share == pytest.approx(3 / 13, 0.02)


def test_after_some_hours_a_new_handle_time_has_replaced_the_old_one() -> None:
    short = showing(accepted=60, assigned=12, reserved=0, wrapping=0)
    long = showing(accepted=20, assigned=12, reserved=0, wrapping=0)

    state = observed([short] * 300 + [long] * 1500).state

    assert observed([short] * 300).state.handle_seconds == pytest.approx(180, 0.02)
    assert state.handle_seconds == pytest.approx(540, 0.15)


def test_the_handle_time_has_a_time_constant_of_six_hours() -> None:
    """Four calls a minute are in the window of each poll, and one in fifteen of these is learned."""
    queue = observed([showing(accepted=60, pending=0)])
    queue.state.calls = 9000.0

    for minute in range(1, 361):
        queue.poll(showing(accepted=0, assigned=9, pending=0), NINE + 60 * minute)

    assert queue.state.calls == pytest.approx(9000 / math.e, rel=0.001)


@pytest.mark.parametrize(("pause", "samples"), [(600, 3), (601, 2)])
def test_after_ten_minutes_without_a_poll_the_samples_begin_again(pause: float, samples: int) -> None:
    queue = observed([showing(assigned=4, pending=0)])

    queue.poll(showing(assigned=5, pending=0), NINE + pause)

    assert len(queue.snapshot.occupancy_samples) == samples
