"""Settings that are secrets. The file takes references only, so that no secret gets into version control."""

from typing import Any

from waittimes.settings import formats
from waittimes.settings.kinds.text import Kind, members, members_by_key
from waittimes.settings.kinds.written import Written


class SecretText(Kind):
    """A reference to a secret; in the environment a reference or the secret itself."""

    blanks = (None, "")

    @property
    def in_file(self) -> str:
        """The reference in words."""
        return formats.REFERENCE.description

    @property
    def in_environment(self) -> str:
        """The secret or the reference in words."""
        return formats.SECRET.description

    def read(self, written: Written) -> Any:
        """Return the secret, which is not looked up yet."""
        if written.in_environment:
            return written.member(written.value.strip()).secret()
        return written.secret() if written.checked(formats.REFERENCE) else written.default


class SecretTexts(Kind):
    """A list of references to secrets; in the environment references or secrets, separated by commas."""

    blanks = (None, [])
    nothing = ()

    @property
    def in_file(self) -> str:
        """The references in words."""
        return f"a list, each {formats.REFERENCE.description}"

    @property
    def in_environment(self) -> str:
        """The secrets or references in words."""
        return formats.SECRET.description

    def read(self, written: Written) -> Any:
        """Return the secrets without those that are wrong; none is looked up yet."""
        if not written.in_environment:
            return tuple(each.secret() for each in members(written, formats.REFERENCE))
        parts = [each for part in written.value.split(",") if (each := part.strip())]
        if not parts:
            written.complain(f"is missing; set it to {self.in_environment}")
        return tuple(written.member(each).secret() for each in parts)


class SecretTextsByKey(Kind):
    """A table of references to secrets by their id."""

    @property
    def in_file(self) -> str:
        """The id and the reference in words."""
        return f"a table: {formats.KEY_ID.description}, and for each {formats.REFERENCE.description}"

    def read(self, written: Written) -> Any:
        """Return the secrets by id without those that are wrong; none is looked up yet."""
        return {key: each.secret() for key, each in members_by_key(written, formats.KEY_ID, formats.REFERENCE)}
