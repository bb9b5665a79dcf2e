"""Changes of the switch by an operator: read, change, write; again if somebody else wrote meanwhile."""

from collections.abc import Callable

import click

from ivr import switch
from ivr.switch import Positions
from ops.known_line import known_line
from waittimes.settings.config import Config
from waittimes.table import PageConflict, Table

ATTEMPTS = 3


def change(waits: Table, edit: Callable[[Positions], Positions], *, now: float) -> Positions:
    """Change the switch by `edit`, and return its new positions. Raises TableUnavailable."""
    for _ in range(ATTEMPTS):
        page = waits.get(switch.KEY, consistent=True)
        after = edit(switch.positions(page))
        try:
            switch.write(waits, after, replaces=page, now=now)
        except PageConflict:
            continue  # Somebody else has changed it meanwhile, and that change must not be lost.
        return after
    raise click.ClickException("somebody else keeps changing the switch; ask who does, and try again")


def refuse_unknown(settings: Config, line: str | None) -> None:
    """Raise click.ClickException where the settings have no line of this name."""
    if line is not None:
        known_line(settings, line)
