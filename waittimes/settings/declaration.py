"""Each setting is declared once, on the attribute that holds it. The reader and the documentation use that."""

import functools
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, Final

from waittimes.settings.kinds import Kind

REQUIRED: Final = object()
"""Stands for the default of a setting that must be set."""


@dataclass(frozen=True, eq=False)
class Setting:
    """A setting: its names, the kind of its value, its default and its meaning."""

    kind: Kind
    meaning: str
    """What it is, in the words of the documentation's tables."""
    name: str = ""
    """Its name in the file, or "" if the file cannot set it. A declaration without a name takes the attribute's."""
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
