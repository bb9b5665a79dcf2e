"""The calls that agents make themselves: an agent of Flex who accepts the task of a callback rings the person.

Flex's public template for callbacks shows the agent the number in `callBackData.numberToCall` of a task whose
`taskType` is `callback`, and dials it when the agent presses a button. A person who answers is talked with; else the
agent completes the task. The plugin's button that queues the callback again belongs to the plugin, and is not pressed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.centre.task import Task
from simulator.phones.phone import Ring
from simulator.phones.phone_book import PhoneBook

CALLBACK = "callback"
DIALS_AFTER_SECONDS = 3.0
"""From accepting the task to pressing the button."""
RINGS_AT_MOST_SECONDS = 30.0
LISTENS_TO_A_MACHINE_SECONDS = 8.0
"""Until the agent knows that it is an answering machine, and hangs up."""


@dataclass(frozen=True, slots=True)
class AgentCall:
    """One such call: its task, the number, when it was dialled (seconds since the epoch), how it went, who answered."""

    task_sid: str
    number: str
    dialled_at: float
    ring: Ring
    reached: bool
    """Whether the person answered; False for an answering machine."""
    ends_at: float
    """When the agent hangs up, or gives up."""

    @property
    def answered_at(self) -> float | None:
        """When somebody or something answered; None if nobody did."""
        return self.dialled_at + self.ring.after_seconds if self.ring.is_answered else None


class AgentCalls:
    """Makes the calls and remembers them in `made`."""

    def __init__(self, phones: PhoneBook) -> None:
        self.made: list[AgentCall] = []
        self._phones = phones

    def assigned_seconds(self, task: Task, now: float) -> float:
        """Return how long the agent who accepts this task now has it, until it is wrapped up."""
        number = _number_to_call(task.attributes)
        if number is None:
            return task.talk_seconds
        phone = self._phones.rung(number)
        ring = phone.rung(RINGS_AT_MOST_SECONDS)
        reached = ring.is_answered and not phone.is_machine
        seconds = DIALS_AFTER_SECONDS + ring.after_seconds
        if ring.is_answered:
            seconds += task.talk_seconds if reached else LISTENS_TO_A_MACHINE_SECONDS
        self.made.append(AgentCall(task.sid, number, now + DIALS_AFTER_SECONDS, ring, reached, now + seconds))
        return seconds


def _number_to_call(attributes: Mapping[str, object]) -> str | None:
    """Return the number of a callback; None for any other task, as for a callback without a number."""
    data = attributes.get("callBackData")
    if attributes.get("taskType") != CALLBACK or not isinstance(data, Mapping):
        return None
    number = data.get("numberToCall")
    return number if isinstance(number, str) else None
