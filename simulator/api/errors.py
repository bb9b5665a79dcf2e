"""Errors of Twilio's REST API: a JSON body with Twilio's error code, and the HTTP status."""

from http import HTTPStatus
from typing import Any

from werkzeug.exceptions import HTTPException

CODES: dict[int, int] = {HTTPStatus.BAD_REQUEST: 20001, HTTPStatus.METHOD_NOT_ALLOWED: 20004}


class ApiRefusal(Exception):
    """Raised to answer a request with an error body instead of a resource."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if status == HTTPStatus.UNAUTHORIZED else {}
        self.body: dict[str, Any] = {
            "code": code,
            "message": message,
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": status,
        }


def unauthenticated() -> ApiRefusal:
    """Return the refusal for missing or wrong credentials."""
    return ApiRefusal(401, 20003, "Authenticate")


def not_found(path: str) -> ApiRefusal:
    """Return the refusal for a resource that does not exist, or belongs to another account."""
    return ApiRefusal(404, 20404, f"The requested resource {path} was not found")


def invalid(message: str) -> ApiRefusal:
    """Return the refusal for an invalid parameter."""
    return ApiRefusal(400, 20001, message)


def too_many() -> ApiRefusal:
    """Return the refusal for more requests than a limit admits."""
    return ApiRefusal(429, 20429, "Too Many Requests")


def http_error(error: HTTPException, path: str) -> ApiRefusal:
    """Return an error of the framework (no such path, wrong method, unreadable body) in Twilio's form."""
    if error.code == HTTPStatus.NOT_FOUND:
        return not_found(path)
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    return ApiRefusal(status, CODES.get(status, 20000 + status), error.name)
