"""The demo's contact centre shows, after its first hour, each of the states a caller can meet."""

import pytest

from simulator.api.statistics import Statistics, cumulative, realtime
from simulator.centre.centre import Centre
from simulator.centre.example import SEED, example_plan
from simulator.centre.history import Window
from tests.simulator.centre.small_centres import OPENED_AT

Seen = dict[str, tuple[Statistics, Statistics]]


@pytest.fixture(scope="module", params=[True, False], ids=["multi-tasking", "single-tasking"])
def seen(request: pytest.FixtureRequest) -> Seen:
    centre = Centre(example_plan(multi_task_enabled=request.param), seed=SEED, opened_at=OPENED_AT)
    centre.advance(OPENED_AT + 3600)
    return {
        queue.plan.friendly_name: (
            cumulative(queue, Window.last_minutes(15, centre.now)),
            realtime(queue, centre.plan.workspace, centre.now),
        )
        for queue in centre.queues.values()
    }


def test_there_are_six_queues(seen: Seen) -> None:
    assert set(seen) == {"Sales", "Support", "Billing", "Orders", "Partners", "Weekend"}


def test_sales_keeps_callers_waiting_for_some_minutes(seen: Seen) -> None:
    past, present = seen["Sales"]

    assert past["reservations_accepted"] >= 20
    assert 120 <= past["wait_duration_in_queue_until_accepted"]["avg"] <= 360
    assert present["tasks_by_status"]["pending"] >= 4
    assert present["longest_task_waiting_age"] >= 120


def test_support_and_billing_share_agents(seen: Seen) -> None:
    eligible = [seen[name][1]["total_eligible_workers"] for name in ("Support", "Billing")]

    assert eligible == [10, 9]
    assert all(seen[name][0]["reservations_accepted"] >= 10 for name in ("Support", "Billing"))


def test_orders_has_agents_free_and_nobody_waiting(seen: Seen) -> None:
    past, present = seen["Orders"]
    busy = sum(present["tasks_by_status"].values())

    assert present["tasks_by_status"]["pending"] == 0
    assert present["total_eligible_workers"] - busy >= 2
    assert past["reservations_accepted"] >= 5
    assert past["wait_duration_in_queue_until_accepted"]["avg"] <= 8


def test_partners_is_staffed_and_has_answered_nobody_for_a_quarter_of_an_hour(seen: Seen) -> None:
    past, present = seen["Partners"]

    assert past["reservations_accepted"] == 0
    assert present["total_available_workers"] == 2


def test_weekend_has_workers_but_nobody_on_duty(seen: Seen) -> None:
    _, present = seen["Weekend"]

    assert (present["total_eligible_workers"], present["total_available_workers"]) == (3, 0)
    assert {each["friendly_name"]: each["workers"] for each in present["activity_statistics"]}["Offline"] == 3
