"""The spellings of a query, one of which Twilio has signed. Pure.

A REST API hands the function a query's fields decoded and grouped by name, and Zappa encodes them as Python does. So
the signed bytes are lost, and only the fields are known. Every spelling here decodes to the same fields, with the
values of one name in the same order. Accepting any of them therefore lets nobody alter a request.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from itertools import combinations, islice, product
from urllib.parse import parse_qsl, quote, quote_plus

BODY_HASH = "bodySHA256"
"""The field with the hash of a body that is not a form. Twilio puts it last."""
MOST_SPELLINGS = 128
"""Upper bound on the spellings of one query."""
MOST_CHARACTERS = 96 * 1024
"""Upper bound on the length of all spellings together. It allows twelve for a query of 8 KB."""
MOST_MOVES = 24
"""Upper bound on the orders that move repeated fields apart."""

ESCAPE = re.compile("%[0-9A-F]{2}")
LONE_PERCENT = re.compile("%25(?![0-9A-Fa-f]{2})")
BLANK_VALUE = re.compile("(?<=[^&])=&")
VALUE = re.compile("(?<==)[^&]+")

Change = Callable[[str], str]
"""Returns another spelling of a query in which every field ends with "&"."""


def spellings(query: str) -> Iterator[str]:
    """Yield the other spellings of this query, those with the fewest changes first, within the bounds above."""
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    fields = [f"{_encoded(name)}={_encoded(value)}&" for name, value in pairs]
    seen, most = {query}, min(MOST_SPELLINGS, MOST_CHARACTERS // len(query))
    for text in _changed(fields, [name for name, _ in pairs]):
        if len(seen) > most:
            return
        if text not in seen:
            seen.add(text)
            yield text


def _changed(fields: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """Yield every combination of an order with changes, fewest first. An order that did not come so is a change too."""
    orders = ["".join(fields[place] for place in order) for order in _orders(names)]
    relevant = [change for change in CHANGES if change(orders[0]) != orders[0]]
    for many in range(len(relevant) + 2):
        for rank, text in enumerate(orders):
            for changes in _choices(relevant, many - (rank > 0)):
                yield reduce(lambda spelled, change: change(spelled), changes, text).removesuffix("&")


def _choices(changes: Sequence[Change], many: int) -> Iterator[tuple[Change, ...]]:
    """Yield every choice of `many` changes, at most one of which is from `LEFT_BARE`."""
    for chosen in combinations(changes, many) if many >= 0 else ():
        if len(LEFT_BARE.intersection(chosen)) <= 1:
            yield chosen


def _bare(characters: str) -> Change:
    escapes = [(quote(each, safe=""), each) for each in characters]

    def change(text: str) -> str:
        for escape, character in escapes:
            text = text.replace(escape, character)
        return text

    return change


_by_people, _by_javascript, _by_rfc_3986 = _bare("'@:"), _bare("!'()*"), _bare("!$'()*,;:@/?")


def _with_bare_equals_signs(text: str) -> str:
    return VALUE.sub(lambda value: value[0].replace("%3D", "="), _by_rfc_3986(text))


LEFT_BARE = frozenset({_by_people, _by_javascript, _by_rfc_3986, _with_bare_equals_signs})
"""The encoders, each of which leaves other characters unescaped. Only one of them has written a query."""
CHANGES: tuple[Change, ...] = (
    lambda text: text.replace("+", "%20"),
    lambda text: BLANK_VALUE.sub("&", text),
    _by_people,
    _by_javascript,
    _by_rfc_3986,
    _with_bare_equals_signs,
    lambda text: text.replace("~", "%7E"),
    lambda text: LONE_PERCENT.sub("%", text),
    lambda text: ESCAPE.sub(lambda escape: escape[0].lower(), text),
    lambda text: text + "&",
)
"""What other encoders write differently from Python, in this order: a space; a name without a value; the characters
that each of four encoders leaves unescaped; "~", which only Python leaves so; a "%" that begins no escape; the letters
of an escape; the end of the query."""


def _orders(names: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Yield the orders in which the fields may have been signed, each as the places of the fields."""
    came = tuple(range(len(names)))
    by_name = tuple(sorted(came, key=lambda place: names[place]))
    for order in (came, by_name):
        yield order
        if BODY_HASH in names:
            yield tuple(sorted(order, key=lambda place: names[place] == BODY_HASH))
    yield from islice(_repeats_apart(names), MOST_MOVES)


def _repeats_apart(names: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Yield the orders that move repeated fields back, away from the first field of their name."""
    first: dict[str, int] = {}
    ranks = {place: len(first) - 1 for place, name in enumerate(names) if first.setdefault(name, place) == place}
    repeated = [place for place in range(len(names)) if place not in ranks]
    behind = [range(ranks[first[names[place]]], len(ranks)) for place in repeated]
    for chosen in islice(product(*behind), 4 * MOST_MOVES if repeated else 0):
        stands_behind = ranks | dict(zip(repeated, chosen, strict=True))
        order = sorted(stands_behind, key=lambda place: (stands_behind[place], place not in ranks, place))
        if _keeps_each_name_in_order(order, names):
            yield tuple(order)


def _keeps_each_name_in_order(order: Sequence[int], names: Sequence[str]) -> bool:
    last: dict[str, int] = {}
    for place in order:
        if last.get(names[place], -1) > place:
            return False
        last[names[place]] = place
    return True


def _encoded(text: str) -> str:
    return quote_plus(text, errors="surrogateescape")
