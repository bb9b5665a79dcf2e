"""`route`: where a line's workflow sends a caller, why, and what the caller would hear."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click

from ivr.announcing import languages
from ops.aws_clients import table
from ops.checking.twilio_rest import Twilio
from ops.json_output import JSON, echo
from ops.layout import clock_time
from ops.waits import heard, route_drawing, route_facts
from poller.taskrouter.port import TaskRouterError
from waittimes import workflow_store
from waittimes.cache import WaitReader
from waittimes.page import MalformedPage
from waittimes.routing.doubt import Doubt
from waittimes.routing.path_wait import wait_on
from waittimes.routing.route import Route, predict
from waittimes.routing.task_attributes import merged
from waittimes.routing.workflow import Workflow, read
from waittimes.settings import loading
from waittimes.settings.config import Config, Line
from waittimes.settings.line_policy import SAY
from waittimes.settings.secret import SecretUnavailable
from waittimes.table import Table
from waittimes.wait import Wait

NOT_GIVEN = Doubt("it depends on the call: --from, or a field that this command cannot know")


@click.command()
@click.argument("line_name", metavar="LINE")
@click.option("--attributes", help="A JSON object of attributes, added to those of the line.")
@click.option("--from", "from_number", help="The number of the caller, such as +15550177777.")
@JSON
def route(line_name: str, attributes: str | None, from_number: str | None, *, as_json: bool) -> None:
    """Print where LINE's workflow sends a caller and why, the waits there, and what the caller would hear."""
    settings = loading.current(languages.vocabulary())
    line = settings.line(line_name)
    if line is None:
        names = ", ".join(each.name for each in settings.lines)
        raise click.BadParameter(f"there is no line {line_name}; there are: {names}")
    line = replace(line, attributes={**line.attributes, **_object(attributes)})
    pages, now = table(settings), time.time()
    workflow, source = _workflow(settings, line, pages, now)
    if as_json:
        echo(facts(settings, line, workflow, call_of(line, from_number), pages) | {"source": source})
        return
    click.echo(f"{line.name}: workflow {line.workflow_sid}, {source}")
    click.echo("\n".join(described(line, workflow, call_of(line, from_number), pages, now=now)))
    click.echo(_heard(settings, line, call_of(line, from_number), pages))


def call_of(line: Line, from_number: str | None) -> dict[str, str]:
    """Return those fields of a voice webhook that are known before the call."""
    known = {"Direction": "inbound", "AccountSid": line.account.sid}
    numbers = [number for number in line.numbers if number.startswith("+")]
    if len(numbers) == len(line.numbers) == 1:
        known |= {"To": numbers[0], "Called": numbers[0]}
    return known | ({"From": from_number, "Caller": from_number} if from_number else {})


def described(line: Line, workflow: Workflow, call: Mapping[str, str], pages: Table, *, now: float) -> list[str]:
    """Return the filters with their reasons, the caller's way with the waits there, and the wait on it."""
    attributes = merged(line.attributes, call, not_told=NOT_GIVEN)
    found = predict(workflow, attributes, priority=line.priority)
    waits = _waits(found, line, pages, now)
    if not found.trace and workflow.problem:
        return [f"  {workflow.problem}"]
    wait = wait_on(found, waits, speaks_narrowed=line.policy.narrowed == SAY)
    return [route_drawing.filters(found, attributes), *route_drawing.ways(found, waits), _on_the_way(wait)]


def facts(settings: Config, line: Line, workflow: Workflow, call: Mapping[str, str], pages: Table) -> dict[str, Any]:
    """Return the same as an object of JSON."""
    attributes = merged(line.attributes, call, not_told=NOT_GIVEN)
    found = predict(workflow, attributes, priority=line.priority)
    waits = _waits(found, line, pages, time.time())
    return {
        "line": line.name,
        "workflow_sid": line.workflow_sid,
        **route_facts.of_route(found, attributes, waits),
        "wait": route_facts.of_wait(wait_on(found, waits, speaks_narrowed=line.policy.narrowed == SAY)),
        "heard": heard.sentence(heard.phone(settings, pages), line, call),
        "task_queue_sid_of_line": line.task_queue_sid or None,
    }


def _object(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise click.BadParameter('--attributes is no JSON object; write one such as {"type": "claim"}')
    return found


def _workflow(settings: Config, line: Line, pages: Table, now: float) -> tuple[Workflow, str]:
    """Return the workflow as the phone reads it, or else as TaskRouter has it, and where it comes from."""
    if not line.task_queue_sid:
        stored = workflow_store.load(pages, line.workspace_sid, line.workflow_sid, now=now)
        if not stored.workflow.problem:
            return stored.workflow, f"read by the poller {now - stored.read_at:.0f} s ago"
    try:
        twilio = Twilio(line.account, settings.taskrouter_url)
        name, document = twilio.workflow(line.workspace_sid, line.workflow_sid)
    except (TaskRouterError, SecretUnavailable) as error:
        raise click.ClickException(f"the workflow cannot be read ({error}); python -m ops check says more") from error
    return read(document), f"{name}, as TaskRouter has it now"


def _waits(found: Route, line: Line, pages: Table, now: float) -> dict[str, Wait]:
    reader, waits = WaitReader(pages), dict[str, Wait]()
    for sid in found.queue_sids:
        try:
            wait = reader.wait(line.workspace_sid, sid, now=now)
        except MalformedPage:
            continue
        if wait is not None:
            waits[sid] = wait
    return waits


def _on_the_way(wait: Wait | None) -> str:
    if wait is None:
        return "The wait on the way: unknown, so no number is announced"
    low, high = wait.estimate.low_seconds, wait.estimate.high_seconds
    ends = "" if low is None or high is None else f", between {clock_time(low)} and {clock_time(high)}"
    return f"The wait on the way: {clock_time(wait.estimate.seconds)} ({wait.basis.value}){ends}"


def _heard(settings: Config, line: Line, call: Mapping[str, str], pages: Table) -> str:
    said = f"A caller would hear: {heard.sentence(heard.phone(settings, pages), line, call)}"
    if line.task_queue_sid:
        return f"{said}\nThat is the wait of task queue {line.task_queue_sid}, which the line names."
    return said
