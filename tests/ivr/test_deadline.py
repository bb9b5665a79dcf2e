"""Nothing behind a webhook may take longer than its deadline."""

import threading
import time

import pytest

from ivr.deadline import ANSWER_SECONDS, DeadlineExceeded, within
from waittimes.deadline import Deadline


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


def test_of_the_second_that_a_webhook_has_a_fifth_is_left_for_the_rest() -> None:
    assert ANSWER_SECONDS <= 0.8


def test_everything_behind_one_webhook_shares_one_deadline() -> None:
    never, deadline = threading.Event(), Deadline.in_seconds(0.05)

    for _ in range(2):
        with pytest.raises(DeadlineExceeded):
            within(deadline, lambda: never.wait(5))

    assert time.monotonic() - deadline.ends_at < 0.5
    never.set()


def test_a_timeout_of_what_was_asked_is_its_own_error() -> None:
    def gives_up() -> None:
        raise TimeoutError("mine")

    with pytest.raises(TimeoutError, match="mine"):
        within(Deadline.in_seconds(5), gives_up)
