"""The lines of a simulated contact centre, one for each task queue, as a settings file."""

from datetime import UTC, datetime

from simulator.centre.example import DEPARTMENT
from simulator.centre.plan import Plan, TaskQueue
from waittimes.settings.hours import WEEKDAYS

ROUTED = "Support"
"""The task queue whose line names only the workflow."""
CALLED_BACK = "Sales"
"""The task queue whose line offers callbacks."""
CALLBACK = 'is_fifo = true\ncallback = { style = "dial", above_minutes = 1 }\n'
CLOSED_LINE = "archive"
"""A line that is closed for some hours from the start on; it leads to the last task queue."""
OPENS_AFTER_HOURS = 12
HISTORY_DAYS = 30
WALLBOARD = """\
[wallboard]
cookie_keys = ["env:SIMULATED_COOKIE_KEY"]

[wallboard.passphrases.live]
secrets = ["env:SIMULATED_PASSPHRASE"]
role = "operate"
"""
"""The tables of a wallboard on which whoever knows the passphrase may also mute and close lines."""


def closed_number(plan: Plan) -> str:
    """Return the phone number of the line that is closed."""
    return f"+1555010{len(plan.task_queues) + 1:04d}"


def number_called(plan: Plan, queue_name: str) -> str:
    """Return the phone number of the line that leads to this task queue. Raises ValueError for an unknown name."""
    names = [queue.friendly_name for queue in plan.task_queues]
    return f"+1555010{names.index(queue_name) + 1:04d}"


def called_numbers(plan: Plan) -> frozenset[str]:
    """Return the phone numbers of all lines."""
    return frozenset({closed_number(plan), *(number_called(plan, queue.friendly_name) for queue in plan.task_queues)})


def lines_toml(plan: Plan, account_sid: str, public_url: str, *, now: float = 0.0) -> str:
    """Return the settings file; the closed line opens twelve hours after `now`, in seconds since the epoch.

    With a `public_url` the closed line takes messages, and one line calls back.
    """
    account = f"""\
public_url = "{public_url}"

[poller]
history_days = {HISTORY_DAYS}

[accounts.simulated]
account_sid = "{account_sid}"
auth_tokens = ["env:SIMULATED_AUTH_TOKEN"]
workspaces = ["{plan.workspace.sid}"]
"""
    return "\n".join(
        [
            account,
            *(_line(plan, queue, calls_back=bool(public_url)) for queue in plan.task_queues),
            _closed_line(plan, now, takes_messages=bool(public_url)),
        ]
    )


def _line(plan: Plan, queue: TaskQueue, *, calls_back: bool) -> str:
    callback = CALLBACK if calls_back and queue.friendly_name == CALLED_BACK else ""
    named = "" if queue.friendly_name == ROUTED else f'task_queue_sid = "{queue.sid}"\n'
    return f"""\
[lines.{queue.skill}]
numbers = ["{number_called(plan, queue.friendly_name)}"]
workflow_sid = "{plan.workflows[0].sid}"
{named}{callback}\
greeting = "Thank you for calling {plan.workspace.friendly_name}."
is_public = true
attributes = {{ {DEPARTMENT} = "{queue.skill}" }}
"""


def _closed_line(plan: Plan, now: float, *, takes_messages: bool) -> str:
    opens = datetime.fromtimestamp(now + OPENS_AFTER_HOURS * 3600, UTC).hour
    voicemail = f"[lines.{CLOSED_LINE}.voicemail]\nmost_pending = 20\n\n" if takes_messages else ""
    span = f'["{opens:02}:00-{opens:02}:59"]'
    return f"""\
[lines.{CLOSED_LINE}]
numbers = ["{closed_number(plan)}"]
workflow_sid = "{plan.workflows[0].sid}"
task_queue_sid = "{plan.task_queues[-1].sid}"
greeting = "Thank you for calling {plan.workspace.friendly_name}."
hours = "{CLOSED_LINE}"

{voicemail}[hours.{CLOSED_LINE}]
time_zone = "UTC"
""" + "".join(f"{day} = {span}\n" for day in WEEKDAYS)
