"""The configuration: one TOML file and the environment become typed, frozen values. The only reader of os.environ."""

import functools
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from waittimes.settings import environment, lines_file
from waittimes.settings.config import Config
from waittimes.settings.references import References

DEFAULT_FILE = "lines.toml"


def current() -> Config:
    """Return the configuration of this process; the same object until environment or file change.

    Raises ConfigurationError.
    """
    environ = dict(os.environ)
    path = Path(environ.get("LINES_FILE") or DEFAULT_FILE)
    return _loaded(tuple(sorted(environ.items())), path.read_bytes() if path.is_file() else b"")


@functools.lru_cache(maxsize=1)
def _loaded(environ: tuple[tuple[str, str], ...], file: bytes) -> Config:  # noqa: ARG001 - a changed file is a miss
    return load(dict(environ))


def load(environ: Mapping[str, str], look_up: Callable[[str], str] | None = None, folder: Path | None = None) -> Config:
    """Return the configuration found in the environment and in the file it names, in the folder it works in.

    A `lines.toml` that holds only comments says nothing; then the environment describes one account and one
    line. `look_up` answers `ssm:` and `secretsmanager:` references, by default from AWS's own stores.
    Raises ConfigurationError with every mistake found.
    """
    references = References(environ, look_up)
    named = environ.get("LINES_FILE", "")
    path = (folder or Path()) / (named or DEFAULT_FILE)
    tables = lines_file.read(path, required=bool(named))
    if tables:
        return lines_file.config(path.name, tables, environ, references)
    return environment.config(environ, references)
