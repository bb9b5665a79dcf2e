"""The keys that sign cookies, links and forms. The first signs; each is accepted, so that one can replace another."""

import hashlib
import hmac
import logging
from collections.abc import Iterator, Sequence
from typing import Any

from itsdangerous import BadData, Signer, URLSafeSerializer

from ivr import signing_secrets
from ivr.wallboard import patience
from waittimes.settings.secret import Secret

log = logging.getLogger("waittimes.ivr")

SHORTEST_KEY = 32
"""A key of fewer characters signs nothing."""
DERIVATION = "hmac"


class SecretsUnavailable(Exception):
    """No key or passphrase could be read, or none is long enough."""


class Keys:
    """Signs values and reads signed ones. `keys` are as in the settings: the newest first."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._newest_first = list(keys)
        self._oldest_first = self._newest_first[::-1]  # as itsdangerous takes them

    def sealed(self, purpose: str, content: Any) -> str:
        """Return `content` as a signed text. It can be read by anybody, but only be made with a key."""
        return str(self._serializer(purpose).dumps(content))

    def opened(self, purpose: str, text: str) -> Any:
        """Return the content of a text that was sealed for this purpose; None for any other text."""
        try:
            return self._serializer(purpose).loads(text)
        except BadData:
            return None

    def signature(self, purpose: str, text: str) -> str:
        """Return the signature of a text."""
        return self._signer(purpose).get_signature(text).decode()

    def has_signed(self, purpose: str, text: str, signature: str) -> bool:
        """Tell whether one of the keys has signed the text for this purpose."""
        return self._signer(purpose).verify_signature(text.encode(), signature.encode())

    def marks(self, text: str) -> list[str]:
        """Return a short mark of a secret text by each key, the newest first. It does not give the text away."""
        return [hmac.digest(key.encode(), b"mark:" + text.encode(), "sha256").hex()[:20] for key in self._newest_first]

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(
            self._oldest_first,
            salt=_salt(purpose),
            signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": DERIVATION},
        )

    def _signer(self, purpose: str) -> Signer:
        return Signer(self._oldest_first, salt=_salt(purpose), digest_method=hashlib.sha256, key_derivation=DERIVATION)


def read(secrets: Sequence[Secret]) -> Keys:
    """Return the keys behind these references. Raises SecretsUnavailable."""
    keys = list(long_enough(secrets, SHORTEST_KEY))
    if not keys:
        raise SecretsUnavailable
    return Keys(keys)


def long_enough(secrets: Sequence[Secret], shortest: int) -> Iterator[str]:
    """Yield the values of at least `shortest` characters, without spaces around them. A shorter one is logged."""
    for secret in secrets:
        for value in signing_secrets.values([secret], patience.deadline()):
            text = value.strip()
            if len(text) >= shortest:
                yield text
            else:
                log.error("wallboard.secret_too_short", extra={"secret": secret.reference, "shortest": shortest})


def _salt(purpose: str) -> str:
    return f"waittimes.wallboard.{purpose}"
