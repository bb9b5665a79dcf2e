"""The spellings of a query: all mean the same fields, their number is bounded, and the usual ones are included."""

from collections import defaultdict
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.query_spellings import MOST_CHARACTERS, MOST_SPELLINGS, spellings

AWKWARD = st.text(st.sampled_from("ab2F%&=+ ~'@:/!é\udcff"), max_size=5)
FIELDS = st.lists(st.tuples(st.sampled_from(["a", "b", "b=", "bodySHA256", ""]) | AWKWARD, AWKWARD), max_size=6)


def meaning(query: str) -> dict[str, list[str]]:
    """Return the values by name, in their order, which is all that an application sees of a query."""
    values = defaultdict(list)
    for name, value in parse_qsl(query, keep_blank_values=True, errors="surrogateescape"):
        values[name].append(value)
    return values


@given(FIELDS)
def test_every_spelling_means_the_same_fields(fields: list[tuple[str, str]]) -> None:
    query = urlencode(fields, errors="surrogateescape")

    for each in spellings(query) if query else ():
        assert meaning(each) == meaning(query), each


@given(st.text(min_size=1, max_size=300))
def test_whatever_came_as_a_query_its_spellings_mean_the_same(query: str) -> None:
    assert [each for each in spellings(query) if meaning(each) != meaning(query)] == []


@given(FIELDS, st.integers(1, 300))
def test_there_are_never_more_than_the_bounds_say(fields: list[tuple[str, str]], times: int) -> None:
    query = urlencode(fields * times, errors="surrogateescape")

    found = list(spellings(query)) if query else []

    assert len(found) == len({*found, query} - {query}) <= MOST_SPELLINGS
    assert sum(map(len, found)) <= 3 * MOST_CHARACTERS


@pytest.mark.parametrize(
    ("came", "signed"),
    [
        ("city=New+York", "city=New%20York"),
        ("flag=&line=x", "flag&line=x"),
        ("line=x&flag=", "line=x&flag"),
        ("name=O%27Hara%40example%3A1", "name=O'Hara@example:1"),
        ("name=%28b%29%2A%21", "name=(b)*!"),
        ("url=https%3A%2F%2Fexample.com%2F%3Fa%3Db", "url=https://example.com/?a=b"),
        ("name=S%C3%A3o+Paulo", "name=S%c3%a3o+Paulo"),
        ("name=S%C3%A3o+Paulo", "name=S%c3%a3o%20Paulo"),
        ("name=~tom", "name=%7Etom"),
        ("name=~tom+%C3%A3", "name=%7etom%20%c3%a3"),
        ("discount=50%25&line=x", "discount=50%&line=x"),
        ("line=x", "line=x&"),
        ("a=1&a=3&b=2", "a=1&b=2&a=3"),
        ("a=1&a=3&b=2&b=4&c=5", "a=1&b=2&a=3&b=4&c=5"),
        ("a=1&a=2&a=3&b=4&c=5", "a=1&b=4&a=2&c=5&a=3"),
        ("B=New+York&A=1", "A=1&B=New%20York"),
        ("bodySHA256=0a1b&line=x&zone=a+b", "line=x&zone=a%20b&bodySHA256=0a1b"),
        ("zone=1&bodySHA256=0a1b&line=x", "line=x&zone=1&bodySHA256=0a1b"),
    ],
)
def test_the_query_that_was_signed_is_among_the_spellings_of_the_one_that_came(came: str, signed: str) -> None:
    assert signed in spellings(came)


@pytest.mark.parametrize(
    ("came", "other"),
    [
        ("a=1%262", "a=1&2"),
        ("a%3Db=1", "a=b=1"),
        ("a=%2525", "a=%25"),
        ("a=%2541", "a=%41"),
        ("a=1&a=2", "a=2&a=1"),
        ("a=1", "a=1&b="),
    ],
)
def test_a_query_that_means_something_else_is_not_among_them(came: str, other: str) -> None:
    assert other not in spellings(came)
