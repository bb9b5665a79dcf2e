"""Withheld numbers, which Twilio names by words, or by the digits of those words on a keypad. Pure.

The digits look like numbers in E.164.
"""

from typing import Final

WITHHELD: Final = frozenset(
    {"", "anonymous", "blocked", "private", "restricted", "unavailable", "unknown", "withheld", "no caller id"}
)
_KEYPAD: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
SPELT: Final = frozenset({word.translate(_KEYPAD) for word in WITHHELD if word.isalpha()} | {"8566696"})
"""The words of withheld numbers on a keypad, and a spelling of "unknown" with two digits swapped, which occurs too."""


def is_withheld(address: str) -> bool:
    """Tell whether a caller's number is withheld: missing, named by a word, or the word's digits on a keypad."""
    text = address.strip().lower()
    digits = text.removeprefix("+")
    return text in WITHHELD or digits in SPELT or digits.removeprefix("1") in SPELT
