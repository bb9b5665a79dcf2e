"""The picture: reproducible, well-formed, and true to what was announced."""

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from benchmarks.accuracy.announcers.baselines import AVERAGE
from benchmarks.accuracy.announcers.product import PRODUCT
from benchmarks.accuracy.picture.__main__ import PICTURE, drawn
from benchmarks.accuracy.picture.chart import Frame, band, dots, stairs
from benchmarks.accuracy.picture.episode import Episode, episode
from benchmarks.accuracy.play.jobs import FIRST_SEED
from tests.pages import ROOT

FRAME = Frame(left=50, top=20, width=100, height=80, start=0, end=10, most=40)


@pytest.fixture(scope="module")
def lunch() -> Episode:
    return episode("lunch", FIRST_SEED, 13_500, 20_700)


def test_time_goes_to_the_right_and_waits_upwards() -> None:
    assert (
        dots(FRAME, [(0, 0), (5, 20), (10, 99)], "caller") == '<path class="caller" d="M50 100h0M100 60h0M150 20h0"/>'
    )


def test_stairs_break_off_where_nothing_was_told() -> None:
    steps = [(0.0, 2.0, 10.0), (2.0, 4.0, 20.0), (6.0, 10.0, 0.0)]

    assert stairs(FRAME, steps, "told") == '<path class="told" d="M50 80H70V60H90M110 100H150"/>'


def test_a_band_lies_between_low_and_high() -> None:
    assert band(FRAME, [(0, 5, 10, 30)], "range") == '<path class="range" d="M50 80V40H100V80z"/>'


@pytest.mark.slow
def test_an_episode_shows_who_called_in_it_and_what_was_told_throughout(lunch: Episode) -> None:
    began, ended = lunch.event
    assert began == 14_400
    assert 45 * 60 <= ended - began <= 60 * 60
    assert len(lunch.callers) > 250
    assert all(13_500 <= at < 20_700 for at, _ in lunch.callers)
    for told in lunch.told.values():
        assert (told[0].start, told[-1].end) == (13_500, 20_700)
        assert all(before.end == after.start for before, after in pairwise(told))
    assert lunch.errors.keys() == {PRODUCT, AVERAGE}
    assert lunch.errors[AVERAGE] > 30


@pytest.mark.slow
def test_the_picture_is_well_formed_and_has_the_same_lines_in_both_panels_and_the_legend() -> None:
    picture = ET.fromstring(drawn(FIRST_SEED))  # noqa: S314 - our own picture

    classes = [each.get("class") for each in picture.iter("{http://www.w3.org/2000/svg}path")]
    assert classes.count("caller") == 3
    assert classes.count("told") == 3
    assert classes.count("average") == 3


def test_the_picture_in_the_readme_has_both_panels_and_is_small() -> None:
    picture = (ROOT / PICTURE).read_text(encoding="utf-8")

    assert picture.startswith("<svg")
    assert "the spike" in picture
    assert "the lunch break" in picture
    assert len(picture) < 60_000
