"""A task queue that an operator names by its SID, its name, or a line."""

from collections.abc import Mapping

import click

from ivr.phone import Phone
from ops.waits import heard
from waittimes.settings.config import Line


def sid_of(wanted: str, names: Mapping[str, str]) -> str | None:
    """Return the SID of the queue of this SID or name, in any case of letters. Raises BadParameter for several."""
    if wanted in names:
        return wanted
    exact = [sid for sid, name in names.items() if name == wanted]
    found = exact or [sid for sid, name in names.items() if name.casefold() == wanted.casefold()]
    if len(found) > 1:
        raise click.BadParameter(f"{wanted} is the name of several task queues; give the SID: {', '.join(found)}")
    return found[0] if found else None


def sid_of_line(answering: Phone, line: Line) -> str:
    """Return the SID of the task queue whose wait the line announces. Raises click.ClickException if it is unknown."""
    if sid := heard.queue_sid(answering, line):
        return sid
    raise click.ClickException(
        f"it is not known to which task queue the workflow of line {line.name} leads its callers; python -m ops check"
        " says more, or name a task queue"
    )
