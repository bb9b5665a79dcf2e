"""One table of settings, read field by field: every mistake becomes a sentence, and none stops the reading."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from waittimes.settings.formats import NAME, REFERENCE, URL, Format
from waittimes.settings.references import References, UnsetVariable
from waittimes.settings.secret import Secret, SecretUnavailable, is_reference


class ConfigurationError(Exception):
    """The settings cannot be used; `problems` says why, a sentence each with file, table, field and remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Section:
    """A table of a settings file, or the environment. Mistakes are added to `problems`."""

    def __init__(self, place: str, values: Mapping[str, Any], problems: list[str], references: References) -> None:
        self._place = place
        self._values = values
        self._problems = problems
        self._references = references
        self._asked: set[str] = set()

    def complain(self, name: str, sentence: str) -> None:
        """Note a mistake in the field."""
        self._problems.append(f"{self._place} {name} {sentence}")

    def has(self, name: str) -> bool:
        """Tell whether the field is set."""
        return self._value(name) not in (None, "")

    def text(self, name: str, kind: Format, default: str | None = None) -> str:
        """Return the field's text, followed where it is a reference; "" after noting that it is unusable."""
        value = self._value(name)
        if not self.has(name):
            if default is None:
                self.complain(name, f"is missing; set it to {kind.description}")
            return default or ""
        if isinstance(value, str) and is_reference(value):
            return self._followed(name, value, kind)
        return self._checked(name, value, kind)

    def texts(self, name: str, kind: Format, *, required: bool = True) -> tuple[str, ...]:
        """Return the field's list of texts without those that are not of their kind."""
        value = self._value(name)
        if value in (None, []) and required:
            self.complain(name, f"is missing; set it to a list, each {kind.description}")
        elif value is not None and not isinstance(value, list):
            self.complain(name, f"is {kind.shown(value)}, not a list; write it between [ and ]")
        else:
            checked = (self._checked(name, each, kind) for each in value or [])
            return tuple(each for each in checked if each)
        return ()

    def reference(self, name: str) -> str:
        """Return the field's reference to a secret without following it."""
        return self._checked(name, self._value(name), REFERENCE)

    def secret(self, name: str, value: str) -> Secret:
        """Return the secret that a value of this field is, or refers to."""
        if not is_reference(value):
            return Secret(name, lambda: value)
        try:
            return self._references.secret(value)
        except UnsetVariable as error:
            self.complain(name, f"refers to the environment variable {error}, which holds no value; set it")
            return Secret(value, lambda: "")

    def url(self, name: str, default: str = "") -> str:
        """Return the field's URL without a slash at its end, or "" after noting that it is none."""
        return self.text(name, URL, default).rstrip("/")

    def whole_number(self, name: str, default: int, *, most: int, least: int = 0) -> int:
        """Return the field's whole number from `least` to `most`."""
        value = self._value(name)
        if value is None:
            return default
        if not _is_whole(value, least, most):
            self.complain(name, f"is {value!r}; write a whole number from {least} to {most}")
            return default
        return int(value)

    def rising_numbers(self, name: str, default: tuple[int, ...], *, most: int) -> tuple[int, ...]:
        """Return the field's list of whole numbers from 1 to `most`, each greater than the one before."""
        value = self._value(name)
        if value is None:
            return default
        numbers = value if isinstance(value, list) else []
        if not numbers or not all(_is_whole(each, 1, most) for each in numbers) or sorted(set(numbers)) != numbers:
            self.complain(name, f"is {value!r}; write a list of rising whole numbers from 1 to {most}")
            return default
        return tuple(numbers)

    def flag(self, name: str) -> bool:
        """Return whether the field is true; it is false unless set."""
        value = self._value(name)
        if value not in (None, True, False) or isinstance(value, int) != isinstance(value, bool):
            self.complain(name, f"is {value!r}; write true or false")
        return value is True

    def texts_by_name(self, name: str, name_kind: Format, kind: Format) -> Mapping[str, str]:
        """Return the field's table of texts without those that are not of their kind, name or text."""
        checked = {
            self._checked(name, each, name_kind): self._checked(f"{name}.{each}", text, kind)
            for each, text in self.table(name).items()
        }
        return {each: text for each, text in checked.items() if each and text}

    def digits(self, name: str, default: int, *, least: int, most: int) -> int:
        """Return the whole number from `least` to `most` that the field spells, as the environment can only spell."""
        value = str(self._value(name) or default)
        if not (value.isascii() and value.isdecimal() and least <= int(value) <= most):
            self.complain(name, f"is {value!r}; write a whole number from {least} to {most}")
            return default
        return int(value)

    def one_of(self, name: str, default: int, numbers: Sequence[int], *, written: type[int] | type[str] = int) -> int:
        """Return the field's number, one of these; `written` as a text where it stands in the environment."""
        value = self._value(name)
        if not self.has(name):
            return default
        found = [each for each in numbers if type(value) is written and value == written(each)]
        if not found:
            self.complain(name, f"is {value!r}; write one of {', '.join(map(str, numbers))}")
        return found[0] if found else default

    def table(self, name: str) -> Mapping[str, Any]:
        """Return the field's table, empty where there is none."""
        value = self._value(name)
        if value is not None and not isinstance(value, Mapping):
            self.complain(name, f"is {value!r}; write a table")
        return value if isinstance(value, Mapping) else {}

    def section(self, name: str) -> "Section":
        """Return the table of this name, `[name]`, which may be missing."""
        return Section(f"{self._place} [{name}]", self.table(name), self._problems, self._references)

    def listed(self, name: str) -> tuple[str, ...]:
        """Return the parts of a text that commas separate."""
        parts = str(self._value(name) or "").split(",")
        return tuple(part.strip() for part in parts if part.strip())

    def sections(self, name: str) -> Iterator[tuple[str, "Section"]]:
        """Yield every named table below the field, `[field.NAME]`; at least one is expected."""
        tables = self.table(name)
        if not tables:
            self.complain(name, f"is missing; write a table [{name}.NAME]")
        for each, values in tables.items():
            place = f"{self._place} [{name}.{each}]"
            if not NAME.matches(each):
                self._problems.append(f"{place} is not named well; choose {NAME.description}")
            if not isinstance(values, Mapping):
                self._problems.append(f"{place} is no table; write its fields below [{name}.{each}]")
                continue
            yield each, Section(place, values, self._problems, self._references)

    def refuse_the_rest(self) -> None:
        """Note every field that nobody asked for: a misspelt setting must not be passed over in silence."""
        known = ", ".join(sorted(self._asked))
        for name in sorted(self._values.keys() - self._asked):
            self.complain(name, f"is no setting; known here are {known}")

    def _value(self, name: str) -> Any:
        self._asked.add(name)
        return self._values.get(name)

    def _followed(self, name: str, reference: str, kind: Format) -> str:
        try:
            value = self.secret(name, reference).reveal()
        except SecretUnavailable as error:
            self.complain(name, f"is unknown: {error}; check the reference, the region and the permission to read it")
            return ""
        if value and not kind.matches(value):
            self.complain(name, f"refers by {reference} to something that is not {kind.description}")
            return ""
        return value

    def _checked(self, name: str, value: Any, kind: Format) -> str:
        if isinstance(value, str) and kind.matches(value):
            return value
        self.complain(name, f"is {kind.shown(value)}, not {kind.description}")
        return ""


def _is_whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
