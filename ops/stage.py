"""A stage of zappa_settings.json: the name of its function, and the region to which Zappa deploys it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

SETTINGS = "zappa_settings.json"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as the settings describe it."""

    name: str
    function: str
    region: str
    variables: Mapping[str, str] = field(default_factory=dict)
    """The environment variables that Zappa gives the function."""


def read(name: str, folder: Path | None = None) -> Stage:
    """Return the stage as `folder`, by default the working folder, describes it. Raises click.ClickException."""
    stages = _stages((folder or Path()) / SETTINGS)
    settings = _inherited(stages, name)
    for needed in ("project_name", "aws_region"):
        if not settings.get(needed):
            raise click.ClickException(f"{SETTINGS}: {name} has no {needed}; set it there, or in what it extends")
    variables = settings.get("aws_environment_variables", {})
    return Stage(name, f"{settings['project_name']}-{name}", settings["aws_region"], variables)


def _stages(file: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise click.ClickException(f"{SETTINGS} is not here; run this in the project's folder") from None
    except ValueError as error:
        raise click.ClickException(f"{SETTINGS} is not JSON: {error}; correct it there") from error
    return found if isinstance(found, dict) else {}


def _inherited(stages: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a stage's settings merged over those of the stage that it extends, as Zappa merges them."""
    passed: list[str] = []
    settings: Mapping[str, Any] = {}
    following: str | None = name
    while following:
        if following not in stages or following in passed:
            raise click.ClickException(f"{SETTINGS}: there is no stage {following!r}; there are {', '.join(stages)}")
        passed.append(following)
        settings = {**stages[following], **settings}
        following = stages[following].get("extends")
    return settings
