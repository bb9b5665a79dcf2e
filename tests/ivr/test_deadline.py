"""A webhook waits for no backend longer than its deadline."""

import threading
import time
from collections.abc import Callable

import pytest

from ivr.deadline import AGAIN_SECONDS, ANSWER_SECONDS, DeadlineExceeded, Question, within
from ivr.workers import Workers
from waittimes.deadline import Deadline
from waittimes.table import TableUnavailable


def test_an_answer_in_time_is_returned() -> None:
    assert within(Deadline.in_seconds(5), lambda: "in time") == "in time"


def test_an_error_in_time_is_raised_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        within(Deadline.in_seconds(5), lambda: 1 // 0)


def test_a_question_without_an_answer_is_left_behind() -> None:
    never = threading.Event()

    with pytest.raises(DeadlineExceeded):
        within(Deadline.in_seconds(0.02), lambda: never.wait(5))

    never.set()


def test_backends_leave_a_fifth_of_a_webhooks_second_for_the_rest() -> None:
    assert ANSWER_SECONDS <= 0.8


def test_all_backends_of_one_webhook_share_one_deadline() -> None:
    never, deadline = threading.Event(), Deadline.in_seconds(0.05)

    for _ in range(2):
        with pytest.raises(DeadlineExceeded):
            within(deadline, lambda: never.wait(5))

    assert time.monotonic() - deadline.ends_at < 0.5
    never.set()


def test_a_timeout_that_ask_raises_is_passed_on() -> None:
    def gives_up() -> None:
        raise TimeoutError("mine")

    with pytest.raises(TimeoutError, match="mine"):
        within(Deadline.in_seconds(5), gives_up)


class Asked:
    """Does the next of `each` at every call, and counts the calls."""

    def __init__(self, *each: Callable[[], str]) -> None:
        self._each = iter(each)
        self.times = 0

    def __call__(self) -> str:
        self.times += 1
        return next(self._each)()


def fails(*, is_passing: bool) -> Callable[[], str]:
    def fail() -> str:
        raise TableUnavailable("InternalServerError", is_passing=is_passing)

    return fail


def test_what_hangs_is_asked_again_beside_it_and_the_first_answer_counts() -> None:
    never = threading.Event()
    asked = Asked(lambda: str(never.wait(5)), lambda: "the second")

    assert Question(asked, again_seconds=(0.01,)).within(Deadline.in_seconds(5)) == "the second"

    never.set()


def test_what_fails_in_passing_is_asked_again() -> None:
    asked = Asked(fails(is_passing=True), fails(is_passing=True), lambda: "the third")

    assert Question(asked, again_seconds=(0.01, 0.02)).within(Deadline.in_seconds(5)) == "the third"


def test_what_is_refused_is_not_asked_again() -> None:
    asked = Asked(fails(is_passing=False), lambda: "the second")

    with pytest.raises(TableUnavailable):
        Question(asked, again_seconds=(0.5,)).within(Deadline.in_seconds(5))

    assert asked.times == 1


def test_the_last_failure_is_raised_when_there_is_no_other_try() -> None:
    asked = Asked(fails(is_passing=True), fails(is_passing=True))

    with pytest.raises(TableUnavailable):
        Question(asked, again_seconds=(0.01,)).within(Deadline.in_seconds(5))

    assert asked.times == 2


def test_an_answer_at_once_is_asked_for_once() -> None:
    asked = Asked(lambda: "the first", lambda: "the second")
    question = Question(asked, again_seconds=(0.5,))

    assert question.within(Deadline.in_seconds(5)) == "the first"
    assert asked.times == 1


def test_the_first_try_again_comes_within_fifty_milliseconds() -> None:
    assert AGAIN_SECONDS[0] <= 0.05


def test_there_are_never_more_threads_than_the_bound_and_a_job_without_one_waits() -> None:
    workers, never = Workers(3), threading.Event()
    running: list[int] = []

    def hangs() -> None:
        running.append(threading.get_ident())
        never.wait(5)

    for _ in range(50):
        with pytest.raises(DeadlineExceeded):
            within(Deadline.in_seconds(0.001), hangs, workers)
    assert len(running) <= 3

    never.set()
    assert within(Deadline.in_seconds(5), lambda: "in its turn", workers) == "in its turn"
    assert len(running) <= 3


def test_a_thread_is_used_again() -> None:
    workers = Workers(3)

    threads = {within(Deadline.in_seconds(5), threading.get_ident, workers) for _ in range(20)}

    assert len(threads) <= 3


def test_a_job_that_breaks_costs_no_thread() -> None:
    workers = Workers(1)

    workers.start(lambda: 1 // 0)  # type: ignore[arg-type]

    assert within(Deadline.in_seconds(5), lambda: "the next", workers) == "the next"
