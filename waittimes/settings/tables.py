"""The tables of the settings file, and the classes that hold their settings."""

from collections.abc import Mapping

from waittimes.settings.config import Account, ApiKey, Config, Line
from waittimes.settings.declaration import settings_of
from waittimes.settings.hours import Hours
from waittimes.settings.line_callback import CallbackPolicy
from waittimes.settings.line_policy import Closing, Hold, Leaving, Policy, Showing
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.settings.polling import Polling
from waittimes.settings.wallboard import Passphrase, Wallboard

TABLES: Mapping[str, tuple[type, ...]] = {
    "": (Config,),
    "poller": (Polling,),
    "accounts": (Account, ApiKey),
    "lines.NAME.callback": (CallbackPolicy,),
    "lines": (Line, Policy, Hold, Leaving, Closing, Showing),
    "lines.NAME.voicemail": (VoicemailPolicy,),
    "hours": (Hours,),
    "wallboard": (Wallboard,),
    "wallboard.passphrases": (Passphrase,),
}
"""The tables of the file, and the classes that hold their settings. A table below a named table has its path."""


def known(table: str) -> frozenset[str]:
    """Return what this table may contain: its settings, and the tables below it."""
    names = {each.name for each in settings_of(*TABLES[table]) if each.name}
    below = {path.rpartition(".")[2] for path in TABLES if path and path.rpartition(".")[0] in (table, f"{table}.NAME")}
    return frozenset(names | below)
