"""Numbers and flags as kinds of settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from waittimes.settings.kinds import Kind
from waittimes.settings.written import Written

WIDEST = 2**31 - 1


@dataclass(frozen=True)
class WholeNumber(Kind):
    """A whole number from `least` to `most`: each a number, or the attribute of the setting that decides it."""

    least: int | str
    most: int | str

    @property
    def in_file(self) -> str:
        """The bounds in words."""
        least, most = (f"`{each}`" if isinstance(each, str) else str(each) for each in (self.least, self.most))
        return f"a whole number from {least} to {most}"

    @property
    def needs_others(self) -> bool:
        """Whether another setting is a bound."""
        return isinstance(self.least, str) or isinstance(self.most, str)

    def default(self, default: Any, sound: Mapping[str, Any]) -> Any:
        """Return the default, moved to the bound that it would pass."""
        least, most = self._bounds(sound)
        return min(max(default, least), most)

    def read(self, written: Written) -> Any:
        """Return the number."""
        least, most = self._bounds(written.sound)
        number = _number(written)
        if _is_whole(number, least, most):
            return number
        written.complain(f"is {written.value!r}; write a whole number from {least} to {most}")
        return written.default

    def _bounds(self, sound: Mapping[str, Any]) -> tuple[int, int]:
        """Return the bounds; a setting with a mistake of its own is none, so that one mistake is told once."""
        least = sound.get(self.least, 0) if isinstance(self.least, str) else self.least
        most = sound.get(self.most, WIDEST) if isinstance(self.most, str) else self.most
        return least, most


@dataclass(frozen=True)
class OneOf(Kind):
    """One of a few whole numbers."""

    numbers: tuple[int, ...]

    @property
    def in_file(self) -> str:
        """The numbers."""
        return f"one of {', '.join(map(str, self.numbers))}"

    def read(self, written: Written) -> Any:
        """Return the number."""
        number = _number(written)
        if type(number) is int and number in self.numbers:
            return number
        written.complain(f"is {written.value!r}; write {self.in_file}")
        return written.default


@dataclass(frozen=True)
class RisingNumbers(Kind):
    """A list of whole numbers from 1 to `most`, each greater than the one before."""

    most: int

    @property
    def in_file(self) -> str:
        """The list in words."""
        return f"a list of rising whole numbers from 1 to {self.most}"

    def read(self, written: Written) -> Any:
        """Return the numbers as a tuple."""
        numbers = written.value if isinstance(written.value, list) else []
        if numbers and all(_is_whole(each, 1, self.most) for each in numbers) and sorted(set(numbers)) == numbers:
            return tuple(numbers)
        written.complain(f"is {written.value!r}; write {self.in_file}")
        return written.default


@dataclass(frozen=True)
class Flag(Kind):
    """True or false."""

    @property
    def in_file(self) -> str:
        """Both."""
        return "true or false"

    def read(self, written: Written) -> Any:
        """Return the flag."""
        if isinstance(written.value, bool):
            return written.value
        written.complain(f"is {written.value!r}; write {self.in_file}")
        return written.default


def _number(written: Written) -> Any:
    """Return the value; digits in the environment, where everything is a text, as the number they spell."""
    text = written.value
    return int(text) if written.in_environment and text.isascii() and text.isdecimal() else text


def _is_whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
