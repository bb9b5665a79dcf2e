"""The phone as a worker of the server answers with it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ivr import signing_secrets
from ivr.announcing import languages
from ivr.app import create_app
from ivr.request_guard import BelowBasePath
from server.call_metrics import CallMetrics
from server.latency import Timed
from server.monitoring import Monitored
from server.tables import phone_table
from waittimes import logs, metrics
from waittimes.deadline import Deadline
from waittimes.settings import loading

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def build() -> tuple["WSGIApplication", Callable[[], None]]:
    """Return the phone of this process, by its environment, and what to call before the process ends.

    Raises ConfigurationError.
    """
    logs.configure()
    config = loading.current(languages.vocabulary())
    table = phone_table(config)
    calls = CallMetrics(table)
    metrics.send_to(calls.note)
    calls.flush_now_and_then()
    app = Monitored(Timed(create_app(config, table), calls), config, table)
    signing_secrets.prepare(config, Deadline.in_seconds(signing_secrets.PREPARING_SECONDS))
    return BelowBasePath(app, config.public_url), calls.flush
