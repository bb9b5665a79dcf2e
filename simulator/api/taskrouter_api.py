"""TaskRouter's REST API in front of simulated contact centres: a WSGI app, so that faults can be wrapped around it.

It has the operations that this project uses, with Twilio's paths, parameters, paging, field names and error bodies.
Every request first advances its contact centre to the current time.
"""

from collections.abc import Callable, Sequence

from flask import Blueprint, Flask, request
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from simulator.api.access import EXTENSION, Access, access
from simulator.api.accounts import Account
from simulator.api.errors import ApiRefusal, http_error, not_found
from simulator.api.pagination import page
from simulator.api.query import queue_sids, thresholds_seconds, window
from simulator.api.resources import Json, Resources
from simulator.api.statistics_endpoints import ApiVariant, StatisticsEndpoints, StatisticsQuery
from simulator.api.tasks.endpoints import tasks
from simulator.api.voice.calls import calls
from simulator.api.voice.recordings import recordings
from simulator.centre.task_queue import Queue
from simulator.phones.placed_call import CallDesk
from simulator.phones.recording import Recordings

taskrouter = Blueprint("taskrouter", __name__, url_prefix="/v1/Workspaces/<workspace_sid>")


def create_api(
    accounts: Sequence[Account],
    clock: Callable[[], float],
    variant: ApiVariant | None = None,
    desk: CallDesk | None = None,
    shelf: Recordings | None = None,
) -> Flask:
    """Return the API for these accounts; `clock` returns the time in seconds since the epoch.

    With a `desk` it also takes orders for outbound calls, with a `shelf` it shows the recordings of calls.
    """
    app = Flask(__name__, static_folder=None)
    app.json = _InOrder(app)
    app.url_map.strict_slashes = False
    app.extensions[EXTENSION] = Access(accounts, clock, variant or ApiVariant(), desk, shelf)
    app.register_blueprint(taskrouter)
    app.register_blueprint(tasks)
    app.register_blueprint(calls)
    app.register_blueprint(recordings)
    app.register_error_handler(ApiRefusal, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    return app


class _InOrder(DefaultJSONProvider):
    sort_keys = False


def _refuse(refusal: ApiRefusal) -> ResponseReturnValue:
    return refusal.body, refusal.status, refusal.headers


def _refuse_http(error: HTTPException) -> ResponseReturnValue:
    return _refuse(http_error(error, request.path))


@taskrouter.get("")
def show_workspace(workspace_sid: str) -> Json:
    """Return the workspace, with its task mode."""
    with access().admit(workspace_sid) as reports:
        return reports.resources.workspace()


@taskrouter.get("/Activities")
def list_activities(workspace_sid: str) -> Json:
    """Return a page of the Activities."""
    with access().admit(workspace_sid) as reports:
        activities = {activity.sid: activity for activity in reports.resources.centre.plan.workspace.activities}
        return page(request.base_url, request.args, "activities", activities, reports.resources.activity)


@taskrouter.get("/TaskChannels")
def list_task_channels(workspace_sid: str) -> Json:
    """Return a page of the task channels."""
    with access().admit(workspace_sid) as reports:
        channels = {sid: name for name, sid in reports.resources.channel_sids.items()}
        return page(request.base_url, request.args, "channels", channels, reports.resources.task_channel)


@taskrouter.get("/Workflows")
def list_workflows(workspace_sid: str) -> Json:
    """Return a page of the workflows."""
    with access().admit(workspace_sid) as reports:
        workflows = {workflow.sid: workflow for workflow in reports.resources.centre.plan.workflows}
        return page(request.base_url, request.args, "workflows", workflows, reports.resources.workflow)


@taskrouter.get("/Workflows/<sid>")
def show_workflow(workspace_sid: str, sid: str) -> Json:
    """Return one workflow."""
    with access().admit(workspace_sid) as reports:
        for workflow in reports.resources.centre.plan.workflows:
            if workflow.sid == sid:
                return reports.resources.workflow(workflow)
        raise not_found(request.path)


@taskrouter.get("/TaskQueues")
def list_task_queues(workspace_sid: str) -> Json:
    """Return a page of the task queues; of those of one friendly name if asked."""
    with access().admit(workspace_sid) as reports:
        plans = {sid: queue.plan for sid, queue in _named(reports.resources).items()}
        return page(request.base_url, request.args, "task_queues", plans, reports.resources.task_queue)


@taskrouter.get("/TaskQueues/<sid>")
def show_task_queue(workspace_sid: str, sid: str) -> Json:
    """Return one task queue."""
    with access().admit(workspace_sid) as reports:
        return reports.resources.task_queue(_queue(reports, sid).plan)


@taskrouter.get("/TaskQueues/Statistics")
def list_statistics(workspace_sid: str) -> Json:
    """Return a page of all task queues' combined statistics."""
    with access().admit(workspace_sid) as reports:
        question, queues = _question(reports), _named(reports.resources)

        def show(queue: Queue) -> Json:
            return reports.entry(queue, question)

        return page(request.base_url, request.args, "task_queues_statistics", queues, show)


@taskrouter.get("/TaskQueues/<sid>/Statistics")
def show_statistics(workspace_sid: str, sid: str) -> Json:
    """Return one task queue's combined statistics."""
    with access().admit(workspace_sid) as reports:
        return reports.combined(_queue(reports, sid), _question(reports))


@taskrouter.get("/TaskQueues/<sid>/CumulativeStatistics")
def show_cumulative_statistics(workspace_sid: str, sid: str) -> Json:
    """Return one task queue's cumulative statistics."""
    with access().admit(workspace_sid) as reports:
        return reports.cumulative(_queue(reports, sid), _question(reports))


@taskrouter.get("/TaskQueues/<sid>/RealTimeStatistics")
def show_real_time_statistics(workspace_sid: str, sid: str) -> Json:
    """Return one task queue's real-time statistics."""
    with access().admit(workspace_sid) as reports:
        return reports.realtime(_queue(reports, sid), channel=_channel(reports.resources))


@taskrouter.post("/TaskQueues/RealTimeStatistics")
def show_bulk_statistics(workspace_sid: str) -> Json:
    """Return the real-time statistics of up to 50 task queues."""
    with access().admit(workspace_sid) as reports:
        return reports.bulk(queue_sids(request.get_json(silent=True)))


def _named(resources: Resources) -> dict[str, Queue]:
    queues, name = resources.centre.queues, request.args.get("FriendlyName")
    return {sid: queue for sid, queue in queues.items() if name in (None, queue.plan.friendly_name)}


def _queue(reports: StatisticsEndpoints, sid: str) -> Queue:
    queue = reports.resources.centre.queues.get(sid)
    if queue is None:
        raise not_found(request.path)
    return queue


def _question(reports: StatisticsEndpoints) -> StatisticsQuery:
    return StatisticsQuery(
        window=window(request.args, reports.resources.centre.now),
        thresholds_seconds=tuple(thresholds_seconds(request.args)),
        channel=_channel(reports.resources),
    )


def _channel(resources: Resources) -> str | None:
    """Return the unique name of the TaskChannel whose tasks are asked for; None if all are."""
    wanted = request.args.get("TaskChannel")
    return {sid: name for name, sid in resources.channel_sids.items()}.get(wanted or "", wanted)
