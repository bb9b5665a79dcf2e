"""Checks the settings in a package before it is uploaded."""

from collections.abc import Mapping
from pathlib import Path

from deployment.package import WHERE_LAMBDA_PUTS_IT
from ivr.announcing import languages
from waittimes.settings import lines_file, toml_file
from waittimes.settings.config import DEFAULT_FILE, Config
from waittimes.settings.formats import SQLITE
from waittimes.settings.references import References
from waittimes.settings.secret import Secret
from waittimes.settings.settings_reader import ConfigurationError


class UnfollowedReferences(References):
    """Accepts references without following them: only the function can reach its stores and its variables."""

    def secret(self, reference: str) -> Secret:
        """Return a secret without a value."""
        return Secret(reference, lambda: "")


def inspect(folder: Path, environ: Mapping[str, str]) -> Config | None:
    """Read the settings file in the folder as the phone will, and return it; None if it holds only comments.

    `environ` is the environment that the function will have. Raises ConfigurationError with every mistake found.
    """
    named = environ.get("LINES_FILE", "")
    path = folder / (named or DEFAULT_FILE).removeprefix(f"{WHERE_LAMBDA_PUTS_IT}/")
    tables = toml_file.tables(path.name, toml_file.content(path, required=bool(named)))
    table, config = environ.get("TABLE", ""), None
    if tables:
        references = UnfollowedReferences(environ)
        config = lines_file.config(path.name, tables, environ, references, languages.vocabulary())
        table = config.table
    if table.startswith(SQLITE):
        raise ConfigurationError([f"table is {table}, a file that a function on Lambda loses; name a DynamoDB table"])
    return config
