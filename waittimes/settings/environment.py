"""Reads settings from the environment alone: one account, and one line `default` that answers any number."""

from collections.abc import Mapping

from waittimes.settings import accounts_table
from waittimes.settings.config import ANY_NUMBER, Config, Line
from waittimes.settings.declaration import setting_of, settings_of
from waittimes.settings.kinds import Reading
from waittimes.settings.polling import Polling
from waittimes.settings.references import References
from waittimes.settings.settings_reader import ConfigurationError, Environment, Section, read
from waittimes.settings.tables import TABLES
from waittimes.settings.wallboard import Passphrase, Wallboard

DEFAULT_NAME = "default"
VARIABLES = frozenset(each.variable for classes in TABLES.values() for each in settings_of(*classes))


def config(environ: Mapping[str, str], references: References) -> Config:
    """Return the configuration that the environment describes. Raises ConfigurationError."""
    reading = Reading(references)
    section = Environment("environment:", environ, reading, VARIABLES)
    account = accounts_table.account(DEFAULT_NAME, section)
    (workspace_sid,) = account.workspace_sids or ("",)
    line = read(Line, section, name=DEFAULT_NAME, account=account, workspace_sid=workspace_sid, numbers=(ANY_NUMBER,))
    found = read(
        Config,
        section,
        accounts=(account,),
        lines=(line,),
        polling=read(Polling, section),
        wallboard=_wallboard(section),
        file="environment",
    )
    if reading.problems:
        raise ConfigurationError(reading.problems)
    return found


def _wallboard(section: Section) -> Wallboard | None:
    """Return the wallboard with one passphrase, None if neither that nor a key is set."""
    passphrase, keys = setting_of(Passphrase, "secrets"), setting_of(Wallboard, "cookie_keys")
    if not section.is_set(passphrase) and not section.is_set(keys):
        return None
    return read(Wallboard, section, passphrases=(read(Passphrase, section, name=DEFAULT_NAME, account=None),))
