"""The wallboard's settings: who may sign in, and how often it may be asked. It is off until a passphrase is set."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from waittimes.settings import formats
from waittimes.settings.declaration import declared
from waittimes.settings.kinds import OneOfTexts, SecretTexts, Text, WholeNumber
from waittimes.settings.secret import Secret

if TYPE_CHECKING:
    from waittimes.settings.config import Account

VIEW = "view"
OPERATE = "operate"
MOST_REQUESTS_PER_SECOND = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Passphrase:
    """What somebody types to sign in, and what they may do then."""

    name: str
    """Shown beside what they change."""
    secrets: tuple[Secret, ...] = field(
        metadata=declared(
            SecretTexts(),
            "the passphrase, of at least 12 characters; of several each opens, so that one can replace another",
            variable="WALLBOARD_PASSPHRASE",
        )
    )
    role: str = field(
        default=VIEW,
        metadata=declared(
            OneOfTexts((VIEW, OPERATE)),
            "what it allows: to look, or also to mute and close lines",
            variable="WALLBOARD_ROLE",
        ),
    )
    account: "Account | None" = field(
        default=None,
        metadata=declared(
            Text(formats.NAME), "the account whose lines it shows, by name", otherwise="the lines of every account"
        ),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Wallboard:
    """The wallboard as a whole."""

    passphrases: tuple[Passphrase, ...]
    cookie_keys: tuple[Secret, ...] = field(
        metadata=declared(
            SecretTexts(),
            "keys of at least 32 characters that sign the cookies; the first signs, and each is accepted",
            variable="WALLBOARD_COOKIE_KEYS",
        )
    )
    requests_per_second: int = field(
        default=20,
        metadata=declared(
            WholeNumber(1, MOST_REQUESTS_PER_SECOND),
            "the most requests a second that one process answers; viewers above it are asked to come back",
            variable="WALLBOARD_REQUESTS_PER_SECOND",
        ),
    )
