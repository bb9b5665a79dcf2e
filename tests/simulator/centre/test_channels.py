"""Tasks of several task channels in one queue: served by the same agents, counted apart."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simulator.api.statistics import cumulative, realtime
from simulator.centre.centre import Centre
from simulator.centre.history import Window
from simulator.centre.sids import sid
from simulator.centre.task_queue import Queue
from tests.simulator.api.letters import QUEUE_A, WORKFLOW
from tests.simulator.api.stand_in_api import Exchange, exchange
from tests.simulator.centre.small_centres import BY_HAND, OPENED_AT, desk, group, plan

CHANNELS = ("voice", "callback", "chat")


def _status(centre: Centre, queue: Queue, channel: str | None) -> Any:
    return realtime(queue, centre.plan.workspace, centre.now, channel=channel)["tasks_by_status"]


def test_each_channel_has_its_own_statistics_and_without_one_all_tasks_count() -> None:
    one = desk(group("a", agents=1))
    [queue] = one.centre.queues.values()
    one.calls()
    one.at(10).calls()
    one.centre.create_task(sid("WW", "letters"), {}, channel="callback")
    one.at(200)

    window = Window.last_minutes(15, one.centre.now)
    accepted = {
        channel: cumulative(queue, window, channel=channel)["reservations_accepted"] for channel in (*CHANNELS, None)
    }
    assert accepted == {"voice": 2, "callback": 0, "chat": 0, None: 2}
    assert _status(one.centre, queue, "voice") == {"pending": 0, "reserved": 0, "assigned": 1, "wrapping": 0}
    assert _status(one.centre, queue, "callback") == {"pending": 1, "reserved": 0, "assigned": 0, "wrapping": 0}
    assert _status(one.centre, queue, None) == {"pending": 1, "reserved": 0, "assigned": 1, "wrapping": 0}
    assert queue.longest_waiting("voice") is None
    assert queue.longest_waiting() is queue.longest_waiting("callback") is not None


@given(st.lists(st.tuples(st.sampled_from(CHANNELS), st.integers(0, 60), st.booleans()), max_size=15))
def test_the_channels_together_are_what_one_channel_would_have_been(joins: list[tuple[str, int, bool]]) -> None:
    shown = []
    for apart in (True, False):
        centre = Centre(plan((group("a", 2),), {"a": BY_HAND}), seed=7, opened_at=OPENED_AT)
        [queue] = centre.queues.values()
        for channel, later_seconds, leaves in joins:
            centre.advance(centre.now + later_seconds)
            task = centre.create_task(sid("WW", "letters"), {}, channel=channel if apart else "voice")
            if leaves:
                centre.hang_up(task)
        window = Window(OPENED_AT - 1, centre.now)
        shown.append(
            (cumulative(queue, window, [30]), realtime(queue, centre.plan.workspace, centre.now), queue.pending)
        )
        assert sum(queue.tally(channel).total for channel in CHANNELS) == queue.tally().total

    assert shown[0] == shown[1]


def test_the_api_counts_the_channel_that_is_asked_for_by_name_or_sid() -> None:
    with exchange() as api:
        tasks = [_created(api, channel) for channel in ("voice", "callback", "callback")]
        queue = api.workspace().task_queues(QUEUE_A).real_time_statistics()
        channel_sid = tasks[1].task_channel_sid

        def total(**asked: str) -> int:
            return int(queue.fetch(**asked).total_tasks)

        assert total(task_channel="callback") == total(task_channel=channel_sid) == 2
        assert total(task_channel="chat") == 0
        assert total() == total(task_channel="voice") + 2
        assert api.oracle.violations == []


def _created(api: Exchange, channel: str) -> Any:
    attributes = json.dumps({"queue": "a"})
    return api.workspace().tasks.create(workflow_sid=WORKFLOW, attributes=attributes, task_channel=channel)
