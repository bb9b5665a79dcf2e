"""A setting that holds the attributes of a task: a table that TwiML can carry as JSON."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from waittimes.settings.formats import XML_LACKS
from waittimes.settings.kinds.text import Kind
from waittimes.settings.kinds.written import Written
from waittimes.wait import PROMISE

MOST_CHARACTERS = 3000
"""TaskRouter takes 4096 for a task (Twilio's documentation, TaskRouter limits); Twilio adds attributes of the call."""


class TaskAttributes(Kind):
    """A table of values that JSON and XML can hold."""

    @property
    def in_file(self) -> str:
        """The table in words."""
        return f"a table without dates, of at most {MOST_CHARACTERS} characters as JSON"

    def read(self, written: Written) -> Any:
        """Return the table."""
        if not isinstance(written.value, Mapping):
            written.complain(f"is {written.value!r}; write a table")
            return written.default
        if mistake := _mistake(written.value):
            written.complain(mistake)
            return written.default
        return written.value


def _mistake(table: Mapping[str, Any]) -> str:
    try:
        length = len(json.dumps(table, allow_nan=False))
    except ValueError:
        return "hold nan or inf, which JSON lacks; write another number"
    except TypeError:
        return "hold a date or time, which JSON lacks; write it as a text"
    if PROMISE in table:
        return f"hold {PROMISE!r}, in which each task says what its caller was told; give yours another name"
    if found := next((each for each in map(XML_LACKS.search, _texts(table)) if each), None):
        return f"hold the control character {found[0]!r}, which XML lacks; leave it out"
    if length > MOST_CHARACTERS:
        return f"are {length} characters as JSON; keep them to {MOST_CHARACTERS}"
    return ""


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a value, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from value
        yield from (text for each in value.values() for text in _texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))
