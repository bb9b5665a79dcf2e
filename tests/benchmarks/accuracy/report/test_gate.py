"""The gate of CI: a good estimator passes, a broken one fails, and a scenario without a bound is reported."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks.accuracy.__main__ import main
from benchmarks.accuracy.announcers.product import Estimator
from benchmarks.accuracy.centres.scenarios import SCENARIOS
from benchmarks.accuracy.play.jobs import FIRST_SEED
from benchmarks.accuracy.play.replication import Job, Setting, play
from benchmarks.accuracy.report.comparison import MEAN_NAME
from benchmarks.accuracy.report.gate import MARGIN, measured, read_bounds, violations, write_bounds
from benchmarks.accuracy.report.pages import FIGURES, markers
from benchmarks.accuracy.report.results import Results
from poller.estimation.state import WorkspaceState
from poller.estimation.statistics import Measured
from poller.estimation.workspace import Workspace
from waittimes.wait import Basis, Estimate, Wait


def always(seconds: float) -> Estimator:
    """Return an estimator that always announces `seconds`."""

    def waits(found: Mapping[str, Measured], _workspace: Workspace, _known: WorkspaceState) -> dict[str, Wait]:
        told = Estimate(seconds)
        return {
            sid: Wait(queue_sid=sid, queue_name="a", measured_at=each.at, basis=Basis.LINE, estimate=told)
            for sid, each in found.items()
        }

    return waits


def run(bounds: Path, *arguments: str) -> Result:
    options = ("--quick", "--scenario", "small", "--replications", "1", "--processes", "1", "--bounds", str(bounds))
    return CliRunner().invoke(main, [*options, *arguments])


def test_there_is_a_bound_for_every_scenario_and_for_their_mean() -> None:
    assert read_bounds().keys() == SCENARIOS.keys() | {MEAN_NAME}


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0, 180])
def test_an_estimator_that_says_the_same_to_everybody_is_stopped(seconds: float) -> None:
    results = Results.of([play(Job(Setting("moderate"), FIRST_SEED), always(seconds))])

    (found,) = violations(measured(results), {"moderate": read_bounds()["moderate"]})

    assert found.startswith("moderate: product/AVG15 is ")


def test_a_ratio_at_its_bound_passes_and_one_beyond_it_does_not() -> None:
    bounds = {"small": 0.61, "day": 0.52}

    assert violations({"small": 0.61, "day": 0.5}, bounds) == []
    assert violations({"small": 0.6101, "day": 0.5}, bounds) == ["small: product/AVG15 is 0.6101, more than 0.610"]


def test_what_was_not_measured_and_what_has_no_bound_is_said() -> None:
    assert violations({"small": 0.5, "new": 0.1}, {"small": 0.6, "day": 0.5}) == [
        "day: nothing was measured",
        "new: has no bound in bounds.toml",
    ]
    assert violations({"small": float("nan")}, {"small": 0.6}) != []


def test_bounds_are_written_with_their_margin_and_read_again(tmp_path: Path) -> None:
    file, found = tmp_path / "bounds.toml", {"small": 0.6173, "three-queues": 0.7, MEAN_NAME: 0.44}

    write_bounds(found, file)

    bounds = read_bounds(file)
    assert bounds.keys() == found.keys()
    assert all(MARGIN * found[name] <= bounds[name] < MARGIN * found[name] + 0.001 for name in found)
    assert violations(found, bounds) == []


def test_bounds_that_were_not_measured_again_stay(tmp_path: Path) -> None:
    file = tmp_path / "bounds.toml"
    write_bounds({"small": 0.6, "day": 0.5}, file)
    before = read_bounds(file)

    write_bounds({"small": 0.3}, file)

    assert read_bounds(file)["day"] == before["day"]
    assert read_bounds(file)["small"] < before["small"]


@pytest.mark.slow
@pytest.mark.parametrize(("bound", "status"), [(0.01, 1), (9.9, 0)])
def test_the_command_leaves_with_one_beyond_a_bound_and_says_which(tmp_path: Path, bound: float, status: int) -> None:
    bounds = tmp_path / "bounds.toml"
    write_bounds({"small": bound, "day": 0.5}, bounds)

    result = run(bounds)

    assert result.exit_code == status, result.output
    assert ("small: product/AVG15 is" in result.output) == bool(status)


@pytest.mark.slow
def test_the_command_writes_bounds_that_it_passes(tmp_path: Path) -> None:
    bounds, page = tmp_path / "bounds.toml", tmp_path / "page.md"
    page.write_text(
        "\n".join(["above", markers(FIGURES)[0], "what stood here", markers(FIGURES)[1], "below", ""]),
        encoding="utf-8",
    )

    result = run(bounds, "--write-bounds", "--markdown", str(page))

    assert result.exit_code == 0, result.output
    assert read_bounds(bounds).keys() == {"small"}
    text = page.read_text(encoding="utf-8")
    assert "| small | AVG15 |" in text
    assert "what stood here" not in text
    assert text.startswith("above\n")
    assert text.endswith("below\n")
