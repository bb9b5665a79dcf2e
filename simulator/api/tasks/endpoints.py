"""TaskRouter's Tasks: created, read, listed, changed and ended, with the errors that Twilio documents."""

import hashlib
import json

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from simulator.api.access import access
from simulator.api.errors import ApiRefusal, invalid, not_found, too_many
from simulator.api.pagination import page
from simulator.api.query import whole_number
from simulator.api.resources import Json, Resources
from simulator.api.tasks.queries import attributes, channel, ordered, virtual_start, wanted_tasks
from simulator.centre.task import ASSIGNED, CANCELED, PENDING, RESERVED, TIMEOUT_SECONDS, WRAPPING, Task

LONGEST_TIMEOUT_SECONDS = 1_209_600
"""Two weeks, by Twilio's OpenAPI document."""

tasks = Blueprint("tasks", __name__, url_prefix="/v1/Workspaces/<workspace_sid>/Tasks")


@tasks.post("")
def create_task(workspace_sid: str) -> ResponseReturnValue:
    """Create a task: a caller joins. The workflow may be left out where there is only one."""
    with access().admit(workspace_sid) as reports:
        resources, form = reports.resources, request.form
        centre = resources.centre
        workflow_sids = [workflow.sid for workflow in centre.plan.workflows]
        workflow_sid = form.get("WorkflowSid", workflow_sids[0] if len(workflow_sids) == 1 else "")
        if workflow_sid not in workflow_sids:
            raise invalid("WorkflowSid must name a workflow of the workspace")
        task = centre.create_task(
            workflow_sid,
            attributes(form),
            whole_number(form, "Priority", 0),
            virtual_start_at=virtual_start(form, centre.now),
            channel=channel(form, resources.channel_sids),
            timeout_seconds=whole_number(form, "Timeout", TIMEOUT_SECONDS, least=1, most=LONGEST_TIMEOUT_SECONDS),
        )
        return resources.task(task), 201, _tag(resources, task)


@tasks.get("")
def list_tasks(workspace_sid: str) -> Json:
    """Return a page of the tasks. A filter by attributes is admitted three times a second."""
    with access().admit(workspace_sid) as reports:
        resources = reports.resources
        if "EvaluateTaskAttributes" in request.args and not access().evaluations.admits(resources.centre.now):
            raise too_many()
        is_wanted = wanted_tasks(request.args, resources.names)
        found = ordered(request.args, [task for task in resources.centre.tasks() if is_wanted(task)])
        hidden: Json = {} if access().variant.lists_show_attributes else {"attributes": None}

        def show(task: Task) -> Json:
            return resources.task(task) | hidden

        return page(request.base_url, request.args, "tasks", {task.sid: task for task in found}, show)


@tasks.get("/<sid>")
def show_task(workspace_sid: str, sid: str) -> ResponseReturnValue:
    """Return one task, with its ETag."""
    with access().admit(workspace_sid) as reports:
        task = _task(reports.resources, sid)
        return reports.resources.task(task), 200, _tag(reports.resources, task)


@tasks.post("/<sid>")
def update_task(workspace_sid: str, sid: str) -> ResponseReturnValue:
    """Change a task, or end it: canceled before an agent has answered, wrapping after it.

    With If-Match nothing happens unless the task is as it was when that ETag was read.
    """
    with access().admit(workspace_sid) as reports:
        resources, form = reports.resources, request.form
        task, centre = _task(resources, sid), reports.resources.centre
        expected = request.headers.get("If-Match")
        if expected is not None and expected.strip('"') != _version(resources, task):
            raise ApiRefusal(412, 20412, "The task has changed since: If-Match does not match its ETag")
        status = form.get("AssignmentStatus")
        _check_end(task, status)
        centre.update_task(
            task,
            attributes=attributes(form) if "Attributes" in form else None,
            priority=whole_number(form, "Priority", 0) if "Priority" in form else None,
            virtual_start_at=virtual_start(form, centre.now),
        )
        if status is not None:
            centre.hang_up(task, form.get("Reason"))
        return resources.task(task), 200, _tag(resources, task)


def _check_end(task: Task, status: str | None) -> None:
    if status is None:
        return
    if not (status == CANCELED and task.status in (PENDING, RESERVED)) and not (
        status == WRAPPING and task.status == ASSIGNED
    ):
        raise invalid(f"a task that is {task.status} cannot become {status}")
    if status == WRAPPING and "Attributes" in request.form:
        raise invalid("Attributes cannot be changed by the request that ends the talk")


def _task(resources: Resources, sid: str) -> Task:
    task = resources.centre.task(sid)
    if task is None:
        raise not_found(request.path)
    return task


def _tag(resources: Resources, task: Task) -> dict[str, str]:
    return {"ETag": f'"{_version(resources, task)}"'}


def _version(resources: Resources, task: Task) -> str:
    """Return a digest of what can change by more than the passing of time."""
    shown = {name: value for name, value in resources.task(task).items() if name not in ("age", "url", "links")}
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]
