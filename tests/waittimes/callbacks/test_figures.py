"""The figures of a callback's end."""

from typing import Any

import pytest

from tests.waittimes.callbacks.promised import NOW, promised
from waittimes.callbacks.measures import figures, overdue_seconds
from waittimes.callbacks.record import FINISHED, State

PLACED = promised(state=State.PLACED)


@pytest.mark.parametrize(
    ("reached_at", "kept", "late_seconds"), [(NOW + 300, 1, 0), (NOW + 1200, 1, 0), (NOW + 1207.5, 0, 7.5)]
)
def test_who_is_reached_is_reached_in_the_window_or_late(reached_at: float, kept: float, late_seconds: float) -> None:
    assert figures(PLACED, promised(state=State.REACHED, reached_at=reached_at), now=NOW) == {
        "CallbacksReached": (1, "Count"),
        "CallbacksKept": (kept, "Count"),
        "CallbackLate": (late_seconds, "Seconds"),
    }


def test_an_expired_callback_counts_as_such() -> None:
    assert figures(PLACED, promised().finished(State.EXPIRED), now=NOW) == {"CallbacksExpired": (1, "Count")}


@pytest.mark.parametrize("before", sorted(State))
def test_an_end_counts_once(before: State) -> None:
    reached = promised(state=State.REACHED, reached_at=NOW)

    assert bool(figures(promised(state=before), reached, now=NOW)) is (before not in FINISHED)


@pytest.mark.parametrize("state", sorted(set(State) - {State.REACHED, State.EXPIRED}))
def test_other_changes_have_no_figures(state: State) -> None:
    assert figures(PLACED, promised(state=state), now=NOW) == {}


@pytest.mark.parametrize(
    ("changed", "seconds"),
    [({}, 0), ({"high_at": NOW - 90}, 90), ({"high_at": NOW - 90, "state": State.REACHED}, 0)],
)
def test_a_callback_is_overdue_from_the_end_of_its_window(changed: dict[str, Any], seconds: float) -> None:
    assert overdue_seconds(promised(**changed), NOW) == seconds
