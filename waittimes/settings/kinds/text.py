"""The base of all kinds, and settings that are texts."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from waittimes.settings.formats import Format
from waittimes.settings.kinds.written import Written
from waittimes.settings.secret import is_reference


class Kind:
    """What the value of a setting must look like, and how it is read."""

    blanks: ClassVar[tuple[Any, ...]] = (None,)
    """Values that count as not set. An empty environment variable always does."""
    nothing: ClassVar[Any] = None
    """The value of a required setting that has a mistake, so that reading can go on."""

    @property
    def in_file(self) -> str:
        """What to write in the file, as the end of a sentence."""
        raise NotImplementedError

    @property
    def in_environment(self) -> str:
        """What to write in the environment, as the end of a sentence."""
        return self.in_file

    @property
    def needs_others(self) -> bool:
        """Whether the value is checked against other settings, which are read first then."""
        return False

    def fitted(self, default: Any, sound: Mapping[str, Any]) -> Any:  # noqa: ARG002 - for kinds that need others
        """Return the default, adapted to other settings. `sound` holds the values of those that have no mistake."""
        return default

    def read(self, written: Written) -> Any:
        """Return the value, or the default after noting what is wrong."""
        raise NotImplementedError


class Text(Kind):
    """A text of a format, or a reference to one. Characters of `trailing` are removed from its end."""

    blanks = (None, "")
    nothing = ""

    def __init__(self, wanted: Format, trailing: str = "") -> None:
        self._format = wanted
        self._trailing = trailing

    @property
    def in_file(self) -> str:
        """The format in words."""
        return self._format.description

    def read(self, written: Written) -> Any:
        """Return the text; a reference is followed."""
        is_followed = isinstance(written.value, str) and is_reference(written.value)
        text = written.followed(self._format) if is_followed else written.checked(self._format)
        return text.rstrip(self._trailing) or written.default


class OneOfTexts(Kind):
    """One of a few words."""

    blanks = (None, "")
    nothing = ""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words = words

    @property
    def in_file(self) -> str:
        """The words."""
        return f"one of {', '.join(self._words)}"

    def read(self, written: Written) -> Any:
        """Return the word."""
        if written.value in self._words:
            return written.value
        written.complain(f"is {written.value!r}; write {self.in_file}")
        return written.default


class Texts(Kind):
    """A list of texts of a format; in the environment a single one."""

    blanks = (None, [])
    nothing = ()

    def __init__(self, wanted: Format) -> None:
        self._format = wanted

    @property
    def in_file(self) -> str:
        """The format in words, for each member."""
        return f"a list, each {self._format.description}"

    @property
    def in_environment(self) -> str:
        """The format in words."""
        return self._format.description

    def read(self, written: Written) -> Any:
        """Return the texts without those that are wrong."""
        if written.in_environment:
            text = Text(self._format).read(written)
            return (text,) if text else ()
        return tuple(each.value for each in members(written, self._format))


class TextsByKey(Kind):
    """A table of texts, with a format for the keys and one for the texts."""

    def __init__(self, key: Format, wanted: Format) -> None:
        self._key = key
        self._format = wanted

    @property
    def in_file(self) -> str:
        """Both formats in words."""
        return f"a table: {self._key.description}, and for each {self._format.description}"

    def read(self, written: Written) -> Any:
        """Return the texts by key without those that are wrong."""
        return {key: each.value for key, each in members_by_key(written, self._key, self._format)}


def members(written: Written, wanted: Format) -> Iterator[Written]:
    """Yield the members of a list that are of the format; note what is wrong with the others."""
    if not isinstance(written.value, list):
        written.complain(f"is {wanted.shown(written.value)}, not a list; write it between [ and ]")
        return
    yield from (each for value in written.value if (each := written.member(value)).checked(wanted))


def members_by_key(written: Written, key: Format, wanted: Format) -> Iterator[tuple[str, Written]]:
    """Yield the members of a table whose key and text are of the formats; note what is wrong with the others."""
    if not isinstance(written.value, Mapping):
        written.complain(f"is {wanted.shown(written.value)}; write a table")
        return
    for name, value in written.value.items():
        is_named_well = written.member(name).checked(key)
        member = written.member(value, name)
        if member.checked(wanted) and is_named_well:
            yield name, member
