"""The secrets that sign webhooks: read before the first call, then remembered, and renewed in the background."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from weakref import WeakKeyDictionary

from ivr.deadline import DeadlineExceeded, Question
from ivr.workers import Workers
from waittimes.deadline import Deadline
from waittimes.settings.config import Config
from waittimes.settings.secret import Secret, SecretUnavailable

log = logging.getLogger("waittimes.ivr")

PREPARING_SECONDS = 2.0
"""Upper bound on the time that reading all of them adds to a cold start if their store hangs."""
RENEWAL_SECONDS = 60.0
"""A remembered secret is looked up this long after the last look-up, even if that failed."""
MOST_THREADS = 4
"""Upper bound on the threads that read secrets. They are separate: a store that hangs cannot stop table reads."""

_workers = Workers(MOST_THREADS)
_asked_at: "WeakKeyDictionary[Secret, float]" = WeakKeyDictionary()
_renewals: "WeakKeyDictionary[Secret, tuple[str, Question[str]]]" = WeakKeyDictionary()


def prepare(config: Config, deadline: Deadline) -> None:
    """Read and remember every secret that is kept in a store, so that calls do not wait for the store.

    A secret that cannot be read before the deadline is logged. The call that needs it reads it then.
    """
    for account in config.accounts:
        secrets = (*account.auth_tokens, *account.shared_keys.values())
        for _ in values((each for each in secrets if each.is_remote), deadline):
            pass


def values(secrets: Iterable[Secret], deadline: Deadline) -> Iterator[str]:
    """Yield the value of each secret. A remembered value is yielded at once; its store is not waited for.

    A secret that cannot be read before the deadline is logged and left out.
    """
    for secret in secrets:
        if secret.is_remote and secret.last is not None:
            yield _remembered(secret, secret.last)
        else:
            read = partial(_ask(secret).within, deadline) if secret.is_remote else secret.reveal
            yield from _value_or_log(read)


def renewed_values(secrets: Iterable[Secret], deadline: Deadline) -> Iterator[str]:
    """Yield the new value of each secret that is being renewed, if it differs from the remembered value.

    Call it when no remembered value made the signature: Twilio may have signed with a newer one.
    """
    for secret in secrets:
        if secret in _renewals:
            remembered, renewal = _renewals.pop(secret)
            yield from (value for value in _value_or_log(partial(renewal.within, deadline)) if value != remembered)


def _remembered(secret: Secret, value: str) -> str:
    """Return `value`, and begin to renew the secret if `RENEWAL_SECONDS` have passed."""
    if not 0 <= time.time() - _asked_at.get(secret, 0.0) < RENEWAL_SECONDS:
        _renewals[secret] = value, _ask(secret)
    return value


def _ask(secret: Secret) -> Question[str]:
    _asked_at[secret] = time.time()
    return Question(secret.reveal, workers=_workers)


def _value_or_log(read: Callable[[], str]) -> Iterator[str]:
    try:
        yield read()
    except (SecretUnavailable, DeadlineExceeded) as error:
        log.warning("signature.token_unavailable", extra={"reason": f"{type(error).__name__} {error}"})
