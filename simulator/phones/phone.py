"""One person's phone: who answers it and when, and which keys they press when a voice asks."""

import math
from dataclasses import dataclass
from enum import Enum


class Answer(Enum):
    """Who answers a phone that is rung."""

    PERSON = "person"
    MACHINE = "machine"
    BUSY = "busy"
    NOBODY = "nobody"
    WRONG_NUMBER = "wrong number"


@dataclass(frozen=True, slots=True)
class Ring:
    """How a call to a phone went: Twilio's CallStatus after `after_seconds` of dialling and ringing."""

    status: str
    after_seconds: float

    @property
    def is_answered(self) -> bool:
        """Whether a person or a machine answered."""
        return self.status == "in-progress"


CONNECTING_SECONDS = 2.0
"""From dialling to the busy tone, or to the message that there is no such number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A phone that is answered after `rings_seconds`.

    A person answers each question that takes keys with the next group of `keys`, `reacts_seconds` after it begins, and
    stays on hold for `patience_seconds`. A machine presses nothing and hangs up after `machine_seconds`.
    """

    answer: Answer = Answer.PERSON
    rings_seconds: float = 8.0
    keys: tuple[str, ...] = ()
    reacts_seconds: float = 2.0
    patience_seconds: float = math.inf
    machine_seconds: float = 25.0

    @property
    def is_machine(self) -> bool:
        """Whether an answering machine answers."""
        return self.answer is Answer.MACHINE

    def rung(self, timeout_seconds: float) -> Ring:
        """Return how a call goes that rings for at most `timeout_seconds`."""
        match self.answer:
            case Answer.BUSY:
                return Ring("busy", CONNECTING_SECONDS)
            case Answer.WRONG_NUMBER:
                return Ring("failed", CONNECTING_SECONDS)
            case Answer.NOBODY:
                return Ring("no-answer", timeout_seconds)
        if self.rings_seconds > timeout_seconds:
            return Ring("no-answer", timeout_seconds)
        return Ring("in-progress", self.rings_seconds)
