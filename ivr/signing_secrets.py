"""The secrets that sign webhooks: asked for before the first call, and again within a webhook's time."""

import logging
from collections.abc import Iterable, Iterator

from ivr.deadline import DeadlineExceeded, within
from waittimes.deadline import Deadline
from waittimes.settings.config import Config
from waittimes.settings.secret import Secret, SecretUnavailable

log = logging.getLogger("waittimes.ivr")

PREPARING_SECONDS = 2.0
"""What asking for all of them may add to a cold start, where their store hangs."""


def prepare(config: Config, deadline: Deadline) -> None:
    """Ask for every secret that lies in a store: from then on it is known, however slow the store becomes.

    What cannot be had in time is logged, and asked for by the call that needs it.
    """
    for account in config.accounts:
        secrets = (*account.auth_tokens, *account.shared_keys.values())
        for _ in known((each for each in secrets if each.is_remote), deadline):
            pass


def known(secrets: Iterable[Secret], deadline: Deadline) -> Iterator[str]:
    """Yield the values of these secrets; one whose store fails or takes too long as it was last known."""
    for secret in secrets:
        try:
            yield within(deadline, secret.reveal) if secret.is_remote else secret.reveal()
        except (SecretUnavailable, DeadlineExceeded) as error:
            log.warning("signature.token_unavailable", extra={"reason": f"{type(error).__name__} {error}"})
            if secret.last is not None:
                yield secret.last
