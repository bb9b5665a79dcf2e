"""Formats of texts in the settings, each with a description for messages."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from waittimes.settings.addresses import is_address, is_public

_ANYTHING = re.compile(r"(?s).*")
_ANY_SID = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")
_NOTHING = re.compile(r"(?!)")
_WITHOUT_USER = re.compile(r"[^@]*")
XML_LACKS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""The characters of TOML that no XML document can hold (XML 1.0, section 2.2, Char), and so no TwiML."""


@dataclass(frozen=True, slots=True)
class Format:
    """A pattern, a further condition, and a description of both."""

    pattern: re.Pattern[str]
    description: str
    printable: re.Pattern[str] = _ANYTHING
    """Wrong texts that match it may be shown in a message, because none of them can be a misplaced secret."""
    accepts: Callable[[str], bool] = bool

    def matches(self, text: str) -> bool:
        """Tell whether the whole text has this format."""
        return self.pattern.fullmatch(text) is not None and self.accepts(text)

    def shown(self, value: Any) -> str:
        """Return a wrong value as a message shows it; a possible secret is described by its length."""
        if self.printable.fullmatch(value if isinstance(value, str) else ""):
            return repr(value)
        return f"a text of {len(value)} characters" if isinstance(value, str) else f"of type {type(value).__name__}"


def _sid(prefix: str, name: str) -> Format:
    return Format(
        re.compile(rf"{prefix}[0-9a-fA-F]{{32}}"), f"the {name} SID: {prefix} and 32 hexadecimal digits", _ANY_SID
    )


ACCOUNT_SID = _sid("AC", "account")
API_KEY_SID = _sid("SK", "API key")
WORKSPACE_SID = _sid("WS", "workspace")
WORKFLOW_SID = _sid("WW", "workflow")
TASK_QUEUE_SID = _sid("WQ", "task queue")
NAME = Format(re.compile(r"[a-z0-9][a-z0-9-]{0,39}"), "a name of small letters, digits and hyphens, at most 40")
LANGUAGE = Format(re.compile(r"[a-z]{2,3}(-[A-Z]{2})?"), 'a language such as "en" or "pt-BR"')
PHONE_NUMBER = re.compile(r"\+[1-9][0-9]{4,14}")
NUMBER = Format(
    _ANYTHING,
    'a phone number such as "+15550100001", a SIP address such as "sip:sales@example.com", a client such as'
    ' "client:alice", or "*" for any',
    accepts=lambda text: text == "*" or PHONE_NUMBER.fullmatch(text) is not None or is_address(text),
)
SQLITE = "sqlite:///"
"""The beginning of a table's name that is a SQLite file. A path follows; an absolute one adds its own slash."""
TABLE = Format(
    re.compile(r"[A-Za-z0-9_.-]{3,255}|" + SQLITE + r"[^?#\x00]+"),
    'the name of a DynamoDB table, or "sqlite:///" and the path of a file',
)
PATH = Format(_ANYTHING, "a path")
REFERENCE = Format(
    re.compile(r"env:\w+|ssm:/\S+|secretsmanager:\S+"),
    'a reference to a secret: "env:NAME", "ssm:/path" or "secretsmanager:name"',
    _NOTHING,
)
URL = Format(
    re.compile(r"https?://([^\s/?#@]+@)?([^\s/?#@:\[\]]+|\[[0-9a-fA-F:.]+\])(:[0-9]+)?(/[^\s?#]*)?"),
    'a URL without a query: "https://", a host and perhaps a path',
    _WITHOUT_USER,
    str.isprintable,
)
PUBLIC_URL = Format(
    _ANYTHING,
    'a URL that Twilio can reach: "https://", a public host and perhaps a path',
    _WITHOUT_USER,
    lambda text: URL.matches(text) and is_public(text),
)
OVERFLOW = Format(
    _ANYTHING,
    'a phone number such as "+15550100009", or a URL that Twilio can reach: a public host, and no query',
    _WITHOUT_USER,
    lambda text: PHONE_NUMBER.fullmatch(text) is not None or PUBLIC_URL.matches(text),
)
E164 = Format(PHONE_NUMBER, 'a phone number such as "+15550100001"')
COUNTRY = Format(re.compile(r"[A-Z]{2}"), 'a country by its two capital letters, such as "DE" (ISO 3166-1)')
TASK_CHANNEL = Format(re.compile(r"[A-Za-z0-9_-]{1,64}"), "the unique name of a task channel, such as voice")
NARROWED = Format(re.compile(r"say|silent"), '"say" or "silent"')
KEY = Format(re.compile(r"[a-z_]{1,40}"), 'the key of a sentence such as "greeting"')
KEY_ID = Format(re.compile(r"[A-Za-z0-9_-]{1,80}"), "the id of a shared key")
SECRET = Format(re.compile(r"\S{8,}"), "the secret itself or a reference to it", _NOTHING)
GREETING = Format(
    re.compile(r"(?s)(?=.*\S).{1,1000}"),
    "a sentence of at most 1000 characters, none of them a control character",
    accepts=lambda text: XML_LACKS.search(text) is None,
)
