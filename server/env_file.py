"""Reads `.env` in the working folder into the environment, for the server and the operator's shell; never on Lambda."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

from waittimes.settings.settings_reader import ConfigurationError

NAME: Final = ".env"
NEEDS_DOTENV: Final = (
    f"{NAME}: cannot be read without python-dotenv; pip install -r requirements-server.txt, or remove the file"
)


def load(environ: MutableMapping[str, str], folder: Path | None = None) -> None:
    """Set the variables of the file that are not set already; without a file nothing happens.

    Raises ConfigurationError with every mistake found, by line.
    """
    path = (folder or Path()) / NAME
    if not path.exists():
        return
    for name, value in _variables(path).items():
        environ.setdefault(name, value)


def _variables(path: Path) -> dict[str, str]:
    try:
        # A virtual environment for deploying does not have it, and needs it only where there is a file.
        from dotenv.parser import parse_stream
    except ImportError as error:
        raise ConfigurationError([NEEDS_DOTENV]) from error
    try:
        with path.open(encoding="utf-8-sig") as file:
            bindings = list(parse_stream(file))
    except OSError as error:
        raise ConfigurationError([f"{NAME}: cannot be read: {error.strerror}; make it a readable file"]) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError([f"{NAME}: is not in UTF-8; save it as UTF-8"]) from error
    # A line is named by its number alone, because what it holds may be a secret.
    wrong = [each for each in bindings if each.error or (each.key and each.value is None) or _is_exotic(each.key)]
    if wrong:
        raise ConfigurationError([f"{NAME}: line {_line(each)} is not NAME=value; correct it" for each in wrong])
    return {each.key: each.value for each in bindings if each.key and each.value is not None}


def _is_exotic(name: str | None) -> bool:
    return name is not None and not (name.isascii() and name.isidentifier())


def _line(binding: object) -> int:
    """Return the number of the line on which what was written begins, after the empty lines before it."""
    original = binding.original  # type: ignore[attr-defined]  # python-dotenv's Binding
    text: str = original.string
    number: int = original.line
    return number + text[: len(text) - len(text.lstrip())].count("\n")
