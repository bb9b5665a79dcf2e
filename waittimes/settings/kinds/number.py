"""Settings that are numbers or flags."""

from collections.abc import Mapping
from typing import Any

from waittimes.settings.kinds.text import Kind
from waittimes.settings.kinds.written import Written

WIDEST = 2**31 - 1


class WholeNumber(Kind):
    """A whole number from `least` to `most`. Each bound is a number, or names the setting that holds it."""

    def __init__(self, least: int | str, most: int | str) -> None:
        self._least = least
        self._most = most

    @property
    def in_file(self) -> str:
        """The bounds in words."""
        least, most = (f"`{each}`" if isinstance(each, str) else str(each) for each in (self._least, self._most))
        return f"a whole number from {least} to {most}"

    @property
    def needs_others(self) -> bool:
        """Whether another setting is a bound."""
        return isinstance(self._least, str) or isinstance(self._most, str)

    def fitted(self, default: Any, sound: Mapping[str, Any]) -> Any:
        """Return the default, or the bound if the default is beyond it."""
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
        """Return both bounds. A setting with a mistake sets no bound, because its mistake would be reported twice."""
        least = sound.get(self._least, 0) if isinstance(self._least, str) else self._least
        most = sound.get(self._most, WIDEST) if isinstance(self._most, str) else self._most
        return least, most


class OneOf(Kind):
    """One of a few whole numbers."""

    def __init__(self, numbers: tuple[int, ...]) -> None:
        self._numbers = numbers

    @property
    def in_file(self) -> str:
        """The numbers."""
        return f"one of {', '.join(map(str, self._numbers))}"

    def read(self, written: Written) -> Any:
        """Return the number."""
        number = _number(written)
        if type(number) is int and number in self._numbers:
            return number
        written.complain(f"is {written.value!r}; write {self.in_file}")
        return written.default


class RisingNumbers(Kind):
    """A list of whole numbers from 1 to `most`, each greater than the one before."""

    def __init__(self, most: int) -> None:
        self._most = most

    @property
    def in_file(self) -> str:
        """The list in words."""
        return f"a list of rising whole numbers from 1 to {self._most}"

    def read(self, written: Written) -> Any:
        """Return the numbers as a tuple."""
        numbers = written.value if isinstance(written.value, list) else []
        if numbers and all(_is_whole(each, 1, self._most) for each in numbers) and sorted(set(numbers)) == numbers:
            return tuple(numbers)
        written.complain(f"is {written.value!r}; write {self.in_file}")
        return written.default


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
    """Return the value; from the environment, where every value is a text, the number in its digits."""
    text = written.value
    return int(text) if written.in_environment and text.isascii() and text.isdecimal() else text


def _is_whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
