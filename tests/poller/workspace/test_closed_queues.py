"""A task queue is closed when every line that leads to it is outside its opening hours."""

from dataclasses import replace

import pytest

from poller.workspace.closed_queues import closed_queues
from tests.ivr.phone_under_test import CLAIMS, LOANS
from waittimes.opening_hours import OpeningHours, Span
from waittimes.settings.config import Line

TEN_ON_A_THURSDAY = 1_795_683_600.0
BY_DAY = replace(CLAIMS, hours=OpeningHours("Europe/Berlin", ((Span(480, 1080),),) * 7))
BY_NIGHT = replace(CLAIMS, name="night", hours=OpeningHours("Europe/Berlin", ((Span(1200, 1800),),) * 7))


@pytest.mark.parametrize(
    ("lines", "hour", "closed"),
    [
        ((), 10, set()),
        ((CLAIMS, LOANS), 23, set()),
        ((BY_DAY,), 10, set()),
        ((BY_DAY,), 23, {CLAIMS.task_queue_sid}),
        ((BY_DAY, BY_NIGHT), 23, set()),
        ((BY_DAY, BY_NIGHT), 19, {CLAIMS.task_queue_sid}),
        ((BY_DAY, replace(CLAIMS, name="always")), 19, set()),
        ((BY_DAY, LOANS), 19, {CLAIMS.task_queue_sid}),
        ((replace(BY_DAY, task_queue_sid=""),), 23, set()),
    ],
)
def test_only_queues_of_closed_lines_are_closed(lines: tuple[Line, ...], hour: int, closed: set[str]) -> None:
    now = TEN_ON_A_THURSDAY + 3600 * (hour - 10)

    assert closed_queues(lines, now) == closed
