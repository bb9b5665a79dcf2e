"""The keys that a person presses by themselves: one group for each question that takes keys."""

import math
from dataclasses import dataclass, field


@dataclass(slots=True)
class KeyPresses:
    """Answers each question with the next of `groups`, `reacts_seconds` after it has begun to take keys.

    A group must end its question, by the number of its digits or by the key that finishes it.
    """

    groups: list[str] = field(default_factory=list)
    reacts_seconds: float = 2.0
    due_seconds: float = math.inf
    """When the next group is pressed, on the call's clock; infinite while no question waits for one."""

    def hear(self, *, takes_keys: bool, now_seconds: float) -> None:
        """Notice whether a question takes keys now."""
        if not (takes_keys and self.groups):
            self.due_seconds = math.inf
        elif math.isinf(self.due_seconds):
            self.due_seconds = now_seconds + self.reacts_seconds

    def next_group(self) -> str:
        """Return the keys to press now; the next question gets the next group."""
        self.due_seconds = math.inf
        return self.groups.pop(0)
