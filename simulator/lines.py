"""The lines of a simulated contact centre, one for each task queue, as a settings file."""

from simulator.centre.example import DEPARTMENT
from simulator.centre.plan import Plan, TaskQueue

ROUTED = "Support"
"""The task queue whose line names the workflow alone."""


def number_called(plan: Plan, queue_name: str) -> str:
    """Return the phone number of the line that leads to this task queue. Raises ValueError for an unknown name."""
    names = [queue.friendly_name for queue in plan.task_queues]
    return f"+1555010{names.index(queue_name) + 1:04d}"


def lines_toml(plan: Plan, account_sid: str, public_url: str) -> str:
    """Return the settings file."""
    account = f"""\
public_url = "{public_url}"

[accounts.simulated]
account_sid = "{account_sid}"
auth_tokens = ["env:SIMULATED_AUTH_TOKEN"]
workspaces = ["{plan.workspace.sid}"]
"""
    return "\n".join([account, *(_line(plan, queue) for queue in plan.task_queues)])


def _line(plan: Plan, queue: TaskQueue) -> str:
    named = "" if queue.friendly_name == ROUTED else f'task_queue_sid = "{queue.sid}"\n'
    return f"""\
[lines.{queue.skill}]
numbers = ["{number_called(plan, queue.friendly_name)}"]
workflow_sid = "{plan.workflows[0].sid}"
{named}\
greeting = "Thank you for calling {plan.workspace.friendly_name}."
attributes = {{ {DEPARTMENT} = "{queue.skill}" }}
"""
