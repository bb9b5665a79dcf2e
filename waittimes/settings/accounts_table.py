"""Reads the accounts of the settings file, and the names by which other tables refer to them."""

from collections.abc import Mapping
from typing import Any

from waittimes.settings.config import Account, ApiKey
from waittimes.settings.declaration import Setting, settings_of
from waittimes.settings.kinds import key_shown
from waittimes.settings.settings_reader import Section, read
from waittimes.settings.tables import known


def account(name: str, section: Section) -> Account:
    """Return the account that a table or the environment describes."""
    return read(Account, section, name=name, api_key=_api_key(section))


def accounts(top: Section) -> dict[str, Account | None]:
    """Return the accounts by name; None for an account with a mistake, against which no line is checked."""
    found: dict[str, Account | None] = {}
    for name, section in top.sections("accounts", known("accounts")):
        before = len(section.problems)
        section.refuse_unknown()
        made = account(name, section)
        found[name] = made if len(section.problems) == before else None
    return found


def _api_key(section: Section) -> ApiKey | None:
    sid, secret = settings_of(ApiKey)
    if section.is_set(sid) != section.is_set(secret):
        section.complain(section.name(sid), f"and {section.name(secret)} belong together; set both or neither")
        return None
    return read(ApiKey, section) if section.is_set(sid) else None


def account_named(
    section: Section, setting: Setting, default: Any, known_accounts: Mapping[str, Account | None]
) -> Account | None:
    """Return the account that the setting names, None for an unknown one. `default` is its name if none is written."""
    name = section.value(setting, default)
    if name and known_accounts and name not in known_accounts:
        section.complain(
            setting.name, f"is {name!r}, but the accounts are {', '.join(map(key_shown, known_accounts))}; name one"
        )
    return known_accounts.get(name)
