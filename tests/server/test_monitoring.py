"""What /health and /metrics answer, beside the phone."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from server.call_metrics import CallMetrics
from server.lease import KEY, PollLease
from server.monitoring import Monitored
from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import MEASURED_AT, WORKSPACE
from waittimes import metrics
from waittimes.page import NO_PAGE
from waittimes.settings import environment
from waittimes.settings.references import References

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CONFIG = environment.config(
    {
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_AUTH_TOKEN": "0123456789abcdef",
        "TWILIO_WORKSPACE_SID": WORKSPACE,
        "WORKFLOW_SID": "WW" + "3" * 32,
    },
    References({}),
)


def phone(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"the phone: {environ['REQUEST_METHOD']} {environ['PATH_INFO']}".encode()]


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


def asking(table: MemoryTable, now: float = MEASURED_AT) -> Client:
    return Client(Monitored(phone, CONFIG, table, lambda: now))


def poll(table: MemoryTable, *, succeeded: bool = True) -> None:
    lease = PollLease(table, "first", lambda: MEASURED_AT, lambda: 0.0)
    assert lease.claim() == 0
    account = {"account": "acme", "workspace": WORKSPACE}
    lease.note([("refreshed", account, 17.0), ("oldest_age", account, 1234567.5)], succeeded=succeeded)


@pytest.mark.parametrize(("method", "path"), [("POST", "/voice"), ("GET", "/health/x"), ("POST", "/health")])
def test_the_phone_answers_everything_else(table: MemoryTable, method: str, path: str) -> None:
    assert asking(table).open(path, method=method).text == f"the phone: {method} {path}"


@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (300, 200), (301, 503), (86_400, 503)])
def test_a_server_is_healthy_for_five_minutes_after_a_poll(table: MemoryTable, seconds: float, status: int) -> None:
    poll(table)

    answer = asking(table, MEASURED_AT + seconds).get("/health")

    assert answer.status_code == status
    assert json.loads(answer.text)["last_successful_poll_seconds_ago"] == seconds


def test_a_server_whose_polls_all_failed_is_not_healthy(table: MemoryTable) -> None:
    poll(table, succeeded=False)

    answer = asking(table).get("/health")

    assert (answer.status_code, json.loads(answer.text)) == (503, {"status": "no poll has succeeded yet"})


def test_a_server_that_cannot_read_its_table_is_not_healthy_but_alive(table: MemoryTable) -> None:
    table.fails("SQLITE_IOERR")

    answer = asking(table).get("/health")

    assert answer.status_code == 503
    assert json.loads(answer.text) == {"status": "the table cannot be read", "why": "SQLITE_IOERR"}
    assert asking(table).get("/health?live").status_code == 200
    assert asking(table).get("/metrics").status_code == 503


def test_a_lease_that_somebody_else_has_written_is_not_healthy(table: MemoryTable) -> None:
    table.put(KEY, b"garbage", replaces=NO_PAGE, measured_at=MEASURED_AT, expires_at=MEASURED_AT + 60)

    assert asking(table).get("/health").status_code == 503


def test_prometheus_reads_the_last_poll_and_what_calls_showed(table: MemoryTable) -> None:
    poll(table)
    calls = CallMetrics(table, lambda: MEASURED_AT)
    metrics.send_to(calls.note)
    for waited, error in ((100, -80), (250, 30)):
        metrics.emit(
            {"Waited": (waited, "Seconds"), "Error": (error, "Seconds")}, {"account": "default", "line": "default"}
        )
    metrics.send_to(metrics.to_log)
    calls.flush()

    answer = asking(table).get("/metrics")

    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    told = [line for line in answer.text.splitlines() if not line.startswith("# HELP")]
    assert told == [
        "# TYPE last_successful_poll_seconds gauge",
        f"last_successful_poll_seconds {MEASURED_AT:.3f}",
        "# TYPE oldest_age gauge",
        f'oldest_age{{account="acme",workspace="{WORKSPACE}"}} 1234567.5',
        "# TYPE refreshed gauge",
        f'refreshed{{account="acme",workspace="{WORKSPACE}"}} 17',
        "# TYPE Error summary",
        'Error_sum{account="default",line="default"} -50',
        'Error_count{account="default",line="default"} 2',
        "# TYPE Waited summary",
        'Waited_sum{account="default",line="default"} 350',
        'Waited_count{account="default",line="default"} 2',
    ]
    assert answer.text.count("# HELP") == 5


def test_what_the_table_refuses_is_added_with_the_next_flush(table: MemoryTable) -> None:
    calls = CallMetrics(table, lambda: MEASURED_AT)
    line = {"account": "default", "line": "default"}
    calls.note({"Waited": (100.0, "Seconds")}, line)
    table.fails()
    calls.flush()

    table.recovers()
    calls.note({"Waited": (20.0, "Seconds")}, line)
    calls.flush()
    calls.flush()

    assert 'Waited_sum{account="default",line="default"} 120' in asking(table).get("/metrics").text
    assert 'Waited_count{account="default",line="default"} 2' in asking(table).get("/metrics").text
