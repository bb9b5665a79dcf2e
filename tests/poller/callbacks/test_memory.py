"""What the estimator is told of a queue's callbacks."""

from dataclasses import replace
from typing import Any

import pytest

from poller.callbacks.memory import CallbackMemory, Departure
from poller.estimation.statistics import NO_CALLBACKS, WINDOW_SECONDS, Callbacks
from tests.poller.callbacks.called_back import BY_DIAL, BY_FLEX, QUEUE, line_of, moving
from tests.waittimes.callbacks.promised import NOW, promised
from waittimes.callbacks.record import State
from waittimes.callbacks.store import Stored
from waittimes.page import NO_PAGE
from waittimes.settings.config import Line
from waittimes.settings.line_callback import FLEX, CallbackPolicy

ELSEWHERE = CallbackPolicy(FLEX, task_channel="callback")


def told(line: Line, state: State, **changed: Any) -> Callbacks:
    memory = CallbackMemory()
    memory.note_pending(line, [Stored(promised(state=state, **changed), NO_PAGE)], NOW)
    memory.note_waits({QUEUE: moving()}, [line])
    return memory.of_queue(QUEUE, [line], NOW)


@pytest.mark.parametrize(
    ("policy", "ahead"),
    [
        (BY_DIAL, {State.WAITING, State.CALLING}),
        (BY_FLEX, {State.WAITING}),
        (ELSEWHERE, {State.WAITING, State.PLACED}),
    ],
)
@pytest.mark.parametrize("state", sorted(State))
def test_who_has_no_task_that_taskrouter_counts_stands_before_the_next_caller(
    policy: CallbackPolicy, ahead: set[State], state: State
) -> None:
    assert told(line_of(policy, priority=6), state).ahead == ({6: 1} if state in ahead else {})


@pytest.mark.parametrize(("next_at", "counts"), [(NOW + 240, True), (NOW + 241, False)])
def test_who_is_called_again_after_the_next_caller_is_answered_does_not(next_at: float, counts: bool) -> None:
    assert bool(told(line_of(BY_DIAL), State.WAITING, next_at=next_at).ahead) is counts


def test_lines_of_one_queue_are_counted_together_by_priority() -> None:
    memory, first = CallbackMemory(), line_of(BY_DIAL)
    second = replace(first, name="sales", priority=8)
    for line in (first, second):
        memory.note_pending(line, [Stored(promised(state=State.WAITING), NO_PAGE)] * 2, NOW)

    assert memory.of_queue(QUEUE, [first, second], NOW).ahead == {3: 2, 8: 2}


def test_a_line_that_leaves_its_queue_to_the_workflow_counts_nowhere() -> None:
    assert told(line_of(BY_FLEX, task_queue_sid=""), State.WAITING) == NO_CALLBACKS


def test_a_departure_counts_for_as_long_as_the_window_shows_it() -> None:
    memory, line = CallbackMemory(), line_of(BY_DIAL)
    left = promised(state=State.WAITING, left_at=NOW - 10)
    memory.note_pending(line, [Stored(left, NO_PAGE)], NOW)
    memory.note_pending(line, [], NOW + 30)

    assert memory.of_queue(QUEUE, [line], NOW + 30).left_after_seconds == (80,)
    assert memory.of_queue(QUEUE, [line], NOW - 10 + WINDOW_SECONDS + 1) == NO_CALLBACKS


@pytest.mark.parametrize("changed", [{"was_in_queue": False, "left_at": NOW - 10}, {"left_at": 0.0}])
def test_who_never_left_a_queue_is_no_departure(changed: dict[str, Any]) -> None:
    assert told(line_of(BY_DIAL), State.WAITING, **changed).left_after_seconds == ()


def test_old_departures_are_forgotten() -> None:
    memory, line = CallbackMemory(), line_of(BY_DIAL)
    memory.note_departure("WT1", Departure(QUEUE, NOW, 40))

    memory.note_pending(line, [], NOW + WINDOW_SECONDS + 1)

    assert memory.departures == {}
