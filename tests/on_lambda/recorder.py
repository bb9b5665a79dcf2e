"""A proxy between the deployed function and AWS that records the requested actions."""

import http.client
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

SERVICES = {"DynamoDB_20120810": "dynamodb", "AmazonSSM": "ssm", "secretsmanager": "secretsmanager"}


class Recorder:
    """A WSGI app in front of an AWS endpoint. It passes on the Host header, which the client has signed."""

    def __init__(self, endpoint: str) -> None:
        self._address = urlsplit(endpoint).netloc
        self.actions: set[str] = set()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as AWS does."""
        names = {name: name.removeprefix("HTTP_").replace("_", "-") for name in environ if name.startswith("HTTP_")}
        headers = {shown: environ[name] for name, shown in names.items()}
        prefix, _, action = headers.get("X-AMZ-TARGET", "unknown.unknown").partition(".")
        self.actions.add(f"{SERVICES.get(prefix, prefix)}:{action}")
        connection = http.client.HTTPConnection(self._address, timeout=30)
        connection.request(environ["REQUEST_METHOD"], environ["REQUEST_URI"], environ["wsgi.input"].read(), headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        kept = [each for each in answer.getheaders() if each[0].lower() not in {"connection", "transfer-encoding"}]
        start_response(f"{answer.status} {answer.reason}", kept)
        return [body]
