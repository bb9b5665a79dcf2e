"""Of all time zones the package keeps those that the settings name."""

from pathlib import Path

import pytest

from deployment import time_zones


@pytest.fixture
def zones(tmp_path: Path) -> Path:
    for name in (
        "Europe/Berlin",
        "Europe/Paris",
        "America/Indiana/Knox",
        "UTC",
        "zone.tab",
        "__init__.py",
        "Europe/__init__.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


def kept(zones: Path) -> set[str]:
    return {path.relative_to(zones).as_posix() for path in zones.rglob("*") if path.suffix != ".py" and path.is_file()}


def test_the_zones_that_are_named_stay_and_no_others(zones: Path) -> None:
    time_zones.lighten(zones, {"Europe/Berlin", "UTC"})

    assert kept(zones) == {"Europe/Berlin", "UTC"}
    assert not (zones / "America").exists()


def test_without_opening_hours_none_stays(zones: Path) -> None:
    time_zones.lighten(zones, set())

    assert kept(zones) == set()


def test_a_package_without_tzdata_is_left_alone(tmp_path: Path) -> None:
    time_zones.lighten(tmp_path / "tzdata", {"UTC"})

    assert not list(tmp_path.iterdir())
