"""Callbacks within the poll: they cost nothing where there are none, and no wait comes later or is lost for them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from poller.deadline import for_callbacks
from tests.fakes.statistics_source import realtime
from tests.fakes.twilio_actions import FakeTwilio
from tests.poller.callbacks.called_back import BY_DIAL, BY_FLEX, QUEUE, WORKFLOW, line_of
from tests.poller.callbacks.polled import Polled
from tests.waittimes.callbacks.promised import LINE, NOW, NUMBER
from waittimes.callbacks.store import register_key
from waittimes.deadline import Deadline
from waittimes.settings.line_callback import CallbackPolicy


def keys_of_callbacks(polled: Polled) -> list[str]:
    return [key for key in polled.table.read if key.startswith("callback")]


def test_without_callbacks_nothing_is_asked_and_nothing_read() -> None:
    def connect(*_: object) -> FakeTwilio:
        raise AssertionError

    polled = Polled((line_of(BY_DIAL, callback=None),), connect_actions=connect)

    polled.poll()

    assert (keys_of_callbacks(polled), polled.workspace.workflows_asked) == ([], [])


def test_with_callbacks_but_none_pending_the_register_is_read() -> None:
    polled = Polled((line_of(BY_FLEX),))

    polled.poll()

    assert keys_of_callbacks(polled) == [register_key(LINE)]
    assert (polled.twilio.asked, polled.workspace.workflows_asked) == ({}, [])


def test_the_poll_carries_out_what_is_pending() -> None:
    polled = Polled((line_of(BY_DIAL),))
    polled.promise()
    polled.workspace.queues[QUEUE].realtime = realtime(
        tasks_by_status={"pending": 0, "reserved": 0, "assigned": 6, "wrapping": 0}
    )

    assert polled.poll().failures == []

    assert [each.to for each in polled.twilio.ordered] == [NUMBER]
    assert polled.workspace.workflows_asked == [WORKFLOW]


def test_the_wait_counts_whoever_is_called_back_before() -> None:
    without, with_two = Polled((line_of(BY_DIAL),)), Polled((line_of(BY_DIAL),))
    for number in (NUMBER, "+4930999888"):
        with_two.promise(number=number)

    without.poll()
    with_two.poll()

    assert with_two.wait().evidence["ahead"] == without.wait().evidence["ahead"] + 2
    assert (with_two.wait().estimate.seconds or 0) > (without.wait().estimate.seconds or 0)


def test_who_left_for_a_callback_is_no_caller_who_hung_up() -> None:
    polled = Polled((line_of(BY_DIAL),))
    polled.promise()

    polled.poll()

    assert polled.wait().evidence["abandoned"] == 5 - 1


@contextmanager
def hanging(polled: Polled) -> Iterator[None]:
    polled.table.hangs = threading.Event()
    yield
    polled.table.hangs.set()


def breaks(polled: Polled) -> None:
    def connect(*_: object) -> FakeTwilio:
        raise RuntimeError("broken")

    polled.connect_actions = connect


def refuses(polled: Polled) -> None:
    polled.table.fails(key=register_key(LINE))


@pytest.mark.parametrize("fault", [breaks, refuses])
@pytest.mark.parametrize("policy", [BY_DIAL, BY_FLEX])
def test_whatever_fails_costs_no_wait(fault: Callable[[Polled], None], policy: CallbackPolicy) -> None:
    polled = Polled((line_of(policy),))
    polled.promise()
    fault(polled)

    report = polled.poll()

    assert (report.refreshed, report.failures) == (1, [])
    assert polled.wait().measured_at == NOW


def test_a_table_that_hangs_for_callbacks_does_not_keep_the_waits() -> None:
    polled = Polled((line_of(BY_FLEX),))
    polled.promise()

    with hanging(polled):
        report = polled.poll()

    assert (report.refreshed, report.failures) == (1, [])
    assert polled.twilio.asked == {}


def test_callbacks_end_before_the_next_reading_begins() -> None:
    reading = Deadline(100.0, lambda: 50.0)

    assert for_callbacks(reading, next_reading_at=65.0).ends_at == 65 - 0.3 * 15
    assert for_callbacks(reading, next_reading_at=110.0).ends_at == 100 - 8
