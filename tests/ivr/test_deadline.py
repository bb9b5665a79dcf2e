"""Nothing behind a webhook may take longer than its deadline."""

import threading

import pytest

from ivr.deadline import DeadlineExceeded, within


def test_an_answer_in_time_is_returned() -> None:
    assert within(5, lambda: "in time") == "in time"


def test_an_error_in_time_is_raised_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 // 0)


def test_whoever_does_not_answer_is_left_behind() -> None:
    never = threading.Event()

    with pytest.raises(DeadlineExceeded):
        within(0.02, lambda: never.wait(5))

    never.set()
