"""The Flask app: its routes, the signature check before them, and plain-text errors for anybody else."""

import functools
import logging
import time
from collections.abc import Callable, Mapping
from importlib import resources
from types import ModuleType

from flask import Flask, Response, request
from werkzeug.exceptions import Forbidden, HTTPException, InternalServerError

from ivr import request_bounds, request_guard, studio, webhook
from ivr.announcing import languages
from ivr.phone import Phone
from ivr.switch import Switch
from ivr.voice import routes
from waittimes.cache import WaitReader
from waittimes.settings.config import Config
from waittimes.table import Table

log = logging.getLogger("waittimes.ivr")

MUSIC_SECONDS = 24 * 3600
"""How long a client may cache the hold loop."""
LAST_RESORTS: Mapping[str | None, Callable[[Phone], Response]] = {
    "voice": routes.last_resort,
    "studio": studio.last_resort,
    "voicemail": lambda phone: _voicemail_routes().last_resort(phone),
    "voice_callback": lambda phone: _callback_routes().last_resort(phone),
    "callback": lambda phone: _outbound_routes().last_resort(phone),
}


def create_app(config: Config, table: Table, clock: Callable[[], float] = time.time) -> Flask:
    """Return the Flask app for these settings. It reads waits from `table`, and adds the scores of promises to it.

    `clock` returns seconds since the epoch. Raises ConfigurationError if a language's file has a mistake.
    """
    phone = Phone(config, WaitReader(table), Switch(), languages.load(), clock, table)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = request_bounds.MOST_BODY_BYTES
    app.config["MAX_FORM_PARTS"] = request_bounds.MOST_FIELDS
    # Twilio follows a redirect with GET and loses the fields of its POST.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.register_blueprint(routes.blueprint(phone))
    app.register_blueprint(studio.blueprint(phone))
    if any(line.voicemail for line in config.lines):
        app.register_blueprint(_voicemail_routes().blueprint(phone))
    if any(line.callback for line in config.lines):
        app.register_blueprint(_callback_routes().blueprint(phone))
        app.register_blueprint(_outbound_routes().blueprint(phone))
    app.before_request(lambda: request_guard.refuse_strangers(phone))
    app.register_error_handler(HTTPException, _plain)
    app.register_error_handler(Exception, lambda error: _last_resort(phone, error))
    app.add_url_rule("/health", "health", lambda: {"status": "ok"})
    app.add_url_rule("/music/hold.wav", "music", _music)
    if any(line.showing.is_public for line in config.lines):
        app.add_url_rule("/waits.json", "public_waits", _public_waits(phone))
    if config.wallboard is not None:
        from ivr.wallboard_door import WallboardDoor

        app.wsgi_app = WallboardDoor(app.wsgi_app, phone)  # type: ignore[method-assign]  # Flask's own way
    app.wsgi_app = request_guard.BelowBasePath(app.wsgi_app, config.public_url)  # type: ignore[method-assign]  # Flask's own way
    return app


def _voicemail_routes() -> ModuleType:
    # Imported only for a line with voicemail, to keep it out of the cold start of all others.
    from ivr.voice.voicemail import routes as voicemail_routes

    return voicemail_routes


def _callback_routes() -> ModuleType:
    # Imported for the same reason only where a line calls back.
    from ivr.voice.callback import routes as callback_routes

    return callback_routes


def _outbound_routes() -> ModuleType:
    from ivr.voice.callback import outbound

    return outbound


def _public_waits(phone: Phone) -> Callable[[], Response]:
    """Return the view of /waits.json. Its first request imports it, so that no call waits for that."""

    @functools.cache
    def made() -> Callable[[], Response]:
        from ivr.wallboard import public_waits

        return public_waits.view(phone)

    def view() -> Response:
        return made()()

    return view


def _music() -> Response:
    """Answer with the hold loop. It never changes, so a client may cache it."""
    loop = resources.files("ivr").joinpath("music", "hold.wav").read_bytes()
    response = Response(loop, content_type="audio/wav")
    response.cache_control.public = True
    response.cache_control.max_age = MUSIC_SECONDS
    response.add_etag()
    response.make_conditional(request)
    return response


def _last_resort(phone: Phone, error: Exception) -> Response:
    """Answer an unexpected error: a signed webhook as well as is still possible, a stranger without details."""
    log.error("request.broken", exc_info=error, extra={"endpoint": request.endpoint})
    answer = LAST_RESORTS.get(request.blueprint)
    if answer is None or not webhook.is_let_in():
        return _plain(Forbidden() if request.endpoint not in request_guard.OPEN_ENDPOINTS else InternalServerError())
    return answer(phone)


def _plain(error: HTTPException) -> Response:
    return Response(f"{error.code} {error.name}\n", status=error.code, content_type="text/plain; charset=utf-8")
