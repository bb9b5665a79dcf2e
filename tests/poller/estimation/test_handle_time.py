"""How long an agent spends on a call: queues whose calls take a planted time, and polls that must give it away."""

import random

import pytest

from poller.estimation.state import PRIOR_CALLS, PRIOR_HANDLE_SECONDS, PRIOR_WRAPPING_SHARE, QueueState
from poller.estimation.statistics import WINDOW_SECONDS, QueueStatistics
from tests.poller.estimation.queues import NINE, QUIET, observed, showing


def calls_in_hand(begun: list[float], handle_seconds: float, at: float) -> int:
    return sum(1 for each in begun if each <= at < each + handle_seconds)


def begun_in_window(begun: list[float], at: float) -> int:
    return sum(1 for each in begun if at - WINDOW_SECONDS < each <= at)


def polls_of(begun: list[float], handle_seconds: float, until: float, every: float = 60.0) -> list[QueueStatistics]:
    """Return what TaskRouter shows of calls that begin at these times and take so long."""
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
def test_how_long_a_call_takes_is_seen_from_how_many_agents_are_busy(handle_seconds: float) -> None:
    """Little's law: busy agents are calls a second times the seconds of each. Within 5 % after four hours."""
    rng, now, begun = random.Random(11), 0.0, []
    while now < 4.5 * 3600:
        now += rng.expovariate(1 / 25)
        begun.append(now)

    experience = observed(polls_of(begun, handle_seconds, 4.5 * 3600, 60.0), every=60.0).state

    assert experience.handle_seconds == pytest.approx(handle_seconds, 0.05)


def test_as_long_as_nothing_is_known_a_call_takes_what_calls_usually_do() -> None:
    assert QueueState().handle_seconds == PRIOR_HANDLE_SECONDS
    assert QueueState().wrapping_share == PRIOR_WRAPPING_SHARE


def test_what_is_believed_at_first_is_worth_a_few_calls() -> None:
    experience = QueueState(busy_seconds=PRIOR_CALLS * 500, calls=PRIOR_CALLS)

    assert experience.handle_seconds == (PRIOR_HANDLE_SECONDS + 500) / 2


@pytest.mark.parametrize("direction", [1, -1], ids=["the morning", "the evening"])
def test_how_long_a_call_takes_is_no_matter_of_more_agents_becoming_busy_or_fewer(direction: int) -> None:
    """Calls begun are ahead of calls ended while busy agents grow in number, and behind when they shrink.

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

    experience = observed(polls_of(settled + begun, handle_seconds, WINDOW_SECONDS + hour)).state

    assert experience.busy_seconds / experience.calls == pytest.approx(handle_seconds, 0.06)


@pytest.mark.parametrize("every", [60.0, 15.0, 37.0])
def test_the_first_calls_of_a_day_seem_no_longer_than_they_are(every: float) -> None:
    """From the moment the lines open a call begins every 15 s, so that soon twenty agents are busy.

    Set against the agents who are busy now, the calls of the window would seem to take 400 s.
    """
    begun = [WINDOW_SECONDS + 1 + 15.0 * call for call in range(120)]

    for minutes in (10, 15, 30):
        until = WINDOW_SECONDS + 60.0 * minutes
        experience = observed(polls_of(begun, 300.0, until, every), every=every).state
        assert experience.busy_seconds / experience.calls == pytest.approx(300, 0.1)


@pytest.mark.parametrize("every", [60.0, 15.0])
def test_who_begins_to_look_at_noon_learns_no_more_than_who_sees_the_truth_at_once(every: float) -> None:
    """Before the first look as many agents are believed to have been busy as the calls of the window kept busy."""
    begun = [15.0 * call for call in range(480)]
    polls = polls_of(begun, 300.0, 2 * 3600.0, every)[int(1800 / every) :]

    experience = observed(polls, every=every).state

    assert experience.busy_seconds / experience.calls == pytest.approx(300, 0.05)


def test_with_few_agents_and_frequent_polls_calls_are_as_long_as_they_are() -> None:
    """In a quarter of a minute more agents become free than calls were answered: none of that may be lost."""
    rng, now, begun = random.Random(5), 0.0, []
    while now < 12 * 3600:
        now += rng.expovariate(1 / 200)
        begun.append(now)

    experience = observed(polls_of(begun, 400.0, 12 * 3600.0, 15.0), every=15.0).state

    assert experience.busy_seconds / experience.calls == pytest.approx(400, 0.05)


@pytest.mark.parametrize(("every", "most"), [(60.0, 18), (15.0, 18), (7.0, 18), (300.0, 6)])
def test_looks_are_kept_over_the_window_a_minute_apart(every: float, most: int) -> None:
    rng = random.Random(3)

    samples = observed(
        [showing(assigned=rng.randint(1, 99)) for _ in range(400)], every=every
    ).snapshot.occupancy_samples

    assert 3 < len(samples) <= most
    assert samples[-1].at - samples[0].at >= WINDOW_SECONDS
    assert samples[-1].at - samples[1].at < WINDOW_SECONDS


def test_of_a_queue_where_nothing_changes_only_the_ends_of_the_window_are_kept() -> None:
    """Four queues in five are quiet, and there may be thousands of them."""
    assert len(observed([QUIET] * 400).snapshot.occupancy_samples) == 2


def test_after_a_pause_the_window_is_not_what_was_seen_before_it() -> None:
    busy, opening = showing(accepted=60, assigned=40), showing(accepted=0, assigned=2, pending=0)
    queue = observed([busy] * 30)
    before = queue.state.busy_seconds

    queue.poll(opening, NINE + 14 * 3600)

    assert [sample.in_service for sample in queue.snapshot.occupancy_samples] == [0, 2 + 1 + 2]
    assert queue.state.busy_seconds <= before


def test_wrapping_up_is_learned_as_a_share_of_the_call() -> None:
    experience = observed([showing(assigned=9, reserved=1, wrapping=3)] * 400).state

    assert experience.wrapping_share == pytest.approx(3 / 13, 0.02)


def test_a_new_kind_of_call_is_known_after_the_memory_and_the_old_one_forgotten() -> None:
    short = showing(accepted=60, assigned=12, reserved=0, wrapping=0)
    long = showing(accepted=20, assigned=12, reserved=0, wrapping=0)

    experience = observed([short] * 300 + [long] * 1500).state

    assert observed([short] * 300).state.handle_seconds == pytest.approx(180, 0.02)
    assert experience.handle_seconds == pytest.approx(540, 0.15)
