"""The module that Lambda imports. The import builds the phone, in Lambda's INIT phase and before any event."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from entry.dispatch import Answerer, Dispatch
from waittimes import logs


def build_phone() -> Answerer:
    """Return Zappa's handler with the phone behind it."""
    with _boto3_left_out():
        from zappa.handler import LambdaHandler

    # Not Zappa's single instance: if its set-up fails half-way, Zappa keeps that instance and never sets it up again.
    zappa = object.__new__(LambdaHandler)
    zappa.__init__()
    phone: Answerer = zappa.handler
    return phone


@contextmanager
def _boto3_left_out() -> Iterator[None]:
    """Let Zappa's utilities be imported without boto3. They use it only for deploying, and it is slow to load."""
    if "boto3" in sys.modules:
        yield
        return
    placeholder = ModuleType("boto3")
    placeholder.Session = object  # type: ignore[attr-defined]  # their annotations name it
    sys.modules["boto3"] = placeholder
    try:
        yield
    finally:
        del sys.modules["boto3"]


def build_poller() -> Answerer:
    """Return the poller. Imported here: its imports take as long as the phone's, and no call needs them."""
    from poller.handler import refresh

    return refresh


def _prepared() -> Dispatch:
    dispatch = Dispatch(build_phone, build_poller)
    # Imported objects never become garbage, and looking for garbage among them takes a twelfth of a cold start.
    gc.disable()
    logs.configure()
    dispatch.prepare()
    gc.freeze()
    gc.enable()
    return dispatch


_dispatch = _prepared()


def handle(event: Any, context: Any) -> Any:
    """Answer one event. See Dispatch."""
    return _dispatch(event, context)
