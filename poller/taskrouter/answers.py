"""The `twilio` package's reading of an answer. Everything that it raises becomes a TaskRouterError."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from requests import RequestException
from twilio.base.exceptions import TwilioException
from twilio.base.page import Page
from twilio.http.response import Response

from poller.taskrouter.port import TaskRouterError

Answer = TypeVar("Answer")

_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What the package raises if an answer is not the JSON it expects."""


def fetch(ask: Callable[[], Answer]) -> Answer:
    """Return what `ask` returns. Raises TaskRouterError for everything that the package raises."""
    try:
        return ask()
    except TwilioException as error:
        status = _status(error)
        reason = f"HTTP {status}" if status else "unreadable answer"
        raise TaskRouterError(reason, status, _code(error)) from error
    except RequestException as error:
        raise TaskRouterError(type(error).__name__) from error
    except _UNREADABLE as error:
        raise TaskRouterError(f"unreadable answer: {type(error).__name__}") from error


def entries(page: Page) -> Iterator[Any]:
    """Yield the entries of a page; None for each that the package cannot read."""
    while True:
        try:
            yield next(page)
        except StopIteration:
            return
        except _UNREADABLE:
            yield None


def next_url(page: Page) -> str:
    """Return the URL of the page that follows; "" if none does."""
    return str(page.next_page_url or "")


def _code(error: TwilioException) -> int | None:
    code = getattr(error, "code", None)
    return code if isinstance(code, int) else None


def _status(error: TwilioException) -> int | None:
    """Return the HTTP status of a refusal; for a page of a list it is in the response that the error carries."""
    responses = (each for each in error.args if isinstance(each, Response))
    return next((each.status_code for each in responses), getattr(error, "status", None))
