"""What Lambda imports. Importing it builds the phone, while Lambda still counts this as INIT and no caller waits."""

import gc
from typing import Any

from entry.dispatch import Answerer, Dispatch
from waittimes import logs


def build_phone() -> Answerer:
    """Return Zappa's handler with the phone behind it."""
    from zappa.handler import LambdaHandler

    # Not Zappa's own single instance: it is kept even where its set-up failed half-way, and never set up again.
    zappa = object.__new__(LambdaHandler)
    zappa.__init__()
    phone: Answerer = zappa.handler
    return phone


def build_poller() -> Answerer:
    """Return the poller. Its imports take as long as the phone's, and no call needs them."""
    from poller.handler import refresh

    return refresh


def _prepared() -> Dispatch:
    dispatch = Dispatch(build_phone, build_poller)
    # Nothing that is imported becomes garbage: looking for some among it would be a twelfth of a cold start.
    gc.disable()
    logs.configure()
    dispatch.prepare()
    gc.freeze()
    gc.enable()
    return dispatch


_dispatch = _prepared()


def handle(event: Any, context: Any) -> Any:
    """Answer one event; see Dispatch."""
    return _dispatch(event, context)
