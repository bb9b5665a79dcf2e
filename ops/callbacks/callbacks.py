"""`callbacks`: the callbacks that are pending, with masked numbers; and how to cancel one."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

import click

from ops import people
from ops.aws_clients import table
from ops.json_output import JSON, echo
from ops.layout import NOTHING, columns, counted
from waittimes.callbacks.record import Callback, State
from waittimes.callbacks.store import CallbackStore, Stored
from waittimes.settings import loading
from waittimes.settings.config import Line
from waittimes.settings.line_callback import FLEX
from waittimes.table import PageConflict

SHOWN_DIGITS: Final = 8
"""How many digits of an id are shown: enough to tell the pending callbacks of a line apart."""
ATTEMPTS: Final = 3
ON_THE_PHONE: Final = frozenset({State.CALLING, State.ACCEPTED, State.REJOINED})
HEADINGS = ("LINE", "ID", "NUMBER", "STATE", "PLACE SINCE", "PROMISED", "ATTEMPTS", "")


@click.command()
@click.argument("line_name", metavar="[LINE]", required=False)
@click.option(
    "--cancel", "cancelled_id", metavar="ID", default="", help="Cancel this callback; its person is not called."
)
@JSON
def callbacks(line_name: str | None, cancelled_id: str, *, as_json: bool) -> None:
    """Show the callbacks that are pending on LINE, or on every line: masked number, state, promised window, attempts.

    Times are those of the line's opening hours, else UTC. The oldest place comes first.
    """
    settings = loading.current()
    lines = people.lines_with(settings, line_name, "callback", does="calls back", page="callbacks")
    now, store = time.time(), CallbackStore(table(settings))
    found = [(line, each) for line in lines for each in store.pending(line.name, now=now)]
    if cancelled_id:
        line, stored = the_one(found, cancelled_id)
        state = cancel(store, line, stored.callback.id, now=now)
        click.echo(f"{shown_id(stored.callback)} of line {line.name}: {CANCELLED[state]}")
    elif as_json:
        echo([facts(line, each.callback, now) for line, each in found])
    else:
        click.echo(report([(line, each.callback) for line, each in found], now))


CANCELLED: Final = {
    State.CANCELLED: "cancelled. The person is not called, and is not told.",
    State.WITHDRAWN: "cancelled. The next poll removes its task from the queue; an agent who has it already keeps it.",
}


def the_one(found: Iterable[tuple[Line, Stored]], beginning: str) -> tuple[Line, Stored]:
    """Return the callback whose id begins so. Raises click.BadParameter if there is none or more than one."""
    fitting = [each for each in found if each[1].callback.id.startswith(beginning)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise click.BadParameter(f"{counted(len(fitting), 'callback')} begin with {beginning!r}; write more digits")
    raise click.BadParameter(f"no pending callback begins with {beginning!r}; the second column has the ids")


def cancel(store: CallbackStore, line: Line, callback_id: str, *, now: float) -> State:
    """Cancel a pending callback, and return its new state.

    Raises click.ClickException if its person is on the phone.
    """
    for _ in range(ATTEMPTS):
        stored = next((each for each in store.pending(line.name, now=now) if each.callback.id == callback_id), None)
        if stored is None:
            raise click.ClickException("it has just ended; run python -m ops callbacks again")
        before = stored.callback
        if before.state in ON_THE_PHONE:
            raise click.ClickException(f"the person is on the phone ({before.state}); look again in a minute")
        after = State.WITHDRAWN if _may_have_a_task(line, before) else State.CANCELLED
        try:
            return store.update(stored, replace(before, state=after), now=now).callback.state
        except PageConflict:
            continue  # The poller or a call has changed it meanwhile, perhaps to a state that must not be cancelled.
    raise click.ClickException("others keep changing it; try again in a minute")


def _may_have_a_task(line: Line, callback: Callback) -> bool:
    is_attempted = line.callback is not None and line.callback.style == FLEX and callback.attempt_at > 0
    return is_attempted or callback.state is State.PLACED


def report(found: Sequence[tuple[Line, Callback]], now: float) -> str:
    """Return the table of pending callbacks, and how many of them are overdue."""
    if not found:
        return "No callback is pending."
    overdue = sum(is_overdue(each, now) for _, each in found)
    rows = [HEADINGS, *(_row(line, each, now) for line, each in found)]
    late = f", {overdue} of them overdue" if overdue else ""
    return f"{columns(rows)}\n\n{counted(len(found), 'callback')} pending{late}."


def facts(line: Line, callback: Callback, now: float) -> dict[str, Any]:
    """Return a callback as an object of JSON; times are in seconds since the epoch."""
    return {
        "line": line.name,
        "id": callback.id,
        "number": people.masked(callback.number),
        "state": callback.state.value,
        "joined_at": callback.joined_at,
        "confirmed_at": callback.confirmed_at,
        "low_at": callback.low_at,
        "high_at": callback.high_at,
        "is_overdue": is_overdue(callback, now),
        "attempts": callback.attempts,
        "next_at": callback.next_at or None,
        "expires_at": callback.expires_at,
        "call_sid": callback.call_sid,
    }


def is_overdue(callback: Callback, now: float) -> bool:
    """Tell whether the promised window is over, and the person has not been reached."""
    return callback.state is not State.ACCEPTED and now > callback.high_at


def shown_id(callback: Callback) -> str:
    """Return the beginning of the id, which `--cancel` takes."""
    return callback.id[:SHOWN_DIGITS]


def _row(line: Line, callback: Callback, now: float) -> tuple[str, ...]:
    zone: tzinfo = line.hours.zone if line.hours else UTC
    most = line.callback.attempts if line.callback else 0
    return (
        line.name,
        shown_id(callback),
        people.masked(callback.number),
        callback.state.value,
        _time(callback.joined_at, zone),
        f"{_time(callback.low_at, zone)}-{_time(callback.high_at, zone)}",
        f"{callback.attempts} of {most}" if callback.attempts else NOTHING,
        "overdue" if is_overdue(callback, now) else "",
    )


def _time(at: float, zone: tzinfo) -> str:
    return f"{datetime.fromtimestamp(at, zone):%H:%M}"
