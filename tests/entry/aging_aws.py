"""An AWS that keeps time: its credentials last an hour, and it refuses what is signed too early or with older ones."""

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from tests.on_lambda.recorder import Recorder

LIFE_SECONDS = 3600.0
TOLERATED_SECONDS = 300.0
"""How far the time of a signature may be from AWS's own."""
CREDENTIALS = "/credentials"


class AgingAws:
    """A WSGI app in front of an AWS. `now` is its time, and it gives credentials at /credentials, as to a container."""

    def __init__(self, endpoint: str, now: float) -> None:
        self.now = now
        self.asked = Recorder(endpoint)
        self.refusals: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as AWS does."""
        if environ["PATH_INFO"] == CREDENTIALS:
            return _json(start_response, "200 OK", self._credentials())
        if refusal := self._refusal(environ):
            self.refusals.append(refusal)
            return _json(start_response, "400 Bad Request", {"__type": f"com.amazon.coral.service#{refusal}"})
        return self.asked(environ, start_response)

    def _credentials(self) -> dict[str, str]:
        until = self.now + LIFE_SECONDS
        return {
            "AccessKeyId": f"UNTIL{until:.0f}",
            "SecretAccessKey": "testing",
            "Token": "testing",
            "Expiration": datetime.fromtimestamp(until, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }

    def _refusal(self, environ: dict[str, Any]) -> str:
        """Return the code of the error with which the request is refused, or ""."""
        signed_at = datetime.strptime(environ["HTTP_X_AMZ_DATE"], "%Y%m%dT%H%M%S%z").timestamp()
        until = re.search(r"Credential=UNTIL(\d+)/", environ["HTTP_AUTHORIZATION"])
        if until is None or float(until[1]) < self.now:
            return "ExpiredTokenException"
        return "" if abs(signed_at - self.now) < TOLERATED_SECONDS else "InvalidSignatureException"


def _json(start_response: Callable[..., Any], status: str, document: Any) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(document).encode()]
