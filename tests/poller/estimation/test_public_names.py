"""The estimator is usable without the rest of the project: its public names, and the example in its docstring."""

import doctest

from poller import estimation


def test_the_room_has_four_names() -> None:
    assert estimation.__all__ == ["QueueState", "estimate", "explain", "state_format"]


def test_the_example_of_the_room_is_true() -> None:
    found = doctest.testmod(estimation)

    assert (found.failed, found.attempted > 0) == (0, True)
