"""`voicemails`: the messages that callers have left, with masked numbers; how to hear one, and how to delete one."""

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, Final

import click

from ops import people
from ops.aws_clients import table
from ops.json_output import JSON, echo
from ops.layout import NOTHING, clock_time, columns, counted
from ops.voicemails import deleting, media
from poller.taskrouter.port import TaskRouterError
from waittimes.deadline import OutOfTime
from waittimes.settings import loading
from waittimes.settings.config import Config, Line
from waittimes.settings.secret import SecretUnavailable
from waittimes.voicemails.record import State, Voicemail
from waittimes.voicemails.store import Stored, VoicemailStore

SHOWN_CHARACTERS: Final = 10
"""How much of a call's SID is shown: enough to tell a line's messages apart."""
HEADINGS = ("LINE", "ID", "NUMBER", "LEFT", "AGE", "LENGTH", "STATE", "TASK")
HOUR_SECONDS, DAY_SECONDS = 3600, 86_400


@click.command()
@click.argument("line_name", metavar="[LINE]", required=False)
@click.option("--fetch", "fetched", metavar="ID FILE", nargs=2, type=str, help="Write this message's sound into FILE.")
@click.option("--delete", "deleted_id", metavar="ID", default="", help="Delete this message's recording at Twilio.")
@JSON
def voicemails(line_name: str | None, fetched: tuple[str, str] | None, deleted_id: str, *, as_json: bool) -> None:
    """Show the messages of LINE, or of every line: masked number, when it was left, its length, state and task.

    The beginning of an ID is enough. FILE ends with .wav or .mp3, and must not exist.
    Times are those of the line's opening hours, else UTC. The oldest message comes first.
    """
    settings = loading.current()
    now, store = time.time(), VoicemailStore(table(settings))
    lines = people.lines_with(settings, line_name, "voicemail", does="takes messages", page="voicemail")
    found = [each for line in lines for each in messages(store, line)]
    try:
        if fetched:
            click.echo(fetch(settings, *the_one(found, fetched[0]), Path(fetched[1])))
        elif deleted_id:
            line, stored = the_one(found, deleted_id)
            deleting.delete(settings, store, line, stored, now=now)
            click.echo(f"{shown_id(stored.voicemail)} of line {line.name}: the recording is deleted at Twilio.")
        elif as_json:
            echo([facts(line, each.voicemail, now) for line, each in found])
        else:
            click.echo(report([(line, each.voicemail) for line, each in found], now))
    except (TaskRouterError, SecretUnavailable, OutOfTime) as error:
        reason = str(error) or type(error).__name__
        raise click.ClickException(f"Twilio does not do this ({reason}): run python -m ops check") from error


def messages(store: VoicemailStore, line: Line) -> list[tuple[Line, Stored]]:
    """Return the messages that the line keeps, the oldest first. Raises TableUnavailable."""
    found = (store.find(line.name, call_sid) for call_sid in store.entries(line.name))
    kept = (each for each in found if each is not None and not each.voicemail.state.is_finished)
    return [(line, each) for each in sorted(kept, key=lambda each: each.voicemail.created_at)]


def the_one(found: Iterable[tuple[Line, Stored]], beginning: str) -> tuple[Line, Stored]:
    """Return the message whose id begins so. Raises click.BadParameter if there is none or more than one."""
    fitting = [each for each in found if each[1].voicemail.call_sid.startswith(beginning)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise click.BadParameter(f"{counted(len(fitting), 'message')} begin with {beginning!r}; write more of the id")
    raise click.BadParameter(f"no message begins with {beginning!r}; the second column has the ids")


def fetch(settings: Config, line: Line, stored: Stored, file: Path) -> str:
    """Write the sound of a message into the file, and return a sentence about that. Raises click.ClickException."""
    voicemail = stored.voicemail
    if not voicemail.recording_sid:
        raise click.ClickException("the caller is still speaking, or the next poll finds the recording; try again then")
    size_bytes = media.fetch(settings, line.account, voicemail.recording_sid, file)
    length = clock_time(voicemail.duration_seconds)
    return f"{shown_id(voicemail)} of line {line.name}: {length} in {file}, {size_bytes} bytes."


def report(found: Sequence[tuple[Line, Voicemail]], now: float) -> str:
    """Return the table of messages, and how many of them wait for an agent."""
    if not found:
        return "No message is kept."
    waiting = sum(each.state.is_pending for _, each in found)
    rows = [HEADINGS, *(_row(line, each, now) for line, each in found)]
    return f"{columns(rows)}\n\n{counted(len(found), 'message')}, {waiting} of them waiting for an agent."


def facts(line: Line, voicemail: Voicemail, now: float) -> dict[str, Any]:
    """Return a message as an object of JSON; times are in seconds since the epoch."""
    return {
        "line": line.name,
        "id": voicemail.call_sid,
        "number": people.masked(voicemail.number) if voicemail.number else None,
        "state": voicemail.state.value,
        "is_pending": voicemail.state.is_pending,
        "created_at": voicemail.created_at,
        "age_seconds": round(now - voicemail.created_at),
        "duration_seconds": voicemail.duration_seconds if voicemail.recording_sid else None,
        "task_sid": voicemail.task_sid or None,
        "expires_at": voicemail.expires_at,
    }


def shown_id(voicemail: Voicemail) -> str:
    """Return the beginning of the id, which `--fetch` and `--delete` take."""
    return voicemail.call_sid[:SHOWN_CHARACTERS]


def _row(line: Line, voicemail: Voicemail, now: float) -> tuple[str, ...]:
    zone: tzinfo = line.hours.zone if line.hours else UTC
    return (
        line.name,
        shown_id(voicemail),
        people.masked(voicemail.number) if voicemail.number else NOTHING,
        f"{datetime.fromtimestamp(voicemail.created_at, zone):%Y-%m-%d %H:%M}",
        _age(now - voicemail.created_at),
        clock_time(voicemail.duration_seconds) if voicemail.state is not State.OPEN else NOTHING,
        voicemail.state.value,
        voicemail.task_sid or NOTHING,
    )


def _age(seconds: float) -> str:
    if seconds >= 2 * DAY_SECONDS:
        return f"{seconds / DAY_SECONDS:.0f} days"
    return f"{seconds / HOUR_SECONDS:.0f} h" if seconds >= 2 * HOUR_SECONDS else f"{seconds / 60:.0f} min"
