"""When a person is called: near their turn, never before somebody clearly earlier, never more than agents can take."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.callbacks.turn import FRESH_SECONDS, LEAD_SECONDS, Movement, Place, due_in_seconds, movement
from poller.taskrouter.actions import Task
from tests.poller.callbacks.called_back import moving
from tests.waittimes.callbacks.promised import NOW
from waittimes.wait import Basis, Wait

PLACE = Place(3, NOW)
ONCE_IN_TEN_SECONDS = Movement(0.1, 0)


def waiting(*joined_before: float, priority: int = 3) -> list[Task]:
    """Return pending tasks that joined this many seconds before the place."""
    return [Task(f"WT{each}", "pending", priority, NOW - each) for each in joined_before]


@pytest.mark.parametrize(
    ("tasks", "called_before", "moves", "seconds"),
    [
        ([], 0, ONCE_IN_TEN_SECONDS, 0),
        (waiting(30, 40, 50), 0, ONCE_IN_TEN_SECONDS, 35 - LEAD_SECONDS),
        (waiting(30, 40), 1, ONCE_IN_TEN_SECONDS, 35 - LEAD_SECONDS),
        (waiting(-30, -40, -50), 0, ONCE_IN_TEN_SECONDS, 0),
        (waiting(70, 80, 90, 100), 0, ONCE_IN_TEN_SECONDS, 40),
        (waiting(-600, priority=4), 0, Movement(0.01, 0), 150 - LEAD_SECONDS),
        (waiting(600, priority=2), 0, ONCE_IN_TEN_SECONDS, 0),
        (waiting(600), 0, Movement(0.01, 2), 0),
        ([], 2, Movement(0.01, 2), 50 - LEAD_SECONDS),
        ([], 0, Movement(0, 1), 0),
        ([], 1, Movement(0, 1), None),
    ],
)
def test_a_person_is_called_so_that_they_are_there_at_their_turn(
    tasks: list[Task], called_before: int, moves: Movement, seconds: float | None
) -> None:
    assert due_in_seconds(PLACE, tasks, called_before, moves) == (
        seconds if seconds is None else pytest.approx(seconds)
    )


TASKS = st.lists(
    st.builds(lambda ago, priority: waiting(ago, priority=priority)[0], st.floats(-900, 900), st.integers(2, 4))
)
MOVES = st.builds(Movement, st.floats(0, 2), st.integers(0, 9))


@given(TASKS, st.integers(0, 30), MOVES)
def test_nobody_is_called_at_once_while_somebody_clearly_earlier_finds_no_agent(
    tasks: list[Task], called_before: int, moves: Movement
) -> None:
    seconds = due_in_seconds(PLACE, tasks, called_before, moves)

    earlier = [each for each in tasks if each.priority > 3 or (each.priority == 3 and each.started_at < NOW - 60)]
    assert seconds is None or seconds * moves.per_second >= len(earlier) - moves.free - 1e-6


@given(TASKS, MOVES, st.floats(0, 600))
def test_no_more_people_are_on_the_phone_than_agents_take_soon(
    tasks: list[Task], moves: Movement, horizon_seconds: float
) -> None:
    due = [due_in_seconds(PLACE, tasks, called_before, moves) for called_before in range(60)]

    called = sum(1 for each in due if each is not None and each <= horizon_seconds)
    assert called <= moves.free + moves.per_second * (horizon_seconds + LEAD_SECONDS) + 1


@given(TASKS, MOVES)
def test_who_is_further_behind_is_called_later(tasks: list[Task], moves: Movement) -> None:
    due = [due_in_seconds(PLACE, tasks, called_before, moves) for called_before in range(20)]

    assert all(later is None or (sooner is not None and sooner <= later) for sooner, later in pairwise(due))


def test_a_queue_moves_as_fast_as_its_agents_take_callers() -> None:
    assert movement(moving(per_minute=6, free=2), NOW) == Movement(0.1, 2)
    assert movement(moving(evidence={}, answered=45), NOW) == Movement(0.05, 0)
    assert movement(moving(per_minute=1.2, answered=45), NOW) == Movement(0.05, 0)


@pytest.mark.parametrize(
    "wait",
    [
        None,
        moving(basis=Basis.UNSTAFFED),
        moving(per_minute=0, answered=0),
        moving(measured_at=NOW - FRESH_SECONDS - 1),
    ],
)
def test_it_is_not_known_how_an_old_or_unstaffed_queue_moves(wait: Wait | None) -> None:
    assert movement(wait, NOW) is None
