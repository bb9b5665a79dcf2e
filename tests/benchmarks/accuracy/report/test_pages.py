"""The page of figures: each section is complete, and is written between its markers."""

import re

import pytest

from benchmarks.accuracy.centres.scenarios import SCENARIOS
from benchmarks.accuracy.report.comparison import MEAN_NAME
from benchmarks.accuracy.report.pages import FIGURES, RANDOM, NoMarkers, generated, markers, replaced
from benchmarks.accuracy.report.tables import Table, exact, number, share
from benchmarks.accuracy.scores.confidence import Figure
from benchmarks.accuracy.scores.targets import ROUTED
from tests.pages import ROOT, text

PAGE = ROOT / "docs" / "accuracy.md"
TABLE = Table(
    "Errors", ("scenario", "MAE s", "reached"), [("small", "9.5 ± 0.2", "yes"), ("multi-skill", "114.0", "no")]
)


def test_numbers_stand_on_the_right_and_words_on_the_left() -> None:
    assert TABLE.text().splitlines() == [
        "Errors",
        "",
        "scenario         MAE s  reached",
        "small        9.5 ± 0.2  yes",
        "multi-skill      114.0  no",
    ]


def test_markdown_has_the_same_cells() -> None:
    assert TABLE.markdown().splitlines() == [
        "### Errors",
        "",
        "| scenario | MAE s | reached |",
        "|---|---:|---|",
        "| small | 9.5 ± 0.2 | yes |",
        "| multi-skill | 114.0 | no |",
    ]


def test_a_figure_is_written_with_its_half_width_where_it_has_one() -> None:
    assert exact(Figure(0.4567, 0.0123), 3) == "0.457 ± 0.012"
    assert exact(Figure(0.4567, None), 3) == "0.457"
    assert number(Figure(-0.04, 1)) == "0.0"
    assert share(Figure(0.816, None)) == "82 %"
    assert (exact(None), number(None), share(None)) == ("-", "-", "-")


def test_only_the_named_section_is_replaced() -> None:
    begin, end = markers(FIGURES)
    other = f"{markers(RANDOM)[0]}\nothers\n{markers(RANDOM)[1]}"
    page = f"Above.\n\n{begin}\nold\n{end}\n\n{other}\nBelow.\n"

    found = replaced(page, FIGURES, [TABLE])

    assert found == f"Above.\n\n{begin}\n\n{TABLE.markdown()}\n\n{end}\n\n{other}\nBelow.\n"
    assert replaced(found, FIGURES, [TABLE]) == found


@pytest.mark.parametrize("order", [(), (0,), (1, 0)])
def test_a_page_without_the_sections_markers_is_left_alone(order: tuple[int, ...]) -> None:
    page = "\n".join([*markers(RANDOM), *(markers(FIGURES)[each] for each in order)])

    with pytest.raises(NoMarkers):
        replaced(page, FIGURES, [TABLE])


def test_the_page_of_figures_has_every_scenario_in_both_task_modes() -> None:
    figures = generated(text(PAGE), FIGURES)

    for mode in ("multi-tasking", "single-tasking"):
        _, found, rest = figures.partition(f"### Mean absolute error in seconds, {mode} workspace")
        assert found
        rows = [row.split(" | ")[0].removeprefix("| ") for row in rest.partition("\n### ")[0].splitlines() if row]
        assert {*SCENARIOS, MEAN_NAME} - ROUTED.keys() <= set(rows)


def test_the_scenarios_with_a_workflow_have_their_figures_on_the_page_of_routing() -> None:
    page = text(ROOT / "docs" / "routing.md")

    for name, asked in ROUTED.items():
        (measured,) = re.findall(rf"^\| `{name}` \|.* \| ([0-9.]+) \|$", page, re.MULTILINE)
        assert float(measured) <= asked


def test_the_page_of_figures_has_the_contact_centres_drawn_at_random_too() -> None:
    assert "| both |" in generated(text(PAGE), RANDOM)
