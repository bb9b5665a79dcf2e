"""When a callback may be offered: the wait is long enough, there is time, and there is room."""

from dataclasses import replace

import pytest

from tests.waittimes.callbacks.promised import NOW
from waittimes.callbacks.offer import (
    Reason,
    Standing,
    against_standing,
    against_time,
    against_wait,
    calling_ends_at,
    expires_at,
)
from waittimes.callbacks.window import Window
from waittimes.opening_hours import Moment, OpeningHours, Span
from waittimes.settings.line_callback import CallbackPolicy

POLICY = CallbackPolicy("dial", above_minutes=10, most_pending=3, expire_minutes=60)
WINDOW = Window(NOW + 1200, NOW + 2100)
OPEN_TO_2100 = Moment(is_open=True, closes_at=NOW + 2100)


@pytest.mark.parametrize(
    ("seconds", "was_offered", "reason"),
    [
        (None, False, Reason.WAIT_UNKNOWN),
        (None, True, Reason.WAIT_UNKNOWN),
        (600, False, Reason.WAIT_SHORT),
        (601, False, None),
        (420, True, None),
        (419, True, Reason.WAIT_SHORT),
        (420, False, Reason.WAIT_SHORT),
    ],
)
def test_an_offer_begins_above_the_threshold_and_ends_below_seven_tenths_of_it(
    seconds: float | None, was_offered: bool, reason: Reason | None
) -> None:
    assert against_wait(seconds, POLICY, was_offered=was_offered) is reason


@pytest.mark.parametrize(
    ("ends_at", "margin", "reason"),
    [(None, 60, None), (NOW + 2160, 60, None), (NOW + 2159, 60, Reason.CLOSING), (NOW + 2100, 0, None)],
)
def test_the_window_must_end_before_calling_does(ends_at: float | None, margin: float, reason: Reason | None) -> None:
    assert against_time(WINDOW, ends_at, margin_seconds=margin) is reason


def test_without_a_window_nothing_is_offered() -> None:
    assert against_time(None, None, margin_seconds=0) is Reason.WAIT_UNKNOWN


def test_people_are_called_while_the_line_is_open() -> None:
    assert calling_ends_at(POLICY, OPEN_TO_2100, WINDOW) == NOW + 2100
    assert calling_ends_at(POLICY, Moment(is_open=True), WINDOW) is None
    assert calling_ends_at(POLICY, None, WINDOW) is None


def test_calling_hours_replace_the_hours_of_the_line() -> None:
    # NOW is 08:00 on a Friday.
    policy = replace(POLICY, calling_hours=hours(Span(8 * 60, 12 * 60)))

    assert calling_ends_at(policy, OPEN_TO_2100, WINDOW) == NOW + 4 * 3600


def test_if_nobody_may_be_called_when_the_window_begins_there_is_no_time() -> None:
    policy = replace(POLICY, calling_hours=hours(Span(6 * 60, 8 * 60 + 10)))

    ends_at = calling_ends_at(policy, None, WINDOW)

    assert against_time(WINDOW, ends_at, margin_seconds=60) is Reason.CLOSING


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (None, Reason.UNREADABLE),
        (Standing(is_promised=True, pending=0), Reason.PROMISED),
        (Standing(is_promised=False, pending=3), Reason.FULL),
        (Standing(is_promised=False, pending=2), None),
    ],
)
def test_what_is_pending_limits_offers(standing: Standing | None, reason: Reason | None) -> None:
    assert against_standing(standing, POLICY) is reason


def test_a_callback_expires_some_time_after_its_window_but_not_after_the_hours() -> None:
    assert expires_at(WINDOW, POLICY, None) == NOW + 2100 + 3600
    assert expires_at(WINDOW, POLICY, NOW + 3000) == NOW + 3000


def hours(span: Span) -> OpeningHours:
    return OpeningHours("UTC", ((span,),) * 7)
