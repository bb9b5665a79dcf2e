"""What the texts of the configuration must look like, in the words used to ask for them."""

import re
from dataclasses import dataclass
from typing import Any

_ANYTHING = re.compile(r"(?s).*")
_ANY_SID = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Format:
    """A pattern and its description; `printable` are the wrong texts that are surely no secret gone astray."""

    pattern: re.Pattern[str]
    description: str
    printable: re.Pattern[str] = _ANYTHING

    def matches(self, text: str) -> bool:
        """Tell whether the whole text is of this kind."""
        return self.pattern.fullmatch(text) is not None

    def shown(self, value: Any) -> str:
        """Return a wrong value for a message; what might be a secret in the wrong field is only described."""
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
NUMBER = Format(re.compile(r"\+[1-9][0-9]{4,14}|\*|sips?:\S+"), 'a phone number such as "+15550100001", or "*" for any')
TABLE = Format(re.compile(r"[A-Za-z0-9_.-]{3,255}"), "the name of a DynamoDB table")
REFERENCE = Format(
    re.compile(r"env:\w+|ssm:/\S+|secretsmanager:\S+"),
    'a reference to a secret: "env:NAME", "ssm:/path" or "secretsmanager:name"',
    _NOTHING,
)
URL = Format(
    re.compile(r"https?://([^\s/?#@]+@)?([^\s/?#@:\[\]]+|\[[0-9a-fA-F:.]+\])(:[0-9]+)?(/[^\s?#]*)?"),
    'a URL without a query: "https://", a host and perhaps a path',
    re.compile(r"[^@]*"),
)
OVERFLOW = Format(
    re.compile(rf"\+[1-9][0-9]{{4,14}}|{URL.pattern.pattern}"),
    'a phone number such as "+15550100009", or a URL without a query',
    re.compile(r"[^@]*"),
)
KEY = Format(re.compile(r"[a-z_]{1,40}"), 'the key of a sentence such as "greeting"')
KEY_ID = Format(re.compile(r"[A-Za-z0-9_-]{1,80}"), "the id of a shared key")
SECRET = Format(re.compile(r"\S{8,}"), "the secret itself or a reference to it", _NOTHING)
GREETING = Format(re.compile(r"(?s)(?=.*\S).{1,1000}"), "a sentence of at most 1000 characters")
