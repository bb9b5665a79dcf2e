"""`check`: the command to run when something does not work at three in the morning. Each line has its remedy."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import requests

from entry.remedies import place
from ivr.announcing import languages
from ops import stage
from ops.aws_clients import client, table, terminal_region
from ops.checking import (
    calling_back,
    deployed,
    lines,
    opening,
    recent,
    routes,
    stored,
    taking_messages,
    wallboard,
    workflows,
)
from ops.checking.accounts import CheckedAccount
from ops.checking.finding import Finding, as_facts, shown, summary
from ops.failures import ASKING_ERRORS, advice, here, reason
from ops.json_output import JSON, echo
from ops.layout import counted
from waittimes.settings import loading
from waittimes.settings.config import TWILIO_TASKROUTER_URL, Config, Line

PATIENCE_SECONDS = 5.0


@click.command()
@click.argument("stage_name", metavar="[STAGE]", required=False)
@JSON
def check(stage_name: str | None, *, as_json: bool) -> None:
    """Check everything that a poll and a call need. Exits with 1 if something has to be done.

    With a STAGE, it checks the settings that the deployed function reads, and the function itself. Without one, it
    checks the settings of this folder and this terminal. Each thing is checked before those that need it, so the
    first DO is the cause; the last line names all of them. The check writes one item of its own into the table.
    """
    findings = []
    for finding in _of_stage(stage_name) if stage_name else _of_terminal():
        findings.append(finding)
        if not as_json:
            click.echo(shown(finding))
    if as_json:
        echo(as_facts(findings))
    else:
        click.echo(f"\n{summary(findings)}")
    sys.exit(any(finding.remedy for finding in findings))


def _of_stage(name: str) -> Iterator[Finding]:
    there = deployed.function(stage.read(name))
    now = time.time()
    yield from deployed.findings(there, terminal_region(), Path(), now)
    settings = there.settings()
    yield from check_all(settings, now=now, there=place(there.arn), region=there.stage.region)
    yield from recent.findings(client("cloudwatch", there.stage.region), settings.lines, now)


def _of_terminal() -> Iterator[Finding]:
    return check_all(loading.current(languages.vocabulary()), now=time.time(), there=here())


def check_all(settings: Config, *, now: float, there: str, region: str = "") -> Iterator[Finding]:
    """Yield the findings on each part, before those on the parts that need it.

    AWS is asked in `region`, by default the terminal's; `there` names that place at the beginning of a sentence.
    """
    accounts, those = counted(len(settings.accounts), "account"), counted(len(settings.lines), "line")
    yield Finding(f"settings: {accounts}, {those}, from {settings.file}")
    yield from opening.findings(settings.lines, now)
    unpolled: set[Line] = set()
    for account in settings.accounts:
        checked = CheckedAccount(account, settings.taskrouter_url, there)
        its_lines = [line for line in settings.lines if line.account is account]
        yield from checked.findings()
        unpolled |= {line for line in its_lines if not checked.polls(line)}
        yield from routes.findings(checked, its_lines)
        yield from workflows.findings(checked, its_lines)
        if checked.queue_names and settings.taskrouter_url == TWILIO_TASKROUTER_URL:
            yield from lines.voice_queues(checked, its_lines)
            yield from calling_back.findings(checked, its_lines)
            yield from taking_messages.findings(checked, its_lines)
            if settings.public_url:
                yield from lines.phone_numbers(checked, its_lines, settings.public_url)
    yield from wallboard.findings(settings.wallboard)
    try:
        pages = table(settings, region or None)
    except ASKING_ERRORS as error:
        yield Finding(f"the table {settings.table} cannot be asked ({reason(error)})", advice(error))
    else:
        yield from stored.findings(settings, pages, there, now, unpolled)
        yield from taking_messages.recordings(settings, pages)
    yield _phone(settings.public_url)


def _phone(public_url: str) -> Finding:
    """Return whether the phone answers at its public URL."""
    if not public_url:
        return Finding("public_url is not set", "set it to the address that Zappa printed, with the stage")
    what = f"phone at {public_url}"
    try:
        answer = requests.get(f"{public_url}/health", timeout=PATIENCE_SECONDS)
    except requests.RequestException as error:
        return Finding(
            f"{what} ({type(error).__name__})", "correct public_url, or deploy; zappa status prints the address"
        )
    return Finding(
        what, "" if answer.ok else f"it answers {answer.status_code}; zappa tail or the server's log says why"
    )
