"""The settings that go into a package, read before a caller depends on them."""

from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path

from ivr.app import create_app
from waittimes.settings import lines_file
from waittimes.settings.loading import DEFAULT_FILE
from waittimes.settings.references import References
from waittimes.settings.secret import Secret
from waittimes.table import DynamoTable


class UnfollowedReferences(References):
    """References that lead nowhere here: the stores and the variables of the function are not this machine's."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(environ)

    def secret(self, reference: str) -> Secret:
        """Return a secret without a value, which settings are not judged by."""
        return Secret(reference, lambda: "")


def inspect(folder: Path, environ: Mapping[str, str]) -> bool:
    """Build the phone with the settings file in the folder; return whether it says anything at all.

    `environ` is what the function will be given. Raises ConfigurationError with every mistake found.
    """
    name = environ.get("LINES_FILE") or DEFAULT_FILE
    with chdir(folder):
        tables = lines_file.read(Path(name), required="LINES_FILE" in environ)
    if not tables:
        return False
    config = lines_file.config(name, tables, environ, UnfollowedReferences(environ))
    create_app(config, DynamoTable(None, config.table))
    return True
