"""The resources of one workspace in Twilio's JSON."""

import json
from dataclasses import dataclass
from typing import Any

from simulator.api.statistics import iso8601
from simulator.api.tasks.queries import CHANNELS
from simulator.centre.centre import Centre
from simulator.centre.plan import AVAILABLE, BUSY, OFFLINE, RESERVED, Activity, TaskQueue, Workflow
from simulator.centre.sids import sid
from simulator.centre.task import Task

RESERVATION_TIMEOUT_SECONDS = 120

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Resources:
    """Renders the resources of the workspace at `url`, which belongs to `account_sid`."""

    centre: Centre
    account_sid: str
    url: str

    @property
    def channel_sids(self) -> dict[str, str]:
        """The SIDs of the TaskChannels by their unique names."""
        return {name: sid("TC", f"{self.centre.plan.workspace.sid}/{name}") for name in CHANNELS}

    @property
    def names(self) -> dict[str, str]:
        """The friendly names of queues and workflows by their SIDs."""
        plan = self.centre.plan
        queues = {queue.sid: queue.friendly_name for queue in plan.task_queues}
        return queues | {workflow.sid: workflow.friendly_name for workflow in plan.workflows}

    def workspace(self) -> Json:
        """Return the workspace itself."""
        workspace = self.centre.plan.workspace
        offline = workspace.activity(OFFLINE)
        parts = ("Activities", "Statistics", "RealTimeStatistics", "CumulativeStatistics")
        links = {_snake(part): f"{self.url}/{part}" for part in (*parts, "TaskQueues", "Tasks", "Workflows")}
        return self._common(workspace.sid, workspace.friendly_name, self.url, links) | {
            "default_activity_name": OFFLINE,
            "default_activity_sid": offline and offline.sid,
            "event_callback_url": "",
            "events_filter": None,
            "multi_task_enabled": workspace.multi_task_enabled,
            "prioritize_queue_order": "FIFO",
            "timeout_activity_name": OFFLINE,
            "timeout_activity_sid": offline and offline.sid,
        }

    def activity(self, activity: Activity) -> Json:
        """Return one Activity."""
        url = f"{self.url}/Activities/{activity.sid}"
        return self._part(activity.sid, activity.friendly_name, url, {}) | {"available": activity.available}

    def task_channel(self, name: str) -> Json:
        """Return one task channel. Agents have one task at a time, and so no optimised routing by channel."""
        own_sid = self.channel_sids[name]
        resource = self._part(own_sid, name.capitalize(), f"{self.url}/TaskChannels/{own_sid}", {})
        return resource | {"unique_name": name, "channel_optimized_routing": False}

    def task_queue(self, queue: TaskQueue) -> Json:
        """Return one task queue. Agents on a call are in its reservation and assignment Activities."""
        url = f"{self.url}/TaskQueues/{queue.sid}"
        workspace = self.centre.plan.workspace
        reserved = workspace.activity(RESERVED) or workspace.activity(AVAILABLE)
        busy = workspace.activity(BUSY) or workspace.activity(AVAILABLE)
        links = {_snake(part): f"{url}/{part}" for part in ("Statistics", "RealTimeStatistics", "CumulativeStatistics")}
        return self._part(queue.sid, queue.friendly_name, url, links) | {
            "reservation_activity_sid": reserved and reserved.sid,
            "reservation_activity_name": reserved and reserved.friendly_name,
            "assignment_activity_sid": busy and busy.sid,
            "assignment_activity_name": busy and busy.friendly_name,
            "max_reserved_workers": 1,
            "target_workers": queue.target_workers,
            "task_order": "FIFO",
        }

    def workflow(self, workflow: Workflow) -> Json:
        """Return one workflow, with its document as a string of JSON."""
        url = f"{self.url}/Workflows/{workflow.sid}"
        links = {_snake(part): f"{url}/{part}" for part in ("Statistics", "RealTimeStatistics", "CumulativeStatistics")}
        return self._part(workflow.sid, workflow.friendly_name, url, links) | {
            "assignment_callback_url": None,
            "configuration": workflow.configuration,
            "document_content_type": "application/json",
            "fallback_assignment_callback_url": None,
            "task_reservation_timeout": RESERVATION_TIMEOUT_SECONDS,
        }

    def task(self, task: Task) -> Json:
        """Return one task, with its status, and its age in whole seconds."""
        queue = self.centre.queues[task.queue_sid].plan
        workflow = next((flow for flow in self.centre.plan.workflows if flow.sid == task.workflow_sid), None)
        changes = (task.ended_at, task.wrapping_at, task.accepted_at, task.reserved_at, task.created_at)
        created = iso8601(task.created_at)
        resource = self._part(task.sid, "", f"{self.url}/Tasks/{task.sid}", {}) | {
            "age": int(task.age_seconds(self.centre.now)),
            "assignment_status": task.status,
            "attributes": json.dumps(task.attributes),
            "addons": "{}",
            "date_created": created,
            "date_updated": iso8601(next(at for at in changes if at is not None)),
            "task_queue_entered_date": iso8601(task.entered_at),
            "virtual_start_time": iso8601(task.virtual_start_at),
            "priority": task.priority,
            "reason": task.reason,
            "task_queue_sid": queue.sid,
            "task_queue_friendly_name": queue.friendly_name,
            "task_channel_sid": self.channel_sids[task.channel],
            "task_channel_unique_name": task.channel,
            "timeout": task.timeout_seconds,
            "workflow_sid": task.workflow_sid,
            "workflow_friendly_name": workflow and workflow.friendly_name,
            "ignore_capacity": False,
            "routing_target": None,
        }
        del resource["friendly_name"]
        return resource

    def _common(self, own_sid: str, friendly_name: str, url: str, links: dict[str, str]) -> Json:
        opened = iso8601(self.centre.opened_at)
        return {
            "sid": own_sid,
            "account_sid": self.account_sid,
            "friendly_name": friendly_name,
            "date_created": opened,
            "date_updated": opened,
            "url": url,
            "links": links,
        }

    def _part(self, own_sid: str, friendly_name: str, url: str, links: dict[str, str]) -> Json:
        workspace_sid = self.centre.plan.workspace.sid
        common = self._common(own_sid, friendly_name, url, {"workspace": self.url, **links})
        return common | {"workspace_sid": workspace_sid}


def _snake(part: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in part).removeprefix("_")
