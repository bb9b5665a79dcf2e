"""docs/method.md and the code cite each other: every formula is used, and every citation exists."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
CODE = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "poller" / "estimation").glob("*.py"))}
FORMULAS = {int(number) for number in re.findall(r"\\tag\{(\d+)\}", PAGE)}


def cited(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"\beq\. (\d+)", text)}


def test_the_formulas_are_numbered_from_one_without_a_gap() -> None:
    assert re.findall(r"\\tag\{(\d+)\}", PAGE) == [str(number) for number in range(1, len(FORMULAS) + 1)]


def test_every_formula_that_the_code_cites_is_on_the_page() -> None:
    assert {name: missing for name, text in CODE.items() if (missing := cited(text) - FORMULAS)} == {}


def test_every_formula_of_the_page_is_cited_in_the_code() -> None:
    assert FORMULAS - set().union(*map(cited, CODE.values())) == set()


def test_every_module_that_the_page_names_exists() -> None:
    assert set(re.findall(r"`poller/estimation/(\w+\.py)`", PAGE)) <= CODE.keys()


def test_every_section_that_the_code_cites_is_on_the_page() -> None:
    sections = set(re.findall(r"^## (\d+)\. ", PAGE, re.MULTILINE))

    for text in CODE.values():
        for listed in re.findall(r"method\.md, sections? ([\d, toand]+)", text):
            assert set(re.findall(r"\d+", listed)) <= sections
