"""Times of day and dates as a language writes them, by the patterns of the Unicode CLDR.

Babel knows the patterns, but is too heavy for Lambda (see plurals.py). So `make plurals` writes the text of each hour
and each month to locales/times.json, with a placeholder for the minute or the day.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import resources
from typing import Final

from ivr.announcing.plurals import UnknownRules

FILE: Final = "times.json"
_MINUTE, _DAY = 47, 27
"""A minute and a day that occur nowhere else in a rendered time or date. A placeholder replaces them."""


@dataclass(frozen=True, slots=True)
class Times:
    """How one language writes times of day and dates."""

    hours: Sequence[str]
    """Whole hours from 0 to 23."""
    minutes: Sequence[str]
    """The same hours with {minute}, which takes two digits."""
    days: Sequence[str]
    """Dates in each month from January on, with {day}."""

    def time(self, local: datetime) -> str:
        """Return the time of day, such as "8 AM", "8:30 AM" or "18 Uhr"."""
        return self.minutes[local.hour].format(minute=f"{local.minute:02}") if local.minute else self.hours[local.hour]

    def date(self, local: date) -> str:
        """Return the day and month, such as "December 25"."""
        return self.days[local.month - 1].format(day=local.day)


def times(language: str) -> Times:
    """Return how this language writes times. Raises UnknownRules."""
    found = written(language) or _from_babel(language)
    return Times(found["hours"], found["minutes"], found["days"])


def written(language: str) -> dict[str, list[str]] | None:
    """Return what locales/times.json holds for this language; None if it lacks the language."""
    found: dict[str, dict[str, list[str]]] = json.loads(_file().read_text(encoding="utf-8"))
    return found.get(language)


def render(languages: Iterable[str]) -> str:
    """Return the content of locales/times.json for these languages, by Babel's patterns. Raises UnknownRules."""
    found = {each: _from_babel(each) for each in sorted(languages)}
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _from_babel(language: str) -> dict[str, list[str]]:
    try:
        from babel import Locale, UnknownLocaleError
        from babel.dates import format_skeleton
    except ImportError:
        raise UnknownRules("is not in times.json; run `make plurals` and deploy again") from None
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        raise UnknownRules("is not a language of the CLDR; name the file after one, such as nl or pt-BR") from None
    hour = "h" if "h" in locale.time_formats["short"].pattern else "H"

    def text(skeleton: str, month: int = 1, *, at: int = 0) -> str:
        moment = datetime(2026, month, _DAY, at, _MINUTE, tzinfo=UTC)
        return _plain(str(format_skeleton(skeleton, moment, locale=locale)))

    minutes = [text(f"{hour}m", at=each).replace(str(_MINUTE), "{minute}") for each in range(24)]
    hours = [text(hour, at=each) for each in range(24)]
    # A bare number does not sound like a time: "at 18" becomes "at 18:00".
    if any(each.isdecimal() for each in hours):
        hours = [each.format(minute="00") for each in minutes]
    return {
        "hours": hours,
        "minutes": minutes,
        "days": [text("MMMMd", each).replace(str(_DAY), "{day}") for each in range(1, 13)],
    }


def _plain(text: str) -> str:
    """Return the text with ordinary spaces and without a leading zero, which voices read best."""
    return re.sub(r"^0(?=\d)", "", " ".join(text.split()))


def _file() -> resources.abc.Traversable:
    return resources.files("ivr").joinpath("announcing", "locales", FILE)
