"""Loads the configuration from the settings file and the environment. The only module that reads os.environ."""

import functools
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from waittimes.settings import environment, lines_file, toml_file
from waittimes.settings.config import DEFAULT_FILE, Config
from waittimes.settings.line_policy import Vocabulary
from waittimes.settings.references import References


def current(vocabulary: Vocabulary | None = None) -> Config:
    """Return the configuration of this process. It is the same object until the environment or the file changes.

    With a `vocabulary`, a line that asks for a language or a recording outside it is refused.
    Raises ConfigurationError with every mistake found.
    """
    environ = dict(os.environ)
    file, content = _file(environ, Path())
    return _remembered(tuple(sorted(environ.items())), file, content, vocabulary)


def process_environment() -> Mapping[str, str]:
    """Return the environment of this process, as it is now."""
    return dict(os.environ)


def load(
    environ: Mapping[str, str],
    look_up: Callable[[str], str] | None = None,
    folder: Path | None = None,
    vocabulary: Vocabulary | None = None,
) -> Config:
    """Return the configuration from `environ` and from the settings file, whose path is relative to `folder`.

    If `lines.toml` is missing or holds only comments, the environment describes one account and one line.
    `look_up` answers `ssm:` and `secretsmanager:` references, by default from AWS's own stores.
    With a `vocabulary`, a line that asks for a language or a recording outside it is refused.
    Raises ConfigurationError with every mistake found.
    """
    file, content = _file(environ, folder or Path())
    return _config(environ, References(environ, look_up), file, content, vocabulary)


# Two, because on Lambda the phone and the poller share a process, and only the phone has a vocabulary.
@functools.lru_cache(maxsize=2)
def _remembered(
    environ: tuple[tuple[str, str], ...], file: str, content: bytes, vocabulary: Vocabulary | None
) -> Config:
    values = dict(environ)
    return _config(values, References(values), file, content, vocabulary)


def _file(environ: Mapping[str, str], folder: Path) -> tuple[str, bytes]:
    named = environ.get("LINES_FILE", "")
    path = folder / (named or DEFAULT_FILE)
    return path.name, toml_file.content(path, required=bool(named))


def _config(
    environ: Mapping[str, str], references: References, file: str, content: bytes, vocabulary: Vocabulary | None
) -> Config:
    if tables := toml_file.tables(file, content):
        return lines_file.config(file, tables, environ, references, vocabulary)
    return environment.config(environ, references)
