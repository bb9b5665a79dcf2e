"""Reads the settings file as bytes and as TOML. If that fails, one sentence says why."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from waittimes.settings.settings_reader import ConfigurationError


def content(path: Path, *, required: bool) -> bytes:
    """Return the file's bytes, b"" if it does not exist and is not required. Raises ConfigurationError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        if not required:
            return b""
        raise ConfigurationError([f"environment: LINES_FILE is {path}, which does not exist; write it"]) from None
    except OSError as error:
        raise ConfigurationError([f"{path.name}: cannot be read: {error.strerror}; make it a readable file"]) from error


def tables(file: str, content: bytes) -> Mapping[str, Any]:
    """Return the tables in the file's `content`, none if it holds only comments. Raises ConfigurationError."""
    try:
        # An editor on Windows may begin the file with a byte order mark.
        return tomllib.loads(_text(file, content).removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError([f"{file}: is not TOML: {error}; correct it there"]) from error


def _text(file: str, content: bytes) -> str:
    # TOML never holds a NUL byte, but UTF-16 does: every other byte of plain text is one.
    wrong = content.find(b"\0")
    if wrong < 0:
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            wrong = error.start
    line = content.count(b"\n", 0, wrong) + 1
    raise ConfigurationError([f"{file}: line {line} is not in UTF-8; save it as UTF-8"])
