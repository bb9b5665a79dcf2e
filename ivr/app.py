"""The Flask app: its routes, the signature check before them, and plain answers for what is no call."""

import logging
import time
from collections.abc import Callable, Iterator

from flask import Flask, Response, abort, g, request
from werkzeug.exceptions import Forbidden, HTTPException, InternalServerError

from ivr import phrases, signature, voice
from ivr.announce import Policy
from ivr.phone import Phone
from waittimes.cache import WaitReader
from waittimes.secret import Secret, SecretUnavailable
from waittimes.section import ConfigurationError
from waittimes.settings import Account, Config
from waittimes.table import Table

log = logging.getLogger("waittimes.ivr")

OPEN_ENDPOINTS = frozenset({"health"})
"""What anybody may ask: it says nothing about callers."""
MOST_BODY_BYTES = 64 * 1024


def create_app(config: Config, table: Table, clock: Callable[[], float] = time.time) -> Flask:
    """Return the phone for these settings, reading waits from the table. Raises ConfigurationError."""
    phone = Phone(config, WaitReader(table), _languages(config), Policy(), clock)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BODY_BYTES
    # Twilio follows a redirect with GET and loses the fields of its POST.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.register_blueprint(voice.blueprint(phone))
    app.before_request(lambda: _refuse_strangers(phone))
    app.register_error_handler(HTTPException, _plain)
    app.register_error_handler(Exception, lambda error: _last_resort(phone, error))
    app.add_url_rule("/health", "health", lambda: {"status": "ok"})
    return app


def _refuse_strangers(phone: Phone) -> None:
    """Abort with 403 unless the request is signed by an account that owns what is asked for."""
    if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS:
        return
    tokens = (token for account in _owners(phone) for token in _revealed(account.auth_tokens))
    if not signature.is_signed(request, tokens, phone.config.public_url):
        abort(403)
    g.is_signed = True


def _last_resort(phone: Phone, error: Exception) -> Response:
    """Answer a caller all the same when something broke that nobody foresaw; a stranger is told nothing."""
    log.error("request.broken", exc_info=error, extra={"endpoint": request.endpoint})
    if not g.get("is_signed") or request.blueprint != "voice":
        return _plain(Forbidden() if request.endpoint not in OPEN_ENDPOINTS else InternalServerError())
    return voice.last_resort(phone)


def _owners(phone: Phone) -> tuple[Account, ...]:
    """Return the account of the line that is asked for; where there is no such line, every account."""
    line = voice.line_asked(phone, (request.view_args or {}).get("line_name"))
    return (line.account,) if line else phone.config.accounts


def _revealed(secrets: tuple[Secret, ...]) -> Iterator[str]:
    for secret in secrets:
        try:
            yield secret.reveal()
        except SecretUnavailable as error:
            log.warning("signature.token_unavailable", extra={"reason": str(error)})


def _languages(config: Config) -> dict[str, phrases.Phrases]:
    languages = phrases.load()
    problems = [
        f"{config.file}: [lines.{line.name}] language is {line.language!r}; there are {', '.join(languages)}"
        for line in config.lines
        if line.language not in languages
    ]
    if problems:
        raise ConfigurationError(problems)
    return languages


def _plain(error: HTTPException) -> Response:
    return Response(f"{error.code} {error.name}\n", status=error.code, content_type="text/plain; charset=utf-8")
