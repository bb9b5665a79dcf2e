"""How figures are printed."""

import pytest

from ops.layout import clock_time, columns, counted, share, signed_time


@pytest.mark.parametrize(
    ("seconds", "printed"), [(None, "-"), (0, "0:00"), (59.4, "0:59"), (59.6, "1:00"), (250, "4:10"), (7265, "121:05")]
)
def test_a_duration_is_printed_in_minutes_and_whole_seconds(seconds: float | None, printed: str) -> None:
    assert clock_time(seconds) == printed


@pytest.mark.parametrize(
    ("seconds", "printed"), [(None, "-"), (0, "+0:00"), (-0.3, "+0:00"), (51, "+0:51"), (-70.2, "-1:10")]
)
def test_a_difference_is_printed_with_its_sign(seconds: float | None, printed: str) -> None:
    assert signed_time(seconds) == printed


@pytest.mark.parametrize(("part", "printed"), [(None, "-"), (0, "0 %"), (0.125, "12 %"), (1, "100 %")])
def test_a_share_is_printed_in_per_cent(part: float | None, printed: str) -> None:
    assert share(part) == printed


def test_columns_are_as_wide_as_their_widest_cell_and_end_without_blanks() -> None:
    assert columns([("A", "LONG"), ("wide", "x")]) == "A     LONG\nwide  x"


def test_one_thing_is_told_in_the_singular() -> None:
    assert [counted(number, "account") for number in (0, 1, 2)] == ["0 accounts", "1 account", "2 accounts"]
