"""What TaskRouter's operators mean, as far as Twilio documents it (docs, TaskRouter, expression syntax).

A comparison is True, False, or a sentence that says what is not documented.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto
from operator import ge, gt, le, lt
from typing import Any, Final, TypeAlias

from waittimes.routing.doubt import Doubt

Verdict: TypeAlias = bool | str

LARGEST_EXACT: Final = 2**53
"""Beyond it a number may be rounded on its way through JSON."""

LONGEST_SPELLING: Final = 40
"""A longer text is not compared with numbers and booleans."""


class Kind(Enum):
    """The kinds of values that operators treat differently."""

    NULL = auto()
    BOOLEAN = auto()
    NUMBER = auto()
    TEXT = auto()
    ARRAY = auto()
    OTHER = auto()
    """An object, or a number that JSON cannot hold."""


_KINDS: Final[Mapping[type, Kind]] = {
    type(None): Kind.NULL,
    bool: Kind.BOOLEAN,
    int: Kind.NUMBER,
    float: Kind.NUMBER,
    str: Kind.TEXT,
    list: Kind.ARRAY,
    tuple: Kind.ARRAY,
}
_PER_STEP: Final[Mapping[type, int]] = {list: 1, tuple: 1, str: 64}
"""How many elements or characters are compared in one step."""
_ORDERINGS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def cost(left: Any, right: Any) -> int:
    """Return the number of steps that comparing these values takes at most."""
    return 1 + _size(left) + _size(right)


def _size(value: Any) -> int:
    per_step = _PER_STEP.get(type(value))
    return 0 if per_step is None else len(value) // per_step


def _kind(value: Any) -> Kind:
    kind = _KINDS.get(type(value), Kind.OTHER)
    if kind is Kind.NUMBER and not abs(value) <= LARGEST_EXACT:  # NaN is not, either
        return Kind.OTHER
    return kind


def _equal(left: Any, right: Any) -> Verdict:
    if isinstance(left, str) and isinstance(right, str):
        return _same_text(left, right)
    kinds = _kind(left), _kind(right)
    if Kind.ARRAY in kinds:
        return False
    if Kind.OTHER in kinds:
        return "the comparison of an object, or of a number too large for JSON, is not documented"
    if kinds[0] is kinds[1] or Kind.NULL in kinds:
        return bool(left == right)
    return "the comparison of values of different types is not documented"


def _unequal(left: Any, right: Any) -> Verdict:
    if Kind.ARRAY in (_kind(left), _kind(right)):
        return "!= with an array is not documented"
    return _not(_equal(left, right))


def _same_text(left: str, right: str) -> Verdict:
    if left == right:
        return True
    if left.casefold() == right.casefold():
        return "whether upper and lower case differ is not documented"
    return False


def _ordered(operator: str) -> Callable[[Any, Any], Verdict]:
    def holds(left: Any, right: Any) -> Verdict:
        kinds = _kind(left), _kind(right)
        if kinds == (Kind.NUMBER, Kind.NUMBER):
            return _ORDERINGS[operator](left, right)
        if Kind.ARRAY in kinds:
            return False
        return f"{operator} of anything but two numbers is not documented"

    return holds


def _contains(left: Any, right: Any) -> Verdict:
    if not (isinstance(left, str) and isinstance(right, str)):
        return False
    if right in left:
        return True
    if right.casefold() in left.casefold():
        return "whether upper and lower case differ is not documented"
    return False


def _has(array: Any, value: Any) -> Verdict:
    kinds = _kind(array), _kind(value)
    if kinds[0] is Kind.ARRAY and kinds[1] not in (Kind.ARRAY, Kind.OTHER):
        return _member(value, array)
    if Kind.ARRAY in kinds or Kind.OTHER in kinds:
        return "which kinds of values this operator takes is documented only for an array and a scalar"
    return False


def _in(value: Any, array: Any) -> Verdict:
    return _has(array, value)


def _not_in(value: Any, array: Any) -> Verdict:
    if _kind(value) is Kind.NULL:
        return "NOT IN of a missing value is not documented"
    if _kind(array) is not Kind.ARRAY:
        return "NOT IN of anything but an array is not documented"
    return _not(_has(array, value))


def _member(value: Any, array: Sequence[Any]) -> Verdict:
    """Return whether an element equals the value. One of another type does not, unless both are spelt alike."""
    doubt = ""
    for element in array:
        is_text = isinstance(element, str) and isinstance(value, str)
        verdict = _same_text(element, value) if is_text else _same_element(element, value)
        if verdict is True:
            return True
        if isinstance(verdict, str):
            doubt = doubt or verdict
    return doubt or False


def _same_element(element: Any, value: Any) -> Verdict:
    if isinstance(element, Doubt):
        return element.reason
    kinds = _kind(element), _kind(value)
    if kinds[0] is kinds[1] and kinds[0] in (Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN):
        return _equal(element, value)
    if kinds == (Kind.NULL, Kind.NULL):
        return "whether an array may hold null is not documented"
    if Kind.OTHER in kinds or Kind.ARRAY in kinds:
        return "an array in an array, and an object in one, are not documented"
    return "whether values of different types are equal is not documented" if _alike(element, value) else False


def _alike(element: Any, value: Any) -> bool:
    """Tell whether values of different types could count as equal, as 1 and "1", 1 and true, "True" and true."""
    texts = [each for each in (element, value) if isinstance(each, str)]
    if element is None or value is None or any(len(text) > LONGEST_SPELLING for text in texts):
        return False
    return str(element).casefold() == str(value).casefold() or _as_number(element) == _as_number(value)


def _as_number(value: Any) -> float:
    try:
        return float(value)
    except ValueError:
        return float("nan")


def _not(verdict: Verdict) -> Verdict:
    return verdict if isinstance(verdict, str) else not verdict


def _single_equals(_left: Any, _right: Any) -> Verdict:
    return "a single = is not documented; write =="


OPERATORS: Final[Mapping[str, Callable[[Any, Any], Verdict]]] = {
    "==": _equal,
    "!=": _unequal,
    "=": _single_equals,
    **{operator: _ordered(operator) for operator in _ORDERINGS},
    "HAS": _has,
    "IN": _in,
    "NOT IN": _not_in,
    "CONTAINS": _contains,
}
