"""A line that an operator names, or the sentence that lists those there are."""

import click

from waittimes.settings.config import Config, Line


def known_line(settings: Config, name: str) -> Line:
    """Return the line of this name. Raises click.BadParameter where the settings have none."""
    line = settings.line(name)
    if line is None:
        names = ", ".join(each.name for each in settings.lines)
        raise click.BadParameter(f"there is no line {name!r}; there are {names}")
    return line


def refuse_unknown(settings: Config, name: str | None) -> None:
    """Raise click.BadParameter where a line is named and the settings have none of this name."""
    if name is not None:
        known_line(settings, name)
