"""The secrets that sign webhooks: read before the first call, remembered from then on, and renewed beside the calls."""

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
"""The longest that reading all of them may add to a cold start, where their store hangs."""
RENEWAL_SECONDS = 60.0
"""How long after the last time a remembered secret is looked up again, whether its store answers or fails."""
MOST_THREADS = 4
"""Upper bound on the threads that read secrets: a store that hangs takes none from those that read the table."""

_workers = Workers(MOST_THREADS)
_asked_at: "WeakKeyDictionary[Secret, float]" = WeakKeyDictionary()
_renewals: "WeakKeyDictionary[Secret, tuple[str, Question[str]]]" = WeakKeyDictionary()


def prepare(config: Config, deadline: Deadline) -> None:
    """Read every secret that is kept in a store. From then on it is remembered, however slow the store becomes.

    A secret that cannot be read in time is logged, and read by the call that needs it.
    """
    for account in config.accounts:
        secrets = (*account.auth_tokens, *account.shared_keys.values())
        for _ in known((each for each in secrets if each.is_remote), deadline):
            pass


def known(secrets: Iterable[Secret], deadline: Deadline) -> Iterator[str]:
    """Yield the values of these secrets. Only one that was never read is waited for."""
    for secret in secrets:
        if secret.is_remote and secret.last is not None:
            yield _remembered(secret, secret.last)
        else:
            read = partial(_asked(secret).within, deadline) if secret.is_remote else secret.reveal
            yield from _read(read)


def renewed(secrets: Iterable[Secret], deadline: Deadline) -> Iterator[str]:
    """Yield the values of those secrets that are being renewed, if they differ from what was remembered.

    For a signature that none of the remembered secrets made: Twilio may have signed with one that is newer.
    """
    for secret in secrets:
        if secret in _renewals:
            remembered, renewal = _renewals.pop(secret)
            yield from (value for value in _read(partial(renewal.within, deadline)) if value != remembered)


def _remembered(secret: Secret, value: str) -> str:
    """Return the value, and begin to renew it if it is time to."""
    if not 0 <= time.time() - _asked_at.get(secret, 0.0) < RENEWAL_SECONDS:
        _renewals[secret] = value, _asked(secret)
    return value


def _asked(secret: Secret) -> Question[str]:
    _asked_at[secret] = time.time()
    return Question(secret.reveal, workers=_workers)


def _read(read: Callable[[], str]) -> Iterator[str]:
    try:
        yield read()
    except (SecretUnavailable, DeadlineExceeded) as error:
        log.warning("signature.token_unavailable", extra={"reason": f"{type(error).__name__} {error}"})
