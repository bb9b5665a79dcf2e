"""The sound of a recording, fetched with the account's credentials."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Final

import click
import requests

from ops.checking.twilio_rest import credentials
from poller.taskrouter.port import TaskRouterError
from waittimes.settings.config import Account, Config

ENDINGS: Final = (".wav", ".mp3")
PATIENCE_SECONDS: Final = 30.0
CHUNK_BYTES: Final = 65_536


def fetch(settings: Config, account: Account, recording_sid: str, file: Path) -> int:
    """Write the sound into a new file that only its owner can read, and return its size in bytes.

    Raises click.ClickException for a file that exists or has another ending; TaskRouterError, SecretUnavailable.
    """
    if file.suffix not in ENDINGS:
        raise click.BadParameter(f"{file} ends with neither {' nor '.join(ENDINGS)}")
    url = f"{media_url(settings, account, recording_sid)}{file.suffix}"
    status: int = HTTPStatus.UNAUTHORIZED
    for credential in credentials(account):
        pair = (credential.username, credential.secret.reveal())
        # The media may lie on another host; requests does not send the credentials there.
        with _answer(url, pair) as answer:
            status = answer.status_code
            if answer.ok:
                return _write(answer, file)
        if status != HTTPStatus.UNAUTHORIZED:
            break
    raise TaskRouterError(f"HTTP {status}", status)


def is_open_to_everybody(settings: Config, account: Account, recording_sid: str) -> bool:
    """Tell whether Twilio gives the recording's sound to somebody without credentials. Raises TaskRouterError."""
    with _answer(media_url(settings, account, recording_sid), None) as answer:
        return answer.ok


def media_url(settings: Config, account: Account, recording_sid: str) -> str:
    """Return the address of a recording's sound, without an ending."""
    return f"{settings.api_url}/2010-04-01/Accounts/{account.sid}/Recordings/{recording_sid}"


@contextmanager
def _answer(url: str, pair: tuple[str, str] | None) -> Iterator[requests.Response]:
    try:
        with requests.get(url, auth=pair, timeout=PATIENCE_SECONDS, stream=True) as answer:
            yield answer
    except requests.RequestException as error:
        # The error's own text has the address.
        raise TaskRouterError(type(error).__name__) from error


def _write(answer: requests.Response, file: Path) -> int:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise click.ClickException(f"{file} exists already; name another file") from error
    try:
        with os.fdopen(descriptor, "wb") as opened:
            return sum(opened.write(chunk) for chunk in answer.iter_content(CHUNK_BYTES))
    except requests.RequestException:
        # Half a message must not be taken for a whole one.
        file.unlink()
        raise
