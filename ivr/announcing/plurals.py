"""The plural form that each number of minutes takes in a language, by the rules of the Unicode CLDR.

Babel knows the rules, but costs 30 MB and a tenth of a second at a cold start. So `make plurals` writes the forms to
locales/plurals.json in advance. Only a language that is not in that file needs Babel, which is installed for
development and not on Lambda.
"""

import json
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Final

from waittimes.settings.line_policy import MOST_MINUTES

FORMS: Final = ("zero", "one", "two", "few", "many", "other")
FILE: Final = "plurals.json"


class UnknownRules(Exception):
    """The plural forms of a language are not known; the message says what to do."""


def forms(language: str) -> tuple[str, ...]:
    """Return the plural form of each number from 0 to MOST_MINUTES. Raises UnknownRules."""
    written = _written()
    digits = written[language] if language in written else _digits(language)
    return tuple(FORMS[int(digit)] for digit in digits)


def render(languages: Iterable[str]) -> str:
    """Return the content of locales/plurals.json for these languages, by Babel's rules. Raises UnknownRules."""
    return json.dumps({each: _digits(each) for each in sorted(languages)}, indent=1) + "\n"


@cache
def _written() -> dict[str, str]:
    """Return what locales/plurals.json holds, read once for all languages."""
    found: dict[str, str] = json.loads(_file().read_text(encoding="utf-8"))
    return found


def _digits(language: str) -> str:
    """Return the form of each number from 0 to MOST_MINUTES as one digit: its index in FORMS."""
    try:
        from babel import Locale, UnknownLocaleError
    except ImportError:
        raise UnknownRules("is not in plurals.json; run `make plurals` and deploy again") from None
    try:
        form = Locale.parse(language, sep="-").plural_form
    except (UnknownLocaleError, ValueError):
        raise UnknownRules("is not a language of the CLDR; name the file after one, such as nl or pt-BR") from None
    return "".join(str(FORMS.index(form(count))) for count in range(MOST_MINUTES + 1))


def _file() -> resources.abc.Traversable:
    return resources.files("ivr").joinpath("announcing", "locales", FILE)
