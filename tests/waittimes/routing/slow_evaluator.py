"""A second, slow evaluator of expressions. It uses tables, and tries every reading of an ambiguous expression.

An expression here is a tree: (left, operator, right) compares two values, and [term, joint, term, ...] is a chain.
Its truth is the set of possible values: {True}, {False} or {True, False}.
"""

from itertools import product
from typing import Any

Truths = frozenset[bool]
TRUE, FALSE, EITHER = frozenset({True}), frozenset({False}), frozenset({True, False})
KINDS = ("null", "boolean", "number", "text", "array", "object")

TABLES = {
    "==": """
        T F F F F ?
        F = ? ? F ?
        F ? = ? F ?
        F ? ? = F ?
        F F F F F F
        ? ? ? ? F ?""",
    "!=": """
        F T T T ? ?
        T ! ? ? ? ?
        T ? ! ? ? ?
        T ? ? ! ? ?
        ? ? ? ? ? ?
        ? ? ? ? ? ?""",
    "<": """
        ? ? ? ? F ?
        ? ? ? ? F ?
        ? ? o ? F ?
        ? ? ? ? F ?
        F F F F F F
        ? ? ? ? F ?""",
    "HAS": """
        F F F F ? ?
        F F F F ? ?
        F F F F ? ?
        F F F F ? ?
        h h h h ? ?
        ? ? ? ? ? ?""",
    "IN": """
        F F F F i ?
        F F F F i ?
        F F F F i ?
        F F F F i ?
        ? ? ? ? ? ?
        ? ? ? ? ? ?""",
    "NOT IN": """
        ? ? ? ? ? ?
        ? ? ? ? n ?
        ? ? ? ? n ?
        ? ? ? ? n ?
        ? ? ? ? ? ?
        ? ? ? ? ? ?""",
    "CONTAINS": """
        F F F F F F
        F F F F F F
        F F F F F F
        F F F c F F
        F F F F F F
        F F F F F F""",
    "=": "\n".join(["? ? ? ? ? ?"] * 6),
}
"""The truth of an operator, by the kinds of its left value (a row) and its right one (a column), as in KINDS.

T, F and ? are true, false and unknown. A small letter or a sign stands for a rule of its own.
"""
for _other in (">", "<=", ">="):
    TABLES[_other] = TABLES["<"]


def truths(tree: Any) -> Truths:
    """Return the possible values of the tree."""
    return _chain(tree) if isinstance(tree, list) else _comparison(*tree)


def _chain(tree: list[Any]) -> Truths:
    """Combine the terms for every way to set parentheses, and for every possible value of an unknown term."""
    if len(tree) == 1:
        return truths(tree[0])
    found = set()
    for at in range(1, len(tree), 2):
        for left, right in product(_chain(tree[:at]), _chain(tree[at + 1 :])):
            found.add((left and right) if tree[at] == "AND" else (left or right))
    return frozenset(found)


def _comparison(left: Any, operator: str, right: Any) -> Truths:
    row = TABLES[operator].split("\n")
    cells = [line.split() for line in row if line.strip()]
    rule = cells[KINDS.index(_kind(left))][KINDS.index(_kind(right))]
    if rule in "TF?":
        return {"T": TRUE, "F": FALSE, "?": EITHER}[rule]
    if rule == "o":
        return frozenset({{"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[operator]})
    if rule in "=!":
        return _worlds(lambda alike: alike(left, right) == (rule == "="))
    if rule == "c":
        return frozenset({right in left, right.lower() in left.lower()})
    value, array = (right, left) if rule == "h" else (left, right)
    return _worlds(lambda alike: any(alike(each, value) for each in array) != (rule == "n"))


def _worlds(holds: Any) -> Truths:
    """Return the truth if only identical values are equal, and if all values that look alike are equal."""
    return frozenset({holds(_same), holds(_similar)})


def _same(one: Any, other: Any) -> bool:
    return _kind(one) == _kind(other) and one == other and one is not None and not isinstance(one, list | dict)


def _similar(one: Any, other: Any) -> bool:
    if isinstance(one, list | dict) or isinstance(other, list | dict):
        return True
    if one is None or other is None:
        return one is other
    return bool(_spellings(one) & _spellings(other))


def _spellings(value: Any) -> set[str]:
    spelling = str(value).lower()
    return {spelling, spelling.removesuffix(".0"), *([str(int(value))] if isinstance(value, bool) else [])}


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    kinds = {type(None): "null", int: "number", float: "number", str: "text", list: "array", dict: "object"}
    return kinds[type(value)]
