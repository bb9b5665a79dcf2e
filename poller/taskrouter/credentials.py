"""The credentials of one account: an API key first, then the auth tokens in their order."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Protocol, TypeVar

from waittimes.settings.config import Account
from waittimes.settings.secret import SecretUnavailable

log = logging.getLogger("waittimes.poller")


class Answer(Protocol):
    """The part of an answer that is looked at: its status."""

    status_code: int


Response = TypeVar("Response", bound=Answer)


class Credentials:
    """Tries an account's credentials, and remembers which one worked last."""

    def __init__(self, account: Account) -> None:
        key = [(account.api_key.sid, account.api_key.secret.reveal)] if account.api_key else []
        self._all = [*key, *((account.sid, token.reveal) for token in account.auth_tokens)]
        self._first = 0

    def try_each(self, ask: Callable[[tuple[str, str]], Response]) -> Response:
        """Return the answer to the credential that worked last; after a 401, to the next one that works.

        Secrets are looked up each time, so that a secret changed in its store is used without a restart.
        Raises SecretUnavailable if no secret can be looked up.
        """
        response, unavailable = None, SecretUnavailable("no credential")
        for number in range(len(self._all)):
            index = (self._first + number) % len(self._all)
            username, secret = self._all[index]
            try:
                response = ask((username, secret()))
            except SecretUnavailable as error:
                unavailable = error
                continue
            if response.status_code != HTTPStatus.UNAUTHORIZED:
                if number:
                    log.warning("poll.credential_changed", extra={"username": username, "place": index})
                    self._first = index
                return response
        if response is None:
            raise unavailable
        return response
