"""TaskRouter's REST API, used through Twilio's own package. Twilio's own document judges every exchange."""

import json
from types import SimpleNamespace

import pytest
from twilio.base.exceptions import TwilioRestException

from simulator.api.statistics import cumulative, realtime
from simulator.api.statistics_endpoints import ApiVariant
from simulator.centre.history import Window
from simulator.centre.sids import sid
from tests.simulator.api.letters import QUEUE_A, QUEUE_B, WORKFLOW
from tests.simulator.api.stand_in_api import (
    Exchange,
    exchange,
)
from tests.simulator.centre.small_centres import OPENED_AT


@pytest.mark.parametrize("multi_task_enabled", [True, False])
def test_a_workspace_tells_its_task_mode_and_its_activities(multi_task_enabled: bool) -> None:
    with exchange(multi_task_enabled=multi_task_enabled) as api:
        workspace = api.workspace().fetch()
        activities = {activity.friendly_name: activity.available for activity in api.workspace().activities.list()}

        assert workspace.multi_task_enabled is multi_task_enabled
        assert workspace.friendly_name == "Letters"
        on_calls = {} if multi_task_enabled else {"Reserved": False, "Busy": False}
        assert activities == {"Offline": False, "Available": True, "Break": False, **on_calls}
        queue = api.workspace().task_queues(QUEUE_A).fetch()
        on_a_call = "Available" if multi_task_enabled else "Busy"
        assert queue.assignment_activity_name == on_a_call
        assert api.oracle.violations == []


def test_task_queues_are_listed_with_their_skill_and_found_by_name(api: Exchange) -> None:
    queues = api.workspace().task_queues.list()

    assert [(queue.sid, queue.friendly_name, queue.target_workers) for queue in queues] == [
        (QUEUE_A, "A", "skills HAS 'a'"),
        (QUEUE_B, "B", "skills HAS 'b'"),
    ]
    assert [queue.sid for queue in api.workspace().task_queues.list(friendly_name="B")] == [QUEUE_B]


def test_the_task_channels_are_twilios_own_and_those_of_callbacks(api: Exchange) -> None:
    names = [channel.unique_name for channel in api.workspace().task_channels.list()]

    assert names == ["default", "voice", "chat", "sms", "video", "email", "callback", "voicemail"]


def test_a_workflow_document_is_a_string_of_json(api: Exchange) -> None:
    [listed] = api.workspace().workflows.list()
    fetched = api.workspace().workflows(WORKFLOW).fetch()

    assert listed.configuration == fetched.configuration
    assert json.loads(fetched.configuration)["task_routing"]["default_filter"] == {"queue": QUEUE_A}


def test_each_endpoint_serves_the_statistics_of_its_moment(api: Exchange) -> None:
    queue = api.workspace().task_queues(QUEUE_A)
    past = queue.cumulative_statistics().fetch(minutes=30, split_by_wait_time="30,120", task_channel="voice")
    present = queue.real_time_statistics().fetch(task_channel="voice")

    live = api.centre.queues[QUEUE_A]
    expected = cumulative(live, Window.last_minutes(30, OPENED_AT + 3600), [30, 120])
    assert past.reservations_accepted == expected["reservations_accepted"] > 10
    for name in ("wait_duration_until_accepted", "wait_duration_in_queue_until_accepted", "split_by_wait_time"):
        assert getattr(past, name) == expected[name]
    assert past.avg_task_acceptance_time == expected["avg_task_acceptance_time"]
    shown = realtime(live, api.centre.plan.workspace, api.centre.now)
    for name in ("tasks_by_status", "tasks_by_priority", "activity_statistics", "longest_task_waiting_sid"):
        assert getattr(present, name) == shown[name]


def test_time_passes_between_requests(api: Exchange) -> None:
    queue = api.workspace().task_queues(QUEUE_A)
    api.wait_until(3600)
    before = queue.cumulative_statistics().fetch(minutes=60).tasks_entered
    api.wait_until(7200)
    after = queue.cumulative_statistics().fetch(minutes=120).tasks_entered

    assert after > before + 30


def test_a_window_can_be_given_by_its_dates(api: Exchange) -> None:
    queue = api.workspace().task_queues(QUEUE_A)
    dates = {"start_date": "2026-09-21T14:23:20Z", "end_date": "2026-09-21T14:43:20Z"}
    past = queue.cumulative_statistics().fetch(**dates)

    window = Window(OPENED_AT + 600, OPENED_AT + 1800)
    assert past.tasks_entered == cumulative(api.centre.queues[QUEUE_A], window)["tasks_entered"] > 0
    assert (past.start_time.isoformat(), past.end_time.isoformat()) == (
        "2026-09-21T14:23:20+00:00",
        "2026-09-21T14:43:20+00:00",
    )


def test_the_default_window_is_a_quarter_of_an_hour(api: Exchange) -> None:
    past = api.workspace().task_queues(QUEUE_B).cumulative_statistics().fetch()

    assert (past.end_time - past.start_time).total_seconds() == 900


def test_a_channel_nobody_uses_has_no_tasks_but_the_same_workers(api: Exchange) -> None:
    queue = api.workspace().task_queues(QUEUE_A)
    chat, voice = (queue.statistics().fetch(task_channel=channel) for channel in ("chat", "voice"))

    assert (chat.realtime["total_tasks"], chat.cumulative["tasks_entered"]) == (0, 0)
    assert voice.cumulative["tasks_entered"] > 0
    assert chat.realtime["total_eligible_workers"] == voice.realtime["total_eligible_workers"] == 12


def test_entries_lack_by_default_what_twilios_examples_lack(api: Exchange) -> None:
    entries = api.workspace().task_queues.statistics.list(minutes=15, task_channel="voice")

    assert [entry.task_queue_sid for entry in entries] == [QUEUE_A, QUEUE_B]
    for entry in entries:
        assert "wait_duration_until_accepted" in entry.cumulative
        assert not {"wait_duration_in_queue_until_accepted", "tasks_completed", "split_by_wait_time"} & set(
            entry.cumulative
        )
        assert not {"tasks_by_priority", "longest_relative_task_age_in_queue"} & set(entry.realtime)
        assert isinstance(entry.cumulative["avg_task_acceptance_time"], float)


def test_entries_can_have_everything_the_single_endpoints_have() -> None:
    with exchange(variant=ApiVariant(combined_omits=frozenset(), priorities_of_pending=True)) as api:
        queue = api.workspace().task_queues(QUEUE_A)
        [entry, _] = api.workspace().task_queues.statistics.list(minutes=15, split_by_wait_time="20")
        single = queue.cumulative_statistics().fetch(minutes=15, split_by_wait_time="20")

        in_queue = "wait_duration_in_queue_until_accepted"
        assert entry.cumulative[in_queue] == single.wait_duration_in_queue_until_accepted
        assert entry.cumulative["split_by_wait_time"] == single.split_by_wait_time
        pending = entry.realtime["tasks_by_status"]["pending"]
        assert sum(entry.realtime["tasks_by_priority"].values()) == pending
        assert api.oracle.violations == []


def test_up_to_fifty_queues_are_answered_at_once_and_a_strangers_counts_zeros(api: Exchange) -> None:
    stranger = sid("WQ", "stranger")
    body = SimpleNamespace(to_dict=lambda: {"queueSids": [QUEUE_B, stranger]})
    bulk = api.workspace().task_queues.bulk_real_time_statistics.create(body)

    assert bulk.task_queue_response_count == 2
    known, unknown = bulk.task_queue_data
    assert known["total_eligible_workers"] == 12
    assert (
        known["tasks_by_status"]
        == realtime(api.centre.queues[QUEUE_B], api.centre.plan.workspace, api.centre.now)["tasks_by_status"]
    )
    assert (unknown["task_queue_sid"], unknown["total_eligible_workers"]) == (stranger, 0)
    assert unknown["tasks_by_status"] == {"reserved": 0, "pending": 0, "assigned": 0, "wrapping": 0}


def test_what_is_not_there_is_404(api: Exchange) -> None:
    workspace, nobody = api.workspace(), "0" * 32
    for absent in (
        workspace.task_queues(f"WQ{nobody}").statistics(),
        workspace.task_queues(f"WQ{nobody}").cumulative_statistics(),
        workspace.task_queues(f"WQ{nobody}").real_time_statistics(),
        workspace.workflows(f"WW{nobody}"),
        workspace.tasks(f"WT{nobody}"),
        workspace.task_queues(f"WQ{nobody}"),
    ):
        with pytest.raises(TwilioRestException) as refused:
            absent.fetch()
        assert (refused.value.status, refused.value.code) == (404, 20404)
