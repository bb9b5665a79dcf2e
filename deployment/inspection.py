"""The settings that go into a package, read before a caller depends on them."""

from collections.abc import Mapping
from pathlib import Path

from ivr.announcing import languages
from waittimes.settings import lines_file, toml_file
from waittimes.settings.config import DEFAULT_FILE
from waittimes.settings.references import References
from waittimes.settings.secret import Secret


class UnfollowedReferences(References):
    """References that lead nowhere here: the stores and the variables of the function are not this machine's."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(environ)

    def secret(self, reference: str) -> Secret:
        """Return a secret without a value, which settings are not judged by."""
        return Secret(reference, lambda: "")


def inspect(folder: Path, environ: Mapping[str, str]) -> bool:
    """Read the settings file in the folder as the phone reads it; return whether it says anything at all.

    `environ` is what the function will be given. Raises ConfigurationError with every mistake found.
    """
    name = environ.get("LINES_FILE") or DEFAULT_FILE
    path = folder / name
    tables = toml_file.tables(path.name, toml_file.content(path, required="LINES_FILE" in environ))
    if tables:
        lines_file.config(path.name, tables, environ, UnfollowedReferences(environ), languages.vocabulary())
    return bool(tables)
