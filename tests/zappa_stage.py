"""A stage of zappa_settings.json, as Zappa itself loads it."""

import json
import shutil
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

from zappa.cli import ZappaCLI

SETTINGS = Path(__file__).parents[1] / "zappa_settings.json"


@contextmanager
def loaded(folder: Path, stage: str, **overrides: str) -> Iterator[Any]:
    """Yield Zappa's command line, which works in `folder` with the stage's settings and with `overrides`."""
    settings = json.loads(SETTINGS.read_text(encoding="utf-8"))
    settings[stage] |= overrides
    file = folder / SETTINGS.name
    file.write_text(json.dumps(settings), encoding="utf-8")
    shutil.copytree(SETTINGS.parent / "deployment" / "policies", folder / "deployment" / "policies", dirs_exist_ok=True)
    cli = ZappaCLI()
    cli.api_stage, cli.load_credentials = stage, False
    # Zappa reads every Python file below the folder it works in.
    with chdir(folder):
        cli.load_settings(str(file))
        yield cli


def settings_module(folder: Path, stage: str, **overrides: str) -> str:
    """Return the source of the module `zappa_settings` that Zappa would add to the code."""
    with loaded(folder, stage, **overrides) as cli:
        return str(cli.get_zappa_settings_string())
