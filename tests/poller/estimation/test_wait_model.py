"""From the callers waiting to a wait, step by step, compared with numbers worked by hand."""

import math
from dataclasses import replace
from typing import Any

import pytest

from poller.estimation.shared_agents import SharedDemand
from poller.estimation.snapshot import PriorityClass
from poller.estimation.statistics import BANDS
from poller.estimation.wait_model import Agents, agents_serving
from tests.poller.estimation.queues import nearly
from tests.poller.estimation.twelve_agents import (
    EVERYBODY,
    LONG_LINE,
    OTHERS,
    RATE,
    SERVICE_SECONDS,
    VIPS,
    WITHOUT_WRAPPING,
    learned,
    twelve_agents,
)

RINGING = 5.0


def serving(*, free: int = 0, on_other_queues: float = 0.0, on_duty: int = 12, **fields: Any) -> Agents | None:
    queue = twelve_agents(replace(LONG_LINE, **fields), on_duty=on_duty)
    return agents_serving(queue.state, queue.snapshot, free=free, on_other_queues=on_other_queues)


@pytest.mark.parametrize(
    ("seen", "agents"),
    [
        ({}, 12),
        ({"reserved": None, "wrapping": None, "assigned": 8}, 8),
        ({"pending": 0, "free": 5, "on_duty": 17}, 17),
        ({"on_other_queues": 3.5, "on_duty": 20}, 15.5),
        ({"on_other_queues": 30.0, "on_duty": 20}, 20),
        ({"on_other_queues": 30.0, "on_duty": 12}, 12),
        ({"on_other_queues": 30.0, "on_duty": 7}, 12),
        ({"assigned": None, "accepted": 36}, 12),
        ({"reserved": 0, "assigned": 0, "wrapping": 0, "accepted": 36, "on_duty": 0}, 12),
    ],
    ids=[
        *("in service", "assigned alone", "in service and free", "those known to come from other queues"),
        *("but no more than are on duty", "all in service", "agents on their last call"),
        *("what the calls answered took, without a count", "what the calls answered took, with nobody on a call"),
    ],
)
def test_the_agents_who_serve_a_queue(seen: dict[str, Any], agents: float) -> None:
    assert serving(**seen) == Agents(nearly(agents), seen.get("free", 0), nearly(agents / 300))


@pytest.mark.parametrize("accepted", [0, None])
@pytest.mark.parametrize("assigned", [0, None])
def test_a_queue_without_calls_in_service_or_answered_has_no_agents(accepted: int | None, assigned: int | None) -> None:
    assert serving(accepted=accepted, assigned=assigned) is None


def test_one_call_in_the_window_is_served_by_one_agent_and_not_by_a_third_of_one() -> None:
    assert serving(assigned=None, accepted=1) == Agents(nearly(1 / 3), 0, nearly(1 / 300))


def test_without_abandonment_the_wait_is_position_times_service_interval_and_ringing() -> None:
    """Whitt 1999: fourteen ahead and one's own turn are 15 intervals of 25 seconds."""
    found = twelve_agents().estimate()

    assert found.ahead.number == pytest.approx(14)
    assert found.raw_seconds == pytest.approx(15 * 25 + 5)
    assert found.abandoning_share == pytest.approx(0, abs=1e-6)


def test_with_one_hazard_at_all_ages_the_wait_is_that_of_the_fluid_queue() -> None:
    """Ibrahim and Whitt 2009 (QLa): ln(1 + theta m / mu) / theta, within 4 %."""
    theta = 1 / 900

    found = twelve_agents(state=learned(hazard=theta)).estimate()

    assert found.raw_seconds - RINGING == pytest.approx(
        math.log(1 + theta * (found.ahead.number + 1) * 25) / theta, 0.04
    )
    assert 0.1 < found.abandoning_share < 0.3


@pytest.mark.parametrize(
    ("arrival_rate", "interval", "ahead"), [(0.06, 60.0, 14.6), (0.02, 60.0, 13.4), (0.06, 15.0, 14.15)]
)
def test_a_caller_joins_half_a_poll_later_on_average(arrival_rate: float, interval: float, ahead: float) -> None:
    """In 30 seconds 0.02 calls per second more, or fewer, than are answered are 0.6 calls."""
    found = twelve_agents(arrival_rate=arrival_rate, interval_seconds=interval).estimate()

    assert found.ahead.number == pytest.approx(ahead)


def test_some_callers_who_join_meanwhile_abandon_before_the_queue_has_moved_on() -> None:
    """Of 1.2 who join in 30 seconds the share exp(-350 / 900) = 0.678 stay for the 350 seconds of the queue."""
    assert twelve_agents(state=learned(hazard=1 / 900)).estimate().ahead.number == pytest.approx(
        14 + 1.2 * 0.678 - 1.2, 0.001
    )


def test_ahead_of_a_caller_who_finds_nobody_waiting_are_those_who_may_have_joined_since() -> None:
    """The mean of the positive half of a normal distribution with the deviation sqrt(0.4 x 2.4) + 0.05 = 1.03."""
    nobody = PriorityClass(0, 0, share=1.0, waiting_above=0.0, share_above=0.0, is_last=True)

    found = twelve_agents(replace(WITHOUT_WRAPPING, pending=0)).estimate(nobody)

    assert found.ahead.number == pytest.approx(1.0298 * math.sqrt(2 / math.pi), 0.001)


def test_free_agents_take_the_first_callers() -> None:
    """Three of fifteen agents are free: eleven remain ahead, less the 0.3 more who are answered in half a poll."""
    assert twelve_agents().estimate(free=3).ahead.number == pytest.approx(14 - 3 + (0.04 - 0.05) * 30)


@pytest.mark.parametrize(("wrapping", "ahead"), [(0, 15.02), (4, 11.62)])
def test_agents_in_wrap_up_are_free_sooner_than_those_who_talk(wrapping: int, ahead: float) -> None:
    """A tenth of the handle time is wrap-up, so 1.2 of twelve are usual; each one more or less counts 0.85 callers."""
    found = twelve_agents(replace(LONG_LINE, wrapping=wrapping, assigned=12 - wrapping)).estimate()

    assert found.ahead.number == pytest.approx(ahead, 0.0001)


def test_of_a_long_wrap_up_not_all_end_before_the_queue_has_moved_on() -> None:
    """With 150 seconds of wrap-up six of twelve are usual; of three more, the share 1 - exp(-350 / 150) = 0.903 end."""
    state = learned(wrapping_seconds=150e12)

    found = twelve_agents(replace(LONG_LINE, wrapping=9, assigned=3), state).estimate()

    assert found.ahead.number == pytest.approx(14 - 0.85 * 3 * 0.90303, 0.0001)


def test_other_queues_callers_whom_the_agents_will_take_are_ahead_too() -> None:
    found = twelve_agents().estimate(elsewhere=SharedDemand(pending=6.0, arrival_rate=0.01))

    assert found.ahead.number == pytest.approx(14 + 6 + 0.01 * 30)


def test_callers_of_high_priority_have_fewer_ahead_and_all_the_agents() -> None:
    """Of four ahead, 1.2 are answered in half a poll, while 0.3 of the same priority join."""
    found = twelve_agents().estimate(VIPS)

    assert found.ahead.number == pytest.approx(3.1, 0.001)
    assert found.raw_seconds - RINGING == pytest.approx(4.1 * 25, 0.001)


def test_callers_of_low_priority_have_the_capacity_that_the_others_leave() -> None:
    """As many arrive as are answered, a quarter of them VIPs: three quarters of the capacity are left."""
    assert twelve_agents().estimate(OTHERS).raw_seconds - RINGING == pytest.approx(15 * 25 / 0.75, 0.001)


def test_those_who_will_overtake_are_expected_at_the_smoothed_rate() -> None:
    """A flood of calls is waiting. Later arrivals have the smoothed rate, or the last rate if none is known."""
    usual = twelve_agents(arrival_rate=0.12).estimate(OTHERS)
    unknown = twelve_agents(state=learned(smoothed_arrival_rate=None), arrival_rate=0.12).estimate(OTHERS)

    assert usual.raw_seconds - RINGING == pytest.approx((usual.ahead.number + 1) * 25 / 0.75, 0.001)
    assert unknown.raw_seconds - RINGING == pytest.approx((unknown.ahead.number + 1) * 25 / 0.25, 0.001)


def test_those_who_will_overtake_may_abandon_first() -> None:
    """Four VIPs ahead and one's own call take 125 seconds; exp(-125 / 200) = 0.535 of the VIPs who come later stay."""
    patient, hasty = twelve_agents(), twelve_agents(state=learned(hazard=1 / 200))
    first_in_line = replace(OTHERS, waiting=0.0)

    assert patient.estimate(first_in_line).capacity_share == pytest.approx(0.75)
    assert hasty.estimate(first_in_line).capacity_share == pytest.approx(1 - 0.25 * 0.53526, 0.0001)


def test_other_queues_callers_of_higher_priority_overtake_too() -> None:
    demand = SharedDemand(pending=6.0, arrival_rate=0.0, pending_above=2.0, overtaking_rate=RATE / 4)

    found = twelve_agents().estimate(elsewhere=demand)

    assert found.raw_seconds - RINGING == pytest.approx(21 * 25 / 0.75, 0.001)


@pytest.mark.parametrize(
    ("usual", "seconds"),
    [(None, 375.0), (12.0, 375.0), (24.0, 357.03), (8.0, 381.40), (240.0, 357.03)],
    ids=["unknown", "as usual", "half of them are absent", "more than usual", "hardly anybody is there yet"],
)
def test_staffing_reverts_to_its_usual_level_within_an_hour(usual: float | None, seconds: float) -> None:
    """In the first 375 seconds 5.03 % of the way back is gone on average; at most to twice as many agents."""
    found = twelve_agents(state=learned(smoothed_staffing=usual)).estimate()

    assert found.raw_seconds - RINGING == pytest.approx(seconds, 0.0001)


def test_without_the_available_workers_staffing_is_taken_to_stay() -> None:
    queue = twelve_agents(replace(WITHOUT_WRAPPING, available_workers=None), learned(smoothed_staffing=24.0))

    assert queue.estimate().agents.staffing_ratio == 1


def test_callers_of_low_priority_keep_a_fifth_of_the_capacity_however_many_overtake() -> None:
    crowd = PriorityClass(0, 14, share=1.0, waiting_above=0.0, share_above=0.99, is_last=True)

    assert twelve_agents().estimate(crowd).raw_seconds - RINGING == pytest.approx(15 * 25 * 5, 0.001)


@pytest.mark.parametrize(
    ("callers", "longest", "oldest"),
    [(EVERYBODY, 330, 330), (EVERYBODY, None, 14 * SERVICE_SECONDS), (VIPS, 330, 330), (VIPS, 900, 400)],
    ids=["as shown", "as long as the line takes, if not shown", "no older than shown", "as many as arrived since"],
)
def test_the_age_of_the_oldest_caller_ahead(callers: PriorityClass, longest: int | None, oldest: float) -> None:
    """The age shown is of the last priority's caller. Four VIPs, of whom one arrives in 100 seconds, go back 400."""
    queue = twelve_agents(replace(WITHOUT_WRAPPING, longest_waiting_seconds=longest))

    assert queue.estimate(callers).ahead.oldest_seconds == pytest.approx(oldest)


def test_an_older_line_thins_less_where_only_young_callers_abandon() -> None:
    """Callers abandon in their first two minutes or not at all."""
    state = learned(abandonments=[1e10] * 4 + [0.0] * (BANDS - 4))

    young, old = (
        twelve_agents(replace(WITHOUT_WRAPPING, longest_waiting_seconds=seconds), state).estimate()
        for seconds in (60, 600)
    )

    assert young.abandoning_share > old.abandoning_share + 0.05
    assert young.raw_seconds < old.raw_seconds - 10
