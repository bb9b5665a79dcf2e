"""Structured logs: one JSON object a line, with a constant event name. Never a payload or a phone number."""

import logging

from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

TALKATIVE = ("zappa.wsgi", "twilio.http_client")
"""Loggers of packages that log URLs, and with them what callers sent."""
ROOT = "waittimes"
"""The parent of all our loggers."""


def configure(level: int = logging.INFO) -> None:
    """Send our logs to standard error as JSON. Calling it again changes nothing."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logger = logging.getLogger(ROOT)
    if logger.handlers:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(LambdaPowertoolsFormatter(log_record_order=["level", "message", "timestamp"]))
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False
