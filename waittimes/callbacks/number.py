"""Which numbers can be called back, and how a number is read aloud. Pure.

Nothing else imports `phonenumbers`, the data of libphonenumber: it takes tens of milliseconds to load, so the phone
imports this module only when it is about to offer a callback.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

from waittimes.callbacks.withheld import is_withheld

MOST_TYPED_DIGITS: Final = 20
REACHES_PEOPLE: Final = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
    }
)
"""The kinds of numbers that are called. Premium, shared-cost, personal and toll-free numbers are not among them."""


class Refusal(StrEnum):
    """Why a number is not called."""

    WITHHELD = "withheld"
    NO_NUMBER = "no number"
    """A SIP address, a client, or a text that is no number in E.164."""
    OURS = "ours"
    """It leads to a line: the call would come back to us."""
    IMPOSSIBLE = "impossible"
    """No number of its country has so many digits, as with short codes and emergency numbers."""
    NOT_A_PERSON = "not a person"
    """A number that costs a premium, or where no single person is reached."""
    COUNTRY = "country"
    """A number of a country that the line does not call."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers that a line may call back."""

    home: str
    """The country of the number that was called; "" if it has none. Numbers are typed and read aloud as there."""
    countries: tuple[str, ...]
    """The countries whose numbers may be called."""
    own: frozenset[str]
    """The numbers of all lines, and those that people see when they are called."""

    def of_caller(self, address: str) -> str | Refusal:
        """Return the number of a caller, as the webhook's field `From` has it, or why it is not called."""
        if is_withheld(address):
            return Refusal.WITHHELD
        if not re.fullmatch(r"\+[1-9][0-9]{1,14}", address):
            return Refusal.NO_NUMBER
        number = _parsed(address)
        if number is None:
            return Refusal.IMPOSSIBLE
        # The network brought this number, so it exists, even if it is younger than the library's data.
        found = self._checked(number, is_known_to_exist=True)
        # The library drops zeros that do not belong there: that would be somebody else's number.
        return found if isinstance(found, Refusal) or found == address else Refusal.IMPOSSIBLE

    def typed(self, digits: str) -> str | Refusal:
        """Return the number that was typed on a keypad, as one dials it in the home country, or why it is not called.

        The number must exist by the library's data, because a finger slips easily.
        """
        if not re.fullmatch(rf"[0-9]{{1,{MOST_TYPED_DIGITS}}}", digits):
            return Refusal.NO_NUMBER
        number = _parsed(digits, self.home or next(iter(self.countries), ""))
        if number is None:
            return Refusal.IMPOSSIBLE
        found = self._checked(number, is_known_to_exist=False)
        # Too many digits for E.164, or leading zeros, make a number that nobody could call from.
        return found if isinstance(found, Refusal) or self.of_caller(found) == found else Refusal.IMPOSSIBLE

    def read_aloud(self, number: str) -> str:
        """Return the digits of a number in E.164 one by one, in the groups in which its country writes them.

        A number of another country than the home has its country's code in front.
        """
        parsed = phonenumbers.parse(number)
        is_at_home = country_of(number) == self.home
        written = phonenumbers.format_number(
            parsed, PhoneNumberFormat.NATIONAL if is_at_home else PhoneNumberFormat.INTERNATIONAL
        )
        return ", ".join(" ".join(group) for group in re.findall(r"[0-9]+", written))

    def _checked(self, number: PhoneNumber, *, is_known_to_exist: bool) -> str | Refusal:
        written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        if written in self.own:
            return Refusal.OURS
        if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
            return Refusal.IMPOSSIBLE
        kind = phonenumbers.number_type(number)
        if kind == PhoneNumberType.UNKNOWN and not is_known_to_exist:
            return Refusal.IMPOSSIBLE
        if kind not in REACHES_PEOPLE | {PhoneNumberType.UNKNOWN}:
            return Refusal.NOT_A_PERSON
        return written if _country(number) in self.countries else Refusal.COUNTRY


def country_of(number: str) -> str:
    """Return the country of a number in E.164 by its two letters (ISO 3166-1); "" if it is of none."""
    parsed = _parsed(number) if number.startswith("+") else None
    return "" if parsed is None else _country(parsed)


def _country(number: PhoneNumber) -> str:
    """Return the country of the number; if its range is not known, the largest of its country code."""
    found = phonenumbers.region_code_for_number(number)
    if found is None:
        found = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return found if found.isalpha() and found != "ZZ" else ""


def _parsed(text: str, country: str = "") -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, country or None)
    except NumberParseException:
        return None
