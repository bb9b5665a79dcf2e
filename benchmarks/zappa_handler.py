"""Zappa's handler as a deployment has it, with any app behind it."""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from flask import Flask
from zappa.handler import LambdaHandler


def zappa_handler() -> LambdaHandler:
    """Return a handler; set its `wsgi_app` to the app that must answer."""
    settings = ModuleType("zappa_settings")
    vars(settings).update(
        LOG_LEVEL="WARNING", PROJECT_NAME="bench", API_STAGE="production", ENVIRONMENT_VARIABLES={},
        APP_MODULE="zappa_settings", APP_FUNCTION="app", app=Flask("none"), BINARY_SUPPORT=True, DEBUG=False,
        DJANGO_SETTINGS=None, DOMAIN=None, BASE_PATH=None, COGNITO_TRIGGER_MAPPING={}, AWS_EVENT_MAPPING={},
        AWS_BOT_EVENT_MAPPING={}, EXCEPTION_HANDLER=None, CONTEXT_HEADER_MAPPINGS={},
    )  # fmt: skip
    sys.modules["zappa_settings"] = settings
    return LambdaHandler()


def answers_through(handler: LambdaHandler, app: Callable[..., Any], event: dict[str, Any]) -> dict[str, Any]:
    """Return the answer of Zappa's handler, with this app behind it, to an API Gateway event."""
    handler.wsgi_app = app
    answer: dict[str, Any] = handler.handler(event, None)
    return answer
