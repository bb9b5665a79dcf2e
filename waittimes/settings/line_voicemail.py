"""Voicemail of a line: its table `[lines.NAME.voicemail]`. A line without that table takes no messages."""

from dataclasses import dataclass, field

from waittimes.settings import formats
from waittimes.settings.declaration import declared
from waittimes.settings.kinds import Flag, OneOfTexts, Text, WholeNumber
from waittimes.settings.kinds.number import WIDEST
from waittimes.settings.line_policy import MOST_MINUTES


@dataclass(frozen=True, slots=True)
class VoicemailPolicy:
    """When a line's callers can leave a message, and what becomes of it."""

    if_closed: bool = field(
        default=True,
        metadata=declared(
            Flag(), "whether callers can leave a message while the line is closed, where they would hear a goodbye"
        ),
    )
    if_unstaffed: bool = field(
        default=True,
        metadata=declared(Flag(), "whether callers can leave a message while no worker of the task queue is on duty"),
    )
    if_no_callback: bool = field(
        default=True,
        metadata=declared(
            Flag(),
            "whether callers can leave a message if the wait is long enough for a callback and none can be offered",
        ),
    )
    above_minutes: int = field(
        default=45,
        metadata=declared(
            WholeNumber(1, MOST_MINUTES), "callers can leave a message while the estimated wait is above this"
        ),
    )
    longest_minutes: int = field(
        default=2, metadata=declared(WholeNumber(1, 10), "the greatest length of a message, which callers are told")
    )
    silence_seconds: int = field(
        default=5, metadata=declared(WholeNumber(2, 30), "how long a silence ends the recording")
    )
    key: str = field(
        default="#",
        metadata=declared(OneOfTexts(("#", "*")), "the key that ends the recording, which callers are told"),
    )
    most_pending: int = field(
        default=50,
        metadata=declared(
            WholeNumber(1, 500), "how many messages may wait for an agent before callers can leave no more"
        ),
    )
    kept_days: int = field(
        default=30,
        metadata=declared(WholeNumber(1, 365), "how long a recording is kept; then the poller deletes it at Twilio"),
    )
    workflow_sid: str = field(
        default="",
        metadata=declared(
            Text(formats.WORKFLOW_SID), "the workflow that a message's task joins", otherwise="the line's workflow"
        ),
    )
    priority: int = field(default=0, metadata=declared(WholeNumber(0, WIDEST), "the priority of a message's task"))
    task_channel: str = field(
        default="default",
        metadata=declared(
            Text(formats.TASK_CHANNEL),
            "the task channel of a message's task; on `voice`, messages are counted as callers who wait",
        ),
    )
