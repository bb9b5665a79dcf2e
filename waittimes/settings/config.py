"""What can be set, typed and frozen: accounts, lines, and where things are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from waittimes.settings.line_policy import Hold, Leaving, Policy
from waittimes.settings.polling import Polling
from waittimes.settings.secret import Secret

TWILIO_TASKROUTER_URL = "https://taskrouter.twilio.com"
DEFAULT_TABLE = "task-queue-waits"
ANY_NUMBER = "*"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key for polling; webhooks are signed with the account's auth token all the same."""

    sid: str
    secret: Secret


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """A Twilio account whose workspaces are polled and whose callers are answered."""

    name: str
    sid: str
    auth_tokens: tuple[Secret, ...]
    """Primary first; the others make a rotation seamless."""
    workspace_sids: tuple[str, ...]
    api_key: ApiKey | None = None
    shared_keys: Mapping[str, Secret] = field(default_factory=dict)
    """Keys that sign webhooks with SHA-256, by their id."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A way in: who calls these numbers hears this queue's wait and joins this workflow."""

    name: str
    account: Account
    workspace_sid: str
    workflow_sid: str
    task_queue_sid: str
    numbers: tuple[str, ...]
    language: str = "en"
    greeting: str | None = None
    """What the caller hears first; None for the language's own greeting."""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    priority: int = 0
    play: Mapping[str, str] = field(default_factory=dict)
    """Addresses of recordings that are played in place of sentences, by the sentence's key."""
    policy: Policy = field(default_factory=Policy)
    hold: Hold = field(default_factory=Hold)
    leaving: Leaving = field(default_factory=Leaving)


@dataclass(frozen=True, slots=True, eq=False)
class Config:
    """Everything that can be set."""

    accounts: tuple[Account, ...]
    lines: tuple[Line, ...]
    table: str = DEFAULT_TABLE
    public_url: str = ""
    """Where Twilio reaches the phone, with stage or base path; "" where only the request can tell."""
    taskrouter_url: str = TWILIO_TASKROUTER_URL
    polling: Polling = field(default_factory=Polling)
    file: str = "environment"
    """Where the lines are written."""

    def line(self, name: str) -> Line | None:
        """Return the line of this name."""
        return next((line for line in self.lines if line.name == name), None)

    def line_of_queue(self, task_queue_sid: str) -> Line | None:
        """Return the first line whose callers are told the wait of this task queue."""
        return next((line for line in self.lines if line.task_queue_sid == task_queue_sid), None)

    def line_called(self, number: str) -> Line | None:
        """Return the line this number leads to, else the line that answers any number."""
        exact = (line for line in self.lines if number in line.numbers)
        any_number = (line for line in self.lines if ANY_NUMBER in line.numbers)
        return next(exact, None) or next(any_number, None)
