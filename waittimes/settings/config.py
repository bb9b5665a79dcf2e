"""All settings, typed and frozen: accounts, lines, and the addresses of everything else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from waittimes.settings import formats
from waittimes.settings.addresses import canonical
from waittimes.settings.declaration import Setting, declared
from waittimes.settings.kinds import (
    SecretText,
    SecretTexts,
    SecretTextsByKey,
    TaskAttributes,
    Text,
    Texts,
    TextsByKey,
    WholeNumber,
)
from waittimes.settings.line_callback import CallbackPolicy
from waittimes.settings.line_policy import Closing, Hold, Leaving, Policy, Showing
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.settings.polling import Polling
from waittimes.settings.secret import Secret
from waittimes.settings.wallboard import Wallboard

if TYPE_CHECKING:
    from waittimes.opening_hours import OpeningHours

TWILIO_TASKROUTER_URL = "https://taskrouter.twilio.com"
TWILIO_API_URL = "https://api.twilio.com"
DEFAULT_TABLE = "task-queue-waits"
DEFAULT_FILE = "lines.toml"
ANY_NUMBER = "*"
HIGHEST_PRIORITY = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key for polling. Webhooks are signed with the account's auth token in any case."""

    sid: str = field(
        metadata=declared(
            Text(formats.API_KEY_SID),
            "an API key to poll with, in place of the auth token",
            name="api_key_sid",
            variable="TWILIO_API_KEY",
            otherwise="the auth token polls",
        )
    )
    secret: Secret = field(
        metadata=declared(
            SecretText(),
            "the secret of that key; set both or neither",
            name="api_key_secret",
            variable="TWILIO_API_SECRET",
            otherwise="the auth token polls",
        )
    )


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """A Twilio account whose workspaces are polled and whose callers are answered."""

    name: str
    sid: str = field(
        metadata=declared(
            Text(formats.ACCOUNT_SID), "the Twilio account", name="account_sid", variable="TWILIO_ACCOUNT_SID"
        )
    )
    auth_tokens: tuple[Secret, ...] = field(
        metadata=declared(
            SecretTexts(),
            "its auth tokens; a webhook is signed with one of them, and the poller uses the first that works",
            variable="TWILIO_AUTH_TOKEN",
        )
    )
    workspace_sids: tuple[str, ...] = field(
        metadata=declared(
            Texts(formats.WORKSPACE_SID),
            "its TaskRouter workspaces to poll; in the environment one",
            name="workspaces",
            variable="TWILIO_WORKSPACE_SID",
        )
    )
    api_key: ApiKey | None = None
    shared_keys: Mapping[str, Secret] = field(
        default_factory=dict,
        metadata=declared(
            SecretTextsByKey(),
            "keys with which Twilio signs webhooks by SHA-256, by their id",
            otherwise="Twilio signs with the auth token",
        ),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A way in: a caller of its numbers joins its workflow, and hears the wait of the task queue that this leads to."""

    name: str
    account: Account = field(
        metadata=declared(Text(formats.NAME), "the account that it belongs to, by name", otherwise="the only one")
    )
    workspace_sid: str = field(
        metadata=declared(
            Text(formats.WORKSPACE_SID), "the workspace of its workflow", otherwise="the only one of its account"
        )
    )
    workflow_sid: str = field(
        metadata=declared(Text(formats.WORKFLOW_SID), "the workflow that callers join", variable="WORKFLOW_SID")
    )
    task_queue_sid: str = field(
        default="",
        metadata=declared(
            Text(formats.TASK_QUEUE_SID),
            "the task queue whose wait is announced to every caller, wherever the workflow sends them",
            variable="TASK_QUEUE_SID",
            otherwise="the one to which the workflow sends the caller",
        ),
    )
    numbers: tuple[str, ...] = field(
        default=(),
        metadata=declared(
            Texts(formats.NUMBER),
            'the phone numbers that lead here; `"*"` stands for every number that no other line names',
            otherwise="none: the line is reached at `/voice/NAME`",
        ),
    )
    language: str = field(
        default="en", metadata=declared(Text(formats.LANGUAGE), "the language in which callers are spoken to")
    )
    greeting: str | None = field(
        default=None,
        metadata=declared(Text(formats.GREETING), "what callers hear first", otherwise="the language's own greeting"),
    )
    attributes: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=declared(TaskAttributes(), "the attributes of the task, by which the workflow routes it"),
    )
    priority: int = field(
        default=0,
        metadata=declared(WholeNumber(0, HIGHEST_PRIORITY), "the priority of the task; the higher is served first"),
    )
    play: Mapping[str, str] = field(
        default_factory=dict,
        metadata=declared(
            TextsByKey(formats.KEY, formats.PUBLIC_URL),
            "recordings to play in place of sentences, by the sentence's key",
        ),
    )
    hours: "OpeningHours | None" = field(
        default=None,
        metadata=declared(Text(formats.NAME), "its opening hours, a table `[hours.NAME]`", otherwise="always open"),
    )
    policy: Policy = field(default_factory=Policy)
    hold: Hold = field(default_factory=Hold)
    leaving: Leaving = field(default_factory=Leaving)
    closing: Closing = field(default_factory=Closing)
    callback: CallbackPolicy | None = None
    """How the line calls back; None if it offers no callbacks."""
    showing: Showing = field(default_factory=Showing)
    voicemail: VoicemailPolicy | None = None
    """How the line takes messages; None if it takes none."""


@dataclass(frozen=True, slots=True, eq=False)
class Config:
    """Everything that can be set."""

    accounts: tuple[Account, ...]
    lines: tuple[Line, ...]
    table: str = field(
        default=DEFAULT_TABLE,
        metadata=declared(
            Text(formats.TABLE),
            "the DynamoDB table; on a server also a SQLite file, `sqlite:///PATH`",
            variable="TABLE",
        ),
    )
    public_url: str = field(
        default="",
        metadata=declared(
            Text(formats.URL, trailing="/"),
            "where Twilio reaches the phone, with the stage or base path, without `/voice`",
            variable="PUBLIC_URL",
            otherwise="what the request says, which is wrong behind some proxies",
        ),
    )
    taskrouter_url: str = field(
        default=TWILIO_TASKROUTER_URL,
        metadata=declared(
            Text(formats.URL, trailing="/"),
            "TaskRouter's REST API; only a simulation or a test sets it",
            variable="TASKROUTER_URL",
        ),
    )
    api_url: str = field(
        default=TWILIO_API_URL,
        metadata=declared(
            Text(formats.URL, trailing="/"),
            "Twilio's REST API for calls; only a simulation or a test sets it",
            variable="API_URL",
        ),
    )
    polling: Polling = field(default_factory=Polling)
    wallboard: Wallboard | None = None
    """None while no passphrase is set."""
    file: str = "environment"
    """The name of the settings file, for messages; "environment" without one."""

    def line(self, name: str) -> Line | None:
        """Return the line of this name."""
        return next((line for line in self.lines if line.name == name), None)

    def line_of_queue(self, task_queue_sid: str) -> Line | None:
        """Return the first line whose callers hear the wait of this task queue."""
        return next((line for line in self.lines if line.task_queue_sid == task_queue_sid), None)

    def line_of_workflow(self, workflow_sid: str) -> Line | None:
        """Return the first line whose callers this workflow sends to a task queue; None if none leaves that to it."""
        routed = (line for line in self.lines if not line.task_queue_sid)
        return next((line for line in routed if line.workflow_sid == workflow_sid), None)

    def line_called(self, number: str) -> Line | None:
        """Return the line that this number leads to, else the line that answers any number."""
        called = canonical(number)
        exact = (line for line in self.lines if called in map(canonical, line.numbers))
        any_number = (line for line in self.lines if ANY_NUMBER in line.numbers)
        return next(exact, None) or next(any_number, None)


LINES_FILE = Setting(
    Text(formats.PATH),
    "the path of the settings file",
    variable="LINES_FILE",
    otherwise=f"`{DEFAULT_FILE}` in the working folder",
)
