"""What a command prints for scripts: one value of JSON, whose fields docs/operating.md describes."""

import json
from typing import Any

import click

JSON = click.option("--json", "as_json", is_flag=True, help="JSON on standard output, for scripts: docs/operating.md.")


def echo(facts: Any) -> None:
    """Print the facts as JSON in one line."""
    click.echo(json.dumps(facts))
