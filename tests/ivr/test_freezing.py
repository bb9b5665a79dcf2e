"""What a process that Lambda freezes does when a copy of it continues."""

import random
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import snapshot_restore_py

from ivr import freezing

FROZEN = {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}


@pytest.fixture
def hooks() -> Iterator[list[Any]]:
    """Yield the hooks that Lambda's runtime would call, none of them ours yet."""
    registered = snapshot_restore_py.get_after_restore()
    registered.clear()
    yield registered
    registered.clear()


def continues(hooks: list[Any]) -> None:
    for act, arguments, named in hooks:
        act(*arguments, **named)


def fails() -> None:
    raise OSError("the store is down")


@pytest.mark.parametrize("environ", [{}, {"AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand"}])
def test_a_process_that_nobody_freezes_acts_at_once(hooks: list[Any], environ: dict[str, str]) -> None:
    acted: list[int] = []

    freezing.when_it_runs(lambda: acted.append(1), environ)

    assert acted == [1]
    assert hooks == []


def test_a_process_that_is_frozen_acts_each_time_that_a_copy_continues(hooks: list[Any]) -> None:
    acted: list[int] = []
    freezing.when_it_runs(lambda: acted.append(1), FROZEN)
    assert acted == []

    continues(hooks)
    continues(hooks)

    assert acted == [1, 1]


def test_two_copies_draw_different_random_numbers(hooks: list[Any]) -> None:
    freezing.when_it_runs(lambda: None, FROZEN)
    frozen = random.getstate()

    def drawn_by_a_copy() -> float:
        random.setstate(frozen)
        continues(hooks)
        return random.random()

    assert drawn_by_a_copy() != drawn_by_a_copy()


@pytest.mark.parametrize("act", [fails, lambda: 1 / 0])
def test_a_copy_that_cannot_act_continues_all_the_same(
    hooks: list[Any], act: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    freezing.when_it_runs(act, FROZEN)

    continues(hooks)

    assert [record.message for record in caplog.records] == ["freezing.not_continued"]


def test_a_runtime_without_the_hook_is_said_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "snapshot_restore_py", None)

    freezing.when_it_runs(fails, FROZEN)

    assert [record.message for record in caplog.records] == ["freezing.no_hook"]
