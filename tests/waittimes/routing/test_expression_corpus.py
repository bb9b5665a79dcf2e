"""The corpus of expressions.txt: the truth of each for one task, by Twilio's documentation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from waittimes.routing.doubt import Doubt
from waittimes.routing.expression import evaluate

TASK = {
    "type": "sales",
    "level": 5,
    "ratio": 2.5,
    "vip": True,
    "blocked": False,
    "empty": "",
    "nothing": None,
    "spelt": "5",
    "number": "+15550100001",
    "phrase": "Hello World: yes/no",
    "call_sid": "CA1",
    "skills": ["billing", "english", 7],
    "tags": [],
    "codes": ["1", 2, True],
    "mixed": ["a", None],
    "matrix": [["a"]],
    "box": [{"a": 1}],
    "customer": {
        "tier": "gold",
        "spend": 1200,
        "language": "english",
        "agents": ["WK1", "WK2"],
        "address": {"city": "Bonn"},
    },
}


def corpus() -> Iterator[tuple[str, str]]:
    for line in Path(__file__).with_name("expressions.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "==")):
            yield line[:12].strip(), line[13:].replace("⏎", "\n")


def spelt(truth: bool | Doubt) -> str:
    return f"unknown {(truth.position or 0) + 1}" if isinstance(truth, Doubt) else str(truth).lower()


@pytest.mark.parametrize(("expected", "expression"), list(corpus()))
def test_an_expression_is_what_the_documentation_says(expected: str, expression: str) -> None:
    assert spelt(evaluate(expression, TASK)) == expected


def test_the_corpus_is_large_and_knows_all_three_values() -> None:
    kinds = [expected.split()[0] for expected, _ in corpus()]

    assert len(kinds) > 200
    assert {kind: kinds.count(kind) > 40 for kind in set(kinds)} == {"true": True, "false": True, "unknown": True}
