"""People who are called back stand before the next caller, and those who left for it have not hung up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation import estimate
from poller.estimation.callbacks import without_departures
from poller.estimation.snapshot import PriorityClass
from poller.estimation.state import WorkspaceState
from poller.estimation.statistics import BANDS, SPLIT_SECONDS, Callbacks, Measured, QueueStatistics
from poller.estimation.wait_model import ClassEstimate
from tests.fakes.statistics import MULTI_TASKING, QUEUE
from tests.poller.estimation.queues import NINE, one_class, showing
from tests.poller.estimation.twelve_agents import OTHERS, RATE, SERVICE_SECONDS, VIPS, learned, twelve_agents

BY_AGE = (4, 3, 0, 2, 0, 0, 0, 1)
SPLIT = showing(canceled=10, canceled_by_age=BY_AGE, accepted_by_age=(9, 8, 7, 6, 5, 4, 3, 2))


def with_callbacks(ahead: dict[int, int], callers: PriorityClass = OTHERS, **state: float) -> ClassEstimate:
    queue = twelve_agents(state=learned(**state), callbacks=Callbacks(ahead))
    return queue.estimate(callers)


def test_everybody_who_is_called_back_takes_one_answer() -> None:
    before, after = with_callbacks({}), with_callbacks({0: 3})

    assert after.ahead.number == pytest.approx(before.ahead.number + 3)
    assert after.raw_seconds - before.raw_seconds == pytest.approx(3 * SERVICE_SECONDS / 0.75)


def test_they_do_not_hang_up() -> None:
    patient, impatient = with_callbacks({0: 3}), with_callbacks({0: 3}, hazard=1 / 200)
    without = with_callbacks({}, hazard=1 / 200)

    assert impatient.raw_seconds < patient.raw_seconds
    assert impatient.raw_seconds - without.raw_seconds == pytest.approx(3 / (RATE * impatient.capacity_share))


def test_a_callback_of_low_priority_does_not_stand_before_a_caller_of_a_high_one() -> None:
    assert with_callbacks({0: 3}, VIPS) == with_callbacks({}, VIPS)
    assert with_callbacks({20: 3}, VIPS).ahead.called_back == 3


def test_a_free_agent_takes_whoever_is_called_back() -> None:
    queue = twelve_agents(showing(pending=0), callbacks=Callbacks({0: 1}))

    assert queue.estimate(one_class(0)[0], free=5).ahead.called_back < 0.5


def test_who_left_for_a_callback_has_not_hung_up() -> None:
    found = without_departures(SPLIT, Callbacks(left_after_seconds=(20.0, 100.0)))

    assert (found.canceled, found.canceled_by_age) == (8, (4, 2, 0, 1, 0, 0, 0, 1))


def test_a_departure_from_an_empty_band_comes_from_the_nearest() -> None:
    found = without_departures(SPLIT, Callbacks(left_after_seconds=(45.0,)))

    assert found.canceled_by_age in ((4, 2, 0, 2, 0, 0, 0, 1), (4, 3, 0, 1, 0, 0, 0, 1))


@given(
    st.lists(st.integers(0, 5), min_size=BANDS, max_size=BANDS),
    st.lists(st.floats(0, 2 * SPLIT_SECONDS[-1]), max_size=40),
)
def test_no_count_falls_below_nought(by_age: list[int], ages: list[float]) -> None:
    counted = showing(canceled=sum(by_age), canceled_by_age=tuple(by_age))

    found = without_departures(counted, Callbacks(left_after_seconds=tuple(ages)))

    assert found.canceled == sum(found.canceled_by_age) == max(0, sum(by_age) - len(ages))
    assert min(found.canceled_by_age) >= 0


def test_what_is_missing_stays_missing() -> None:
    found = without_departures(showing(canceled=None), Callbacks(left_after_seconds=(20.0,)))

    assert (found.canceled, found.canceled_by_age) == (None, ())


def hazards(statistics: QueueStatistics, callbacks: Callbacks) -> list[float]:
    known = WorkspaceState()
    for number in range(30):
        measured = Measured(statistics, NINE + 60 * number, callbacks=callbacks)
        estimate({QUEUE: measured}, MULTI_TASKING, known)
    return known.queues[QUEUE].abandonments


def test_callers_are_not_thought_impatient_because_they_are_called_back() -> None:
    only_hang_ups = showing(canceled=2, canceled_by_age=(2, *[0] * 7), accepted_by_age=SPLIT.accepted_by_age)
    with_departures = showing(canceled=5, canceled_by_age=(2, 0, 0, 3, *[0] * 4), accepted_by_age=SPLIT.accepted_by_age)

    learned_of_it = hazards(with_departures, Callbacks(left_after_seconds=(70.0, 80.0, 90.0)))

    assert learned_of_it == hazards(only_hang_ups, Callbacks())
    assert learned_of_it != hazards(with_departures, Callbacks())


def test_the_announced_wait_counts_them() -> None:
    def seconds(callbacks: Callbacks) -> float:
        measured = {QUEUE: Measured(showing(), NINE, callbacks=callbacks)}
        return estimate(measured, MULTI_TASKING, WorkspaceState())[QUEUE].estimate.seconds or 0.0

    assert seconds(Callbacks({0: 6})) > seconds(Callbacks()) + 60
