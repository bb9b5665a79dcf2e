"""What is measured of a callback whose person was reached."""

import pytest

from tests.waittimes.callbacks.promised import promised
from waittimes.callbacks.measures import reached


@pytest.mark.parametrize(
    ("reached_at", "ended_at", "kept", "late"),
    [(1200, 1500, 1, 0), (1201, 1500, 0, 1), (0, 1190, 1, 0), (0, 1260, 0, 60)],
)
def test_a_promise_is_kept_until_the_end_of_its_window(
    reached_at: float, ended_at: float, kept: int, late: float
) -> None:
    callback = promised(confirmed_at=0.0, low_at=600.0, high_at=1200.0, reached_at=reached_at)

    assert reached(callback, now=ended_at) == {
        "CallbacksReached": (1, "Count"),
        "CallbacksKept": (kept, "Count"),
        "CallbackLate": (late, "Seconds"),
    }
