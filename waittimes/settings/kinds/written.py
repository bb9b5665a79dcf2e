"""A setting as it was written: its value, its place, and the mistakes found in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from waittimes.settings.formats import Format
from waittimes.settings.references import References, UnsetVariable
from waittimes.settings.secret import Secret, SecretUnavailable, is_reference


def key_shown(key: str) -> str:
    """Return a key as TOML writes it: in quotes and on one line, unless it is a single word."""
    return key if key.isascii() and f"_{key}".replace("-", "_").isidentifier() else json.dumps(key)


class Reading:
    """One reading of all settings: it follows references, and collects a sentence for each mistake."""

    def __init__(self, references: References) -> None:
        self.references = references
        self.problems: list[str] = []


@dataclass(frozen=True, eq=False)
class Written:
    """A value in a settings file or in the environment."""

    place: str
    """File and table as the beginning of a message: "lines.toml: [lines.support]"."""
    name: str
    value: Any
    default: Any
    """The value to use in place of one that cannot be used."""
    reading: Reading
    in_environment: bool = False
    """Whether the value is that of an environment variable, and so a text."""
    sound: Mapping[str, Any] = field(default_factory=dict)
    """The values of the other settings that were read without a mistake, by attribute."""

    def complain(self, sentence: str) -> None:
        """Note a mistake; `sentence` goes on after the setting's name."""
        self.reading.problems.append(f"{self.place} {self.name} {sentence}")

    def checked(self, wanted: Format) -> str:
        """Return the value if it is a text of the format, else "" after noting the mistake."""
        if isinstance(self.value, str) and wanted.matches(self.value):
            return self.value
        self.complain(f"is {wanted.shown(self.value)}, not {wanted.description}")
        return ""

    def followed(self, wanted: Format) -> str:
        """Return the text that the value refers to; "" after noting that there is none of this format."""
        try:
            found = self.secret().reveal()
        except SecretUnavailable as error:
            self.complain(f"is unknown: {error}; check the reference, the region and the permission to read it")
            return ""
        if found and not wanted.matches(found):
            self.complain(f"refers by {self.value} to something that is not {wanted.description}")
            return ""
        return found

    def secret(self) -> Secret:
        """Return the secret that the value is or refers to. Its store is asked only when the secret is revealed."""
        value = self.value
        if not is_reference(value):
            return Secret(self.name, lambda: str(value))
        try:
            return self.reading.references.secret(value)
        except UnsetVariable as error:
            self.complain(f"refers to the environment variable {error}, which holds no value; set it")
            return Secret(value, lambda: "")

    def member(self, value: Any, key: str = "") -> "Written":
        """Return a member of the value, which is a list, or a table with this key."""
        return replace(self, value=value, name=f"{self.name}.{key_shown(key)}" if key else self.name)
