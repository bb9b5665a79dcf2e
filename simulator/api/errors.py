"""How Twilio's REST API says no: a JSON body with its own error code beside the HTTP status."""

from http import HTTPStatus
from typing import Any

from werkzeug.exceptions import HTTPException

CODES: dict[int, int] = {HTTPStatus.BAD_REQUEST: 20001, HTTPStatus.METHOD_NOT_ALLOWED: 20004}


class RefusalError(Exception):
    """A request that is answered by an error body instead of a resource."""

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


def unauthenticated() -> RefusalError:
    """Refuse for want of credentials, or for wrong ones."""
    return RefusalError(401, 20003, "Authenticate")


def not_found(path: str) -> RefusalError:
    """Refuse what is not there, or not for this account to see."""
    return RefusalError(404, 20404, f"The requested resource {path} was not found")


def invalid(message: str) -> RefusalError:
    """Refuse a parameter that makes no sense."""
    return RefusalError(400, 20001, message)


def http_error(error: HTTPException, path: str) -> RefusalError:
    """Put what the framework refuses (no such path, wrong method, unreadable body) in Twilio's form."""
    if error.code == HTTPStatus.NOT_FOUND:
        return not_found(path)
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    return RefusalError(status, CODES.get(status, 20000 + status), error.name)
