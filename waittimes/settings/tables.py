"""The tables of the settings file, and the classes that hold their settings."""

from collections.abc import Mapping

from waittimes.settings.config import Account, ApiKey, Config, Line
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
