"""The wallboard's own files: stylesheet, script and icon. Their names hold a hash, so browsers keep them for a year."""

import functools
import hashlib
import mimetypes
from importlib import resources

from flask import Blueprint, Response, abort

A_YEAR_SECONDS = 365 * 24 * 3600
HASH_DIGITS = 12


def register(blueprint: Blueprint) -> None:
    """Add the route of the files."""
    blueprint.add_url_rule("/board/static/<name>", "asset", answer)


def hashed(name: str) -> str:
    """Return the name under which this file is served. Raises KeyError where there is no such file."""
    return _names()[name]


def answer(name: str) -> Response:
    """Answer with the file of this hashed name, which never changes."""
    content = _contents().get(name)
    if content is None:
        abort(404)
    kind = mimetypes.guess_type(name)[0] or "text/plain"
    response = Response(content, content_type=f"{kind}; charset=utf-8")
    response.cache_control.public = True
    response.cache_control.max_age = A_YEAR_SECONDS
    response.cache_control.immutable = True
    return response


@functools.cache
def _names() -> dict[str, str]:
    folder = resources.files("ivr.wallboard").joinpath("static")
    return {each.name: _hashed(each.name, each.read_bytes()) for each in folder.iterdir() if each.is_file()}


@functools.cache
def _contents() -> dict[str, bytes]:
    folder = resources.files("ivr.wallboard").joinpath("static")
    return {served: folder.joinpath(name).read_bytes() for name, served in _names().items()}


def _hashed(name: str, content: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{stem}-{hashlib.sha256(content).hexdigest()[:HASH_DIGITS]}.{ending}"
