"""Finds the passphrase that somebody has typed, in a time that does not depend on how much of it is right."""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator

from ivr.wallboard.signing_in.keys import SecretsUnavailable, long_enough
from waittimes.settings.wallboard import VIEW, Passphrase, Wallboard

SHORTEST_PASSPHRASE = 12
"""A passphrase of fewer characters lets nobody in."""


def typed(board: Wallboard, text: str) -> tuple[Passphrase, str] | None:
    """Return the passphrase that `text` is, with its value; None for a wrong one. Raises SecretsUnavailable."""
    known = [(each, value) for each in board.passphrases for value in values(each)]
    if not known:
        raise SecretsUnavailable
    digest = _digest(text)
    # Every one is compared, so that the time tells nothing of where the right one stands.
    right = [(each, value) for each, value in known if hmac.compare_digest(_digest(value), digest)]
    # If a text is the passphrase of two roles, the lesser role counts.
    return min(right, key=lambda found: found[0].role != VIEW, default=None)


def values(passphrase: Passphrase) -> Iterator[str]:
    """Yield the texts that it accepts."""
    return long_enough(passphrase.secrets, SHORTEST_PASSPHRASE)


def _digest(text: str) -> bytes:
    """Return a hash of the text as a person types it: composed characters, no spaces around it."""
    return hashlib.sha256(unicodedata.normalize("NFC", text.strip()).encode(errors="replace")).digest()
