"""The project's version, from the one place where it is written."""

import tomllib
from pathlib import Path

import click

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def print_version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    """Print the version and end. The file is read only when asked, because importing opens nothing."""
    if asked:
        click.echo(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])
        context.exit()
