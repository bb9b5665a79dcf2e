"""A setting is declared once, at the attribute that holds it: the reader, the defaults and the documents follow."""

import functools
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, Final

from waittimes.settings.kinds import Kind

REQUIRED: Final = object()
"""The default of a setting that has none."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: how it is called, how its value is written, and what it means."""

    kind: Kind
    meaning: str
    """What it is, as a part of a sentence for the tables of the documents."""
    name: str = ""
    """Its name in the file, "" if the file cannot set it. Left out of a declaration, it is that of the attribute."""
    variable: str = ""
    """The environment variable that sets it, "" if none does."""
    otherwise: str = ""
    """What holds if it is not set, in words; "" if the default says it."""
    attribute: str = ""
    default: Any = REQUIRED


def declared(
    kind: Kind, meaning: str, *, name: str = "", variable: str = "", otherwise: str = ""
) -> Mapping[str, Setting]:
    """Return the metadata of the dataclass field that holds a setting; the arguments are those of Setting."""
    return {"setting": Setting(kind, meaning, name, variable, otherwise)}


@functools.cache
def settings_of(*classes: type) -> tuple[Setting, ...]:
    """Return the settings that these dataclasses declare, in their order."""
    return tuple(_setting(each) for every in classes for each in fields(every) if "setting" in each.metadata)


def setting_of(owner: type, attribute: str) -> Setting:
    """Return the setting that this attribute of a dataclass declares."""
    (found,) = (each for each in settings_of(owner) if each.attribute == attribute)
    return found


def _setting(field: Any) -> Setting:
    setting: Setting = field.metadata["setting"]
    default = field.default if field.default_factory is MISSING else field.default_factory()
    return replace(
        setting,
        attribute=field.name,
        name=setting.name or field.name,
        default=REQUIRED if default is MISSING else default,
    )
