"""The people of a day: who accepts a callback, and whether they answer when they are called."""

from dataclasses import dataclass, field
from random import Random
from typing import Final

from simulator.centre.task import Task
from simulator.phones.phone import Answer, Phone

ACCEPTING_SHARE: Final = 1 / 3
"""The share of those who are offered a callback and take it."""
ACCEPTS_AFTER_SECONDS: Final = 75.0
"""How long a caller has waited who confirms the callback: the offer on hold comes in the second round."""
ANSWERS: Final = (
    (Answer.PERSON, 0.85),
    (Answer.NOBODY, 0.07),
    (Answer.BUSY, 0.05),
    (Answer.MACHINE, 0.03),
)
"""How a call to somebody who was promised one goes, with the share of each."""
RINGS_SECONDS: Final = (4.0, 16.0)
REACTS_SECONDS: Final = (4.0, 12.0)
"""From answering to the key: the person listens to who calls and why."""


@dataclass(slots=True)
class People:
    """Everybody who calls on the days of one seed. What they do does not depend on what others do."""

    seed: int
    _calls: dict[str, int] = field(default_factory=dict)
    """How often each number was called."""

    def accepts(self, caller: Task) -> bool:
        """Tell whether this caller takes a callback if one is offered."""
        return Random(f"{self.seed} accepts {caller.number}").random() < ACCEPTING_SHARE

    def number(self, caller: Task) -> str:
        """Return the caller's phone number."""
        return f"+4930{caller.number:08d}"

    def answers_first(self, number: str) -> bool:
        """Tell whether the person answers the first call to this number."""
        return self._phone(number, 1).answer is Answer.PERSON

    def phone(self, number: str) -> Phone:
        """Return the phone behind the number for the next call to it."""
        self._calls[number] = self._calls.get(number, 0) + 1
        return self._phone(number, self._calls[number])

    def _phone(self, number: str, attempt: int) -> Phone:
        rng = Random(f"{self.seed} phone {number} {attempt}")
        (answer,) = rng.choices([each for each, _ in ANSWERS], [share for _, share in ANSWERS])
        return Phone(
            answer=answer,
            rings_seconds=rng.uniform(*RINGS_SECONDS),
            reacts_seconds=rng.uniform(*REACTS_SECONDS),
            keys=("1",),
        )
