"""The table failing, other pollers, other accounts, clocks that are wrong, and time running out."""

import socket
import threading
import time
from dataclasses import replace

import pytest

from poller.deadline import for_reading, of_a_poll
from poller.poll import PollFailed
from poller.report import Failure
from poller.setup import Intervals
from simulator.api.many_queues import WORKSPACE_SID, ManyQueues
from simulator.api.rate_limits import SlidingWindow, TokenBucket
from tests.fakes.memory_table import MemoryTable
from tests.poller.faults import status, striking
from tests.poller.polling_over_http import ACCOUNT, FIRST_POLL_AT, polled
from tests.poller.stand_in import TOKENS
from waittimes import cache
from waittimes.deadline import Deadline
from waittimes.settings.polling import Polling
from waittimes.settings.secret import Secret

pytestmark = pytest.mark.slow

QUEUES = 40


@pytest.mark.parametrize("cap", [SlidingWindow(100, others_a_second=50), TokenBucket(100, 5, others_a_second=50)])
def test_a_cap_that_others_share_costs_refusals_and_no_queue(cap: SlidingWindow | TokenBucket) -> None:
    with polled(ManyQueues(100, cap=cap, latency_seconds=0.01)) as poller:
        poller.limits = Polling(requests_per_second=95, concurrent_requests=20)

        report = poller.poll()

        assert poller.fresh() == set(poller.api.sids)
        assert report.failures == []
        assert report.fields()["refusals_429"] == poller.api.calls["429"] > 0
        assert poller.connection is not None
        assert poller.connection.rate_limiter.rate < 95


def test_within_a_cap_of_ones_own_nothing_is_refused() -> None:
    with polled(ManyQueues(100, cap=SlidingWindow(100), latency_seconds=0.01)) as poller:
        poller.limits = Polling(requests_per_second=95, concurrent_requests=20)

        assert poller.poll().fields()["refusals_429"] == 0


@pytest.mark.parametrize("code", [401, 404, 500])
def test_a_workspace_that_cannot_be_read_costs_no_other_one_its_minute(code: int) -> None:
    elsewhere = "WS" + "e" * 32
    with polled(ManyQueues(QUEUES)) as poller:
        poller.accounts = (replace(ACCOUNT, workspace_sids=(elsewhere, WORKSPACE_SID)),)
        poller.api.fault = striking(elsewhere, status(code))

        report = poller.poll()

        assert poller.fresh() == set(poller.api.sids)
        assert {each.subject for each in report.failures} == {elsewhere}


def test_a_workspace_that_hangs_costs_no_other_one_its_minute() -> None:
    elsewhere = "WS" + "e" * 32
    with polled(ManyQueues(QUEUES)) as poller:
        poller.accounts = (replace(ACCOUNT, workspace_sids=(elsewhere, WORKSPACE_SID)),)
        poller.hangs(elsewhere)

        report = poller.poll()

        assert poller.fresh() == set(poller.api.sids)
        assert report.failures == [
            Failure(elsewhere, "list of statistics: ReadTimeout"),
            Failure(elsewhere, "workspace: ReadTimeout"),
        ]


def test_an_account_answering_401_tries_its_next_credential_and_stays_with_it() -> None:
    tokens = (Secret("env:OLD", lambda: "token-of-yesterday"), *TOKENS)
    with polled(ManyQueues(QUEUES)) as poller:
        poller.api.tokens = frozenset({TOKENS[0].reveal()})
        poller.polls_as(replace(ACCOUNT, auth_tokens=tokens))

        assert poller.poll().failures == []
        poller.api.times.clear()
        assert poller.poll().fields()["calls"] == 1 + QUEUES

        assert poller.fresh() == set(poller.api.sids)


def no_such_host(*_: object, **__: object) -> None:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_a_host_whose_name_nobody_knows_fails_the_poll_and_keeps_what_was_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with polled(ManyQueues(QUEUES)) as poller:
        poller.poll()
        poller.connection, poller.url = None, "http://taskrouter.invalid"
        monkeypatch.setattr(socket, "getaddrinfo", no_such_host)

        with pytest.raises(PollFailed, match="Error"):
            poller.poll()

        assert set(poller.ages_seconds().values()) == {60}


@pytest.mark.parametrize("code", ["ProvisionedThroughputExceededException", "InternalServerError"])
def test_a_table_that_refuses_one_page_of_sixteen_keeps_that_page(code: str) -> None:
    table = MemoryTable()
    with polled(ManyQueues(QUEUES)) as poller:
        poller.table = table
        poller.poll()
        key = cache.page_key(WORKSPACE_SID, poller.api.sids[0])
        kept = {sid for sid in poller.api.sids if cache.page_key(WORKSPACE_SID, sid) == key}
        table.fails(code, key=key)

        report = poller.poll()

        table.recovers()
        assert poller.fresh() == set(poller.api.sids) - kept
        assert report.failures == [Failure(key, f"TableUnavailable: {code}")]
        assert (report.kept, report.fields()["oldest_age_seconds"]) == (len(kept), 60)


def test_a_table_that_is_gone_altogether_fails_the_poll() -> None:
    table = MemoryTable()
    table.fails("ResourceNotFoundException")
    with polled(ManyQueues(QUEUES)) as poller:
        poller.table = table

        with pytest.raises(PollFailed, match="ResourceNotFoundException"):
            poller.poll()


def test_a_table_that_hangs_is_left_behind_at_the_deadline() -> None:
    answers = threading.Event()

    def hang(_: float) -> None:
        answers.wait(20)

    table = MemoryTable(sleep=hang)
    with polled(ManyQueues(QUEUES)) as poller:
        poller.table = table
        poller.poll()
        table.seconds_to_answer = 1

        with pytest.raises(PollFailed, match="not finished before the deadline"):
            poller.poll(seconds=0.3)

        assert not answers.is_set()
        answers.set()


def test_two_pollers_at_the_same_time_leave_the_newest_of_each_queue() -> None:
    with polled(ManyQueues(QUEUES)) as poller, polled(ManyQueues(QUEUES)) as other:
        other.table, other.now = poller.table, poller.now + 7
        thread = threading.Thread(target=other.poll)
        thread.start()
        poller.poll()
        thread.join()

        assert set(other.ages_seconds().values()) == {0}


def test_a_late_retry_overwrites_nothing_newer() -> None:
    with polled(ManyQueues(QUEUES)) as poller, polled(ManyQueues(QUEUES)) as late:
        late.table = poller.table
        poller.now += 100
        poller.poll()

        late.poll()

        assert set(poller.ages_seconds().values()) == {0}


@pytest.mark.parametrize("jump", [-60.0, -120.0], ids=["stands still", "jumps back"])
def test_a_clock_that_is_wrong_is_no_failure_and_puts_nothing_older_over_anything(jump: float) -> None:
    with polled(ManyQueues(QUEUES)) as poller:
        poller.poll()
        poller.now += jump

        assert poller.poll().failures == []

        measured = {wait.measured_at for wait in poller.waits().values()}
        assert measured == {FIRST_POLL_AT + 60}


def test_what_takes_long_to_read_is_stored_in_between() -> None:
    table, put_at = MemoryTable(), list[float]()
    table.between = lambda _: put_at.append(time.monotonic())
    with polled(ManyQueues(QUEUES, latency_seconds=0.02)) as poller:
        poller.table, poller.intervals = table, Intervals(interim_seconds=0.1)
        poller.limits = Polling(requests_per_second=100, concurrent_requests=5)

        assert poller.poll().failures == []

        assert poller.fresh() == set(poller.api.sids)
        assert table.units.writes == len(table.items)
        assert max(put_at) - min(put_at) > 0.1


def test_a_poll_that_is_quick_writes_each_page_once() -> None:
    table = MemoryTable()
    with polled(ManyQueues(200)) as poller:
        poller.table = table
        poller.poll()

        assert table.units.writes == 16


def test_what_a_workspace_consists_of_is_read_once_in_ten_minutes_and_kept_while_it_cannot_be_read() -> None:
    with polled(ManyQueues(QUEUES, wait_in_list=True)) as poller:
        poller.poll()
        poller.poll()
        assert poller.api.calls == {"Activities": 1, "TaskQueues": 1, "Statistics": 2, WORKSPACE_SID: 1}
        poller.intervals = Intervals(workspace_seconds=0)
        poller.memories[WORKSPACE_SID].workspace_until = 0
        poller.api.fault = striking("/Activities", status(500))

        report = poller.poll()

        assert report.failures == [Failure(WORKSPACE_SID, "workspace: HTTP 500")]
        assert poller.fresh() == set(poller.api.sids)


class Lambda:
    """A Lambda context with `seconds` left."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def get_remaining_time_in_millis(self) -> int:
        return int(self._seconds * 1000)


@pytest.mark.parametrize(
    ("setting", "context", "expected"), [(50, Lambda(30), 29.5), (20, Lambda(30), 20), (9, None, 9)]
)
def test_the_deadline_is_the_setting_or_what_lambda_leaves(setting: int, context: object, expected: float) -> None:
    assert of_a_poll(setting, context).remaining_seconds() == pytest.approx(expected, abs=0.1)


def test_of_a_short_poll_a_share_is_kept_back_for_storing_and_of_a_long_one_eight_seconds() -> None:
    short, long = Deadline.in_seconds(10), Deadline.in_seconds(50)

    assert short.ends_at - for_reading(short).ends_at == pytest.approx(3, abs=0.1)
    assert long.ends_at - for_reading(long).ends_at == 8
