"""Reads settings table by table. A mistake becomes a sentence and does not stop the reading."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from waittimes.settings.declaration import REQUIRED, Setting, settings_of
from waittimes.settings.formats import NAME
from waittimes.settings.kinds import Reading, Written, key_shown

T = TypeVar("T")
NO_OTHERS: Mapping[str, Any] = MappingProxyType({})
SIMILAR = 0.85
"""How similar a variable's name must be (difflib's ratio) to count as misspelt, and not as another program's."""


class ConfigurationError(Exception):
    """The settings cannot be used. `problems` has a sentence for each mistake: file, table, field and remedy."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(self.problems))


class Section:
    """A table of the settings file. `known` are the names that it may contain."""

    in_environment = False
    exists = True
    """Whether the file has this table."""

    def __init__(self, place: str, values: Mapping[str, Any], reading: Reading, known: Collection[str] = ()) -> None:
        self._place = place
        self._values = values
        self._reading = reading
        self._known = known
        self._misspelt = {} if self.in_environment else _misspelt(values, known)

    @property
    def problems(self) -> list[str]:
        """The mistakes found so far, in all tables."""
        return self._reading.problems

    def name(self, setting: Setting) -> str:
        """Return what the setting is called here, "" if it cannot be set here."""
        return setting.name

    def complain(self, name: str, sentence: str) -> None:
        """Note a mistake. `sentence` continues after the field's name."""
        self.problems.append(f"{self._place} {name} {sentence}")

    def is_set(self, setting: Setting) -> bool:
        """Tell whether the setting has a value here, right or wrong, or is misspelt."""
        name = self.name(setting)
        return name in self._misspelt.values() or not self._is_blank(setting, self._values.get(name))

    def value(self, setting: Setting, default: Any, sound: Mapping[str, Any] = NO_OTHERS) -> Any:
        """Return the setting's value in this section, else `default`. REQUIRED as default means that it must be set.

        A missing or wrong value is noted as a mistake. `sound` holds the values of settings that have none.
        """
        name, kind = self.name(setting), setting.kind
        value = self._values.get(name)
        if not self._is_blank(setting, value):
            usable = kind.nothing if default is REQUIRED else default
            return kind.read(Written(self._place, name, value, usable, self._reading, self.in_environment, sound))
        if default is not REQUIRED:
            return kind.fitted(default, sound)
        if name not in self._misspelt.values():
            self.complain(name, self._missing(setting))
        return kind.nothing

    def _is_blank(self, setting: Setting, value: Any) -> bool:
        return value in setting.kind.blanks

    def _missing(self, setting: Setting) -> str:
        return f"is missing; set it to {setting.kind.in_file}"

    def section(self, name: str, known: Collection[str]) -> "Section":
        """Return the table of this name, which may be missing: `[name]`, or `[this.name]` within a table."""
        values = self._values.get(name)
        if values is not None and not isinstance(values, Mapping):
            self.complain(name, f"is {values!r}; write a table")
        within = values if isinstance(values, Mapping) else {}
        below = Section(f"{self._top} {self._heading(name)}", within, self._reading, known)
        below.exists = isinstance(values, Mapping)
        return below

    def sections(self, name: str, known: Collection[str], *, required: bool = True) -> Iterator[tuple[str, "Section"]]:
        """Yield every named table below the field, `[field.NAME]`; at least one is expected if `required`."""
        tables = self._values.get(name)
        if tables is None and not required:
            return
        if not isinstance(tables, Mapping) or not tables:
            wrong = "is missing" if tables in (None, {}) else f"is {tables!r}"
            if name not in self._misspelt.values():
                self.complain(name, f"{wrong}; write a table {self._heading(name)[:-1]}.NAME]")
            return
        for each, values in tables.items():
            heading = self._heading(f"{name}.{key_shown(each)}")
            place = f"{self._top} {heading}"
            if not NAME.matches(each):
                self.problems.append(f"{place} is not named well; choose {NAME.description}")
            if isinstance(values, Mapping):
                yield each, Section(place, values, self._reading, known)
            else:
                self.problems.append(f"{place} is no table; write its fields below {heading}")

    @property
    def _top(self) -> str:
        return self._place.partition(" [")[0]

    def _heading(self, name: str) -> str:
        """Return the heading of a table below this one, as TOML writes it."""
        _, below, heading = self._place.partition(" [")
        return f"[{heading[:-1]}.{name}]" if below else f"[{name}]"

    def refuse_unknown(self) -> None:
        """Note every field that is not a setting: if a misspelt one were ignored, nobody would notice the default."""
        for name in sorted(self._values.keys() - set(self._known)):
            nearest = self._misspelt.get(name)
            remedy = f"did you mean {nearest}?" if nearest else f"known here are {', '.join(sorted(self._known))}"
            self.complain(key_shown(name), f"is no setting; {remedy}")


class Environment(Section):
    """The environment: every value is a text, an empty one counts as not set, and unknown variables are ignored."""

    in_environment = True

    def name(self, setting: Setting) -> str:
        """Return the variable that sets it, "" if none does."""
        return setting.variable

    def _is_blank(self, setting: Setting, value: Any) -> bool:  # noqa: ARG002 - the same for every kind
        return not value

    def _missing(self, setting: Setting) -> str:
        """Return the complaint and its remedy: to set the variable, or to rename a similar one that is set."""
        others = (each for each, value in self._values.items() if value and each not in self._known)
        if similar := _nearest(setting.variable, others, SIMILAR):
            return f"is missing, but {similar} is set; rename it"
        return f"is missing; set it to {setting.kind.in_environment}"


def read(make: Callable[..., T], *sections: Section, **given: Any) -> T:
    """Return an instance of the settings class `make`, read from the sections. An earlier section takes precedence.

    Attributes in `given` are not read.
    """
    settings = [each for each in settings_of(make) if each.attribute not in given]
    values: dict[str, Any] = {}
    sound: dict[str, Any] = {}
    for setting in sorted(settings, key=lambda each: each.kind.needs_others):
        value, before = setting.default, len(sections[0].problems)
        for section in reversed(sections):
            value = section.value(setting, value, sound)
        values[setting.attribute] = value
        if len(sections[0].problems) == before:
            sound[setting.attribute] = value
    return make(**given, **values)


def _misspelt(values: Mapping[str, Any], known: Collection[str]) -> dict[str, str]:
    """Return the unknown names that resemble a known one, each with the nearest."""
    nearest = {name: _nearest(name, known) for name in values if name not in known}
    return {name: found for name, found in nearest.items() if found}


def _nearest(name: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the name that resembles this one most, "" if none does."""
    # Imported only after a mistake, to keep it out of a cold start.
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(names), n=1, cutoff=cutoff)), "")
