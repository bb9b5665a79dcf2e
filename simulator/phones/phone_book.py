"""Whose phone is behind a number. A phone may behave differently at each call, and may be added while others ring."""

from collections.abc import Callable, Mapping, Sequence

from simulator.phones.phone import Phone


def anyone(number: str) -> Phone:
    """Return the phone of a person who answers after some seconds and presses nothing."""
    del number
    return Phone()


class PhoneBook:
    """Phones by number in E.164. Numbers that are not in it have the phone that `others` returns."""

    def __init__(
        self, phones: Mapping[str, Sequence[Phone]] | None = None, *, others: Callable[[str], Phone] = anyone
    ) -> None:
        self._phones = {number: list(each) for number, each in (phones or {}).items()}
        self._others = others

    def register(self, number: str, *phones: Phone) -> None:
        """Let the number behave like each of `phones` in turn, one a call, and then always like the last."""
        self._phones[number] = list(phones)

    def remove(self, number: str) -> None:
        """Forget the number."""
        self._phones.pop(number, None)

    def rung(self, number: str) -> Phone:
        """Return the phone behind the number for one call."""
        phones = self._phones.get(number, [])
        if not phones:
            return self._others(number)
        return phones.pop(0) if len(phones) > 1 else phones[0]
