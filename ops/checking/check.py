"""`check`: what to run when it does not work at three in the morning. A line for each thing, with its remedy."""

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click
import requests

from entry.remedies import place, remedy
from ivr.announcing import languages
from ops import stage
from ops.aws_clients import table, terminal_region
from ops.checking import deployed, workflow
from ops.checking.finding import Finding, shown
from poller.taskrouter.client import TaskRouter
from poller.taskrouter.port import TaskRouterError
from poller.taskrouter.request_counts import RequestCounts
from poller.taskrouter.transport import Connection
from waittimes import cache
from waittimes.deadline import Deadline, OutOfTime
from waittimes.settings import loading
from waittimes.settings.config import TWILIO_TASKROUTER_URL, Account, Config, Line
from waittimes.settings.secret import SecretUnavailable
from waittimes.table import TableUnavailable

OLDEST_WAIT_SECONDS = 180.0
"""Three polls: one may fail, and one may be late."""
PATIENCE_SECONDS = 5.0
TASKROUTER_SECONDS = 30.0
NO_ANSWER = "TaskRouter does not answer; try again"


@click.command()
@click.argument("stage_name", metavar="[STAGE]", required=False)
def check(stage_name: str | None) -> None:
    """Look at everything a call and a poll need; leave with 1 where something has to be done.

    With a STAGE the settings are those that its deployed function reads, and the function itself is looked at too;
    without one they are those of this folder and this terminal.
    """
    findings = []
    for finding in (
        _of_stage(stage_name) if stage_name else found(loading.current(languages.vocabulary()), now=time.time())
    ):
        findings.append(finding)
        click.echo(shown(finding))
    sys.exit(any(finding.remedy for finding in findings))


def _of_stage(name: str) -> Iterator[Finding]:
    there = deployed.function(stage.read(name))
    yield from deployed.findings(there, terminal_region(), Path())
    yield from found(there.settings(), now=time.time(), there=place(there.arn), region=there.stage.region)


def found(
    settings: Config, *, now: float, there: str = "where AWS_DEFAULT_REGION and the credentials lead", region: str = ""
) -> Iterator[Finding]:
    """Yield what there is to say of each part, in the order in which one needs the other.

    AWS is asked in the region, and `there` is what that place is called.
    """
    yield Finding(f"settings: {len(settings.accounts)} accounts, {len(settings.lines)} lines, from {settings.file}")
    for account in settings.accounts:
        yield from _secrets(account, there)
        yield from _taskrouter(account, settings.taskrouter_url, now)
    for line in settings.lines:
        yield _line_fits(line, settings.taskrouter_url)
        if settings.taskrouter_url == TWILIO_TASKROUTER_URL:
            yield _asked(f"line {line.name}: the size of its voice queue", partial(_queue_size, line))
    yield from _waits(settings, now, there, region or None)
    yield _phone(settings.public_url)


def _secrets(account: Account, there: str) -> Iterator[Finding]:
    for secret in account.auth_tokens:
        what = f"account {account.name}: {secret!r}"
        try:
            secret.reveal()
        except SecretUnavailable as error:
            yield Finding(what, f"{error}: {remedy(str(error), there) or 'mend the reference'}")
        else:
            yield Finding(what)


def _taskrouter(account: Account, url: str, now: float) -> Iterator[Finding]:
    for workspace_sid in account.workspace_sids:
        what = f"account {account.name}: TaskRouter's workspace {workspace_sid}"
        yield _asked(what, partial(_catalogue, account, url, workspace_sid, now))


def _catalogue(account: Account, url: str, workspace_sid: str, now: float) -> Finding:
    in_time = Connection(account, url).until(Deadline.in_seconds(TASKROUTER_SECONDS), RequestCounts())
    queues = len(TaskRouter(account.sid, in_time).catalogue(workspace_sid, now=now).queue_names)
    what = f"account {account.name}: TaskRouter's workspace {workspace_sid} has {queues} task queues"
    return Finding(what, "" if queues else "the workspace has no task queue; is it the right one?")


def _line_fits(line: Line, url: str) -> Finding:
    what = f"line {line.name}: its workflow fills its task queue"
    return _asked(what, lambda: _compared(what, line, url))


def _compared(what: str, line: Line, url: str) -> Finding:
    targets = workflow.targets(line.account, url, line.workspace_sid, line.workflow_sid)
    if line.task_queue_sid in targets:
        return Finding(what)
    return Finding(
        f"line {line.name}: its workflow never fills its task queue {line.task_queue_sid}, so a wrong wait is spoken",
        f"set task_queue_sid to one of {', '.join(sorted(targets)) or 'those of another workflow'}",
    )


def _queue_size(line: Line) -> Finding:
    size = workflow.voice_queue_size(line.account, line.workflow_sid)
    if size is None:
        return Finding(f"line {line.name}: nobody has called yet; its voice queue will hold 100 callers")
    raising = "POST MaxSize=1000 to its entry below /2010-04-01/Accounts/AC.../Queues raises it"
    return Finding(f"line {line.name}: its voice queue holds {size} callers; {raising}")


def _asked(what: str, ask: Callable[[], Finding]) -> Finding:
    try:
        return ask()
    except TaskRouterError as error:
        return Finding(f"{what} ({error})", remedy(str(error), "") or NO_ANSWER)
    except OutOfTime:
        return Finding(f"{what} (no answer in {TASKROUTER_SECONDS:.0f} s)", NO_ANSWER)
    except SecretUnavailable as error:
        return Finding(what, f"not asked, for {error}")


def _waits(settings: Config, now: float, there: str, region: str | None) -> Iterator[Finding]:
    pages = table(settings, region)
    for line in settings.lines:
        what = f"line {line.name}: its wait in the table {settings.table}"
        try:
            wait = cache.WaitReader(pages).wait(line.workspace_sid, line.task_queue_sid, now=now)
        except (TableUnavailable, ValueError) as error:
            reason = f"{type(error).__name__}: {error}"
            yield Finding(f"{what} ({error})", remedy(reason, there) or "the table does not answer; try again")
            continue
        if wait is None:
            yield Finding(f"{what} is not there", "python -m ops poll says why; zappa schedule starts the schedule")
        elif wait.age_seconds(now) > OLDEST_WAIT_SECONDS:
            yield Finding(f"{what} is {wait.age_seconds(now):.0f} s old", "zappa status: is it scheduled? zappa tail")
        else:
            yield Finding(f"{what} is {wait.age_seconds(now):.0f} s old")


def _phone(public_url: str) -> Finding:
    if not public_url:
        return Finding("public_url is not set", "set it to the address that Zappa printed, with the stage")
    what = f"phone at {public_url}"
    try:
        answer = requests.get(f"{public_url}/health", timeout=PATIENCE_SECONDS)
    except requests.RequestException as error:
        return Finding(
            f"{what} ({type(error).__name__})", "mend public_url, or deploy; zappa status prints the address"
        )
    return Finding(what, "" if answer.ok else f"it answers {answer.status_code}; zappa tail says why")
