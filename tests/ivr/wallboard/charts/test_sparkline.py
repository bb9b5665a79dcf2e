"""The trend of a row."""

from hypothesis import given
from hypothesis import strategies as st

from ivr.wallboard.charts.sparkline import HEIGHT, TREND_SECONDS, WIDTH, sparkline

UNTIL = 1_795_000_200.0
STEP = 300.0


def slots(*values: float | None) -> list[tuple[float, float | None]]:
    return [(UNTIL - STEP * (len(values) - place), value) for place, value in enumerate(values)]


def test_without_a_known_value_there_is_no_trend() -> None:
    assert sparkline([], until=UNTIL, step_seconds=STEP) is None
    assert sparkline(slots(None, None), until=UNTIL, step_seconds=STEP) is None


def test_a_gap_is_a_gap_and_is_never_bridged() -> None:
    unknown = sparkline(slots(60, 70, None, 90, 80), until=UNTIL, step_seconds=STEP)
    missing = sparkline([*slots(60, 70, 75, 90, 80)[:2], *slots(1, 2, 3, 90, 80)[3:]], until=UNTIL, step_seconds=STEP)

    assert unknown
    assert missing
    assert [len(line.split()) for line in unknown.lines] == [2, 2]
    assert unknown.lines == missing.lines


def test_more_is_higher_and_the_dot_is_at_the_end() -> None:
    trend = sparkline(slots(0, 600), until=UNTIL, step_seconds=STEP)

    assert trend
    (x0, y0), (x1, y1) = (tuple(map(float, each.split(","))) for each in trend.lines[0].split())
    assert x0 < x1
    assert y0 > y1
    assert trend.dot == (x1, y1)
    assert trend.summary == "from 0:00 to 10:00, between 0:00 and 10:00"


@given(st.lists(st.none() | st.floats(0, 1e7), min_size=1, max_size=24))
def test_nothing_is_ever_drawn_outside_the_picture(values: list[float | None]) -> None:
    trend = sparkline(slots(*values), until=UNTIL, step_seconds=STEP)

    for line in trend.lines if trend else ():
        for each in line.split():
            x, y = map(float, each.split(","))
            assert -1 <= x <= WIDTH + 1
            assert 0 <= y <= HEIGHT


def test_two_hours_fill_its_width() -> None:
    whole = sparkline(slots(*range(int(TREND_SECONDS / STEP))), until=UNTIL, step_seconds=STEP)

    assert whole
    xs = [float(each.split(",")[0]) for each in whole.lines[0].split()]
    assert (xs[0], round(xs[-1])) == (3, 112)
