"""An account's budget: requests are spaced evenly; refusals cut it, and it grows back without them."""

import threading

import pytest

from poller.taskrouter.rate_limiter import CUT, RateLimiter
from waittimes.deadline import Deadline, OutOfTime


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_slots_are_spaced_evenly_among_all_threads() -> None:
    limiter, came = RateLimiter(100, 10), []

    def takes_slots() -> None:
        for _ in range(5):
            with limiter.slot(Deadline.in_seconds(5)) as at:
                came.append(at)

    threads = [threading.Thread(target=takes_slots) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert max(came) - min(came) >= 19 / 100 - 0.025


def test_a_refusal_cuts_rate_and_window_once_for_all_that_were_under_way() -> None:
    hands = Hands()
    limiter = RateLimiter(100, 20, clock=hands)
    hands.now = 101
    for asked_at in (100.2, 100.4, 100.6):
        limiter.note_refusal(asked_at)

    assert (limiter.rate, limiter.window) == (100 * CUT, 17)

    hands.now = 102
    limiter.note_refusal(101.5)
    assert limiter.rate == pytest.approx(100 * CUT**2)


def test_seconds_without_a_refusal_bring_the_budget_back_and_never_more() -> None:
    hands = Hands()
    limiter = RateLimiter(100, 20, clock=hands)
    for second in range(5):
        hands.now = 101 + second
        limiter.note_refusal(hands.now)
    low = limiter.rate
    hands.now += 1
    limiter.note_answer()
    assert limiter.rate == pytest.approx(low + 5)

    for _ in range(60):
        hands.now += 1
        limiter.note_answer()

    assert (limiter.rate, limiter.window) == (100, 20)


def test_however_often_it_is_refused_somebody_may_ask() -> None:
    hands = Hands()
    limiter = RateLimiter(100, 20, clock=hands)
    for _ in range(200):
        hands.now += 1
        limiter.note_refusal(hands.now)

    assert (limiter.rate, limiter.window) == (1, 1)


def test_a_time_to_wait_that_lasts_beyond_the_deadline_is_out_of_time_at_once() -> None:
    limiter = RateLimiter(100, 20)
    limiter.note_refusal(0, retry_after_seconds=30)

    with pytest.raises(OutOfTime), limiter.slot(Deadline.in_seconds(0.2)):
        pass


def test_a_window_that_is_full_is_out_of_time_when_the_time_is_over() -> None:
    limiter = RateLimiter(100, 1)

    with limiter.slot(Deadline.in_seconds(5)), pytest.raises(OutOfTime), limiter.slot(Deadline.in_seconds(0.05)):
        pass


def test_the_first_request_after_a_pause_does_not_wait() -> None:
    limiter, before_the_second = RateLimiter(1, 1), Deadline.in_seconds(0.9)

    with limiter.slot(before_the_second):
        pass
    with pytest.raises(OutOfTime), limiter.slot(before_the_second):
        pass
