"""What a load balancer and Prometheus ask a server; everything else goes to the phone behind it.

/health answers 503 when no poll has succeeded for five minutes; /health?live only says that this process answers.
"""

import json
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from werkzeug.wrappers import Request, Response

from server import call_metrics, latency, lease, prometheus
from waittimes.settings.config import Config
from waittimes.table import Table, TableUnavailable

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LATEST_SECONDS: Final = 300.0
"""How long ago a poll must have succeeded. Alarms on Lambda have the same limit."""
LIVENESS: Final = "live"


class Monitored:
    """The phone `app` with /health and /metrics in front of it."""

    def __init__(
        self, app: "WSGIApplication", config: Config, table: Table, clock: Callable[[], float] = time.time
    ) -> None:
        self._app, self._config, self._table, self._clock = app, config, table, clock

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer what is asked of the server, and pass everything else on."""
        answers = {"/health": self._health, "/metrics": self._metrics}
        answer = answers.get(environ.get("PATH_INFO", ""))
        if answer is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._app(environ, start_response)
        return answer(Request(environ))(environ, start_response)

    def _health(self, request: Request) -> Response:
        if LIVENESS in request.args:
            return _json({"status": "ok"})
        try:
            succeeded_at = lease.read(self._table).succeeded_at
        except TableUnavailable as error:
            return _json({"status": "the table cannot be read", "why": str(error)}, 503)
        if succeeded_at is None:
            return _json({"status": "no poll has succeeded yet"}, 503)
        age = self._clock() - succeeded_at
        told = {"last_successful_poll_seconds_ago": round(age)}
        if age > LATEST_SECONDS:
            return _json({"status": "no poll has succeeded for five minutes", **told}, 503)
        return _json({"status": "ok", **told})

    def _metrics(self, _: Request) -> Response:
        try:
            calls = call_metrics.read(self._table, self._config)
            text = prometheus.text(lease.read(self._table), calls, latency.read(self._table))
        except TableUnavailable as error:
            return Response(f"the table cannot be read: {error}\n", 503, content_type="text/plain; charset=utf-8")
        return Response(text, content_type=prometheus.CONTENT_TYPE)


def _json(content: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(content) + "\n", status, content_type="application/json")
