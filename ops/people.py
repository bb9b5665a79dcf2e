"""People who wait for a callback or have left a message: their lines, and their numbers as an operator sees them."""

from collections.abc import Sequence

import click

from ops.known_line import known_line
from waittimes.settings.config import Config, Line


def masked(number: str) -> str:
    """Return the number's last two digits, which the person can confirm and nobody can call."""
    return f"…{number[-2:]}"


def lines_with(settings: Config, line_name: str | None, table: str, *, does: str, page: str) -> Sequence[Line]:
    """Return the lines that have this table, `callback` or `voicemail`, or the one of this name.

    `does` says what such a line does, and `page` names the page about it. Raises click.ClickException if there is none.
    """
    if line_name is None:
        lines = [each for each in settings.lines if getattr(each, table)]
        if not lines:
            raise click.ClickException(f"no line {does}; docs/{page}.md says how to set one up")
        return lines
    line = known_line(settings, line_name)
    if getattr(line, table) is None:
        raise click.ClickException(f"{line_name} has no table [lines.{line_name}.{table}]; docs/{page}.md has one")
    return [line]
