"""What the server runs with: `.env`, the settings, and the table, which is a file unless the settings name one."""

import os
from pathlib import Path
from typing import Final

from ivr.announcing import languages
from server import env_file
from waittimes.settings import loading, toml_file
from waittimes.settings.config import DEFAULT_FILE, Config

DEFAULT_TABLE: Final = "sqlite:///task-queue-waits.db"
"""The table of a server whose settings name none: nobody needs AWS to hear the wait of a queue."""


def load() -> Config:
    """Return the settings, and leave them in the environment for the processes that this one starts.

    Raises ConfigurationError with every mistake found.
    """
    env_file.load(os.environ)
    if not _names_table():
        os.environ["TABLE"] = DEFAULT_TABLE
    return loading.current(languages.vocabulary())


def _names_table() -> bool:
    if os.environ.get("TABLE"):
        return True
    path = Path(os.environ.get("LINES_FILE") or DEFAULT_FILE)
    return bool(toml_file.tables(path.name, toml_file.content(path, required=False)).get("table"))
