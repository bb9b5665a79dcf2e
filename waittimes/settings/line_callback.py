"""Callbacks of a line: its table `[lines.NAME.callback]`. A line without that table offers none."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from waittimes.settings import formats
from waittimes.settings.declaration import declared
from waittimes.settings.kinds import Flag, OneOfTexts, Text, Texts, WholeNumber
from waittimes.settings.line_policy import MOST_MINUTES

if TYPE_CHECKING:
    from waittimes.opening_hours import OpeningHours

DIAL, FLEX = "dial", "flex"


@dataclass(frozen=True, slots=True)
class CallbackPolicy:
    """When a line offers to call back, and how it does so."""

    style: str = field(
        metadata=declared(
            OneOfTexts((DIAL, FLEX)),
            "who calls back: `dial`, this program, and puts the person who answers at the head of the queue; `flex`, an"
            " agent in Twilio Flex, from a task of the queue",
        )
    )
    greeting: str | None = field(
        default=None,
        metadata=declared(
            Text(formats.GREETING),
            "what a person who is called back hears first: who calls, and why",
            otherwise="the language's own sentence, which says why and not who",
        ),
    )
    above_minutes: int = field(
        default=5,
        metadata=declared(
            WholeNumber(1, MOST_MINUTES),
            "a callback is offered from an estimated wait above this until one below seven tenths of this",
        ),
    )
    most_pending: int = field(
        default=20,
        metadata=declared(WholeNumber(1, 500), "how many callbacks may be pending before no more are offered"),
    )
    countries: tuple[str, ...] = field(
        default=(),
        metadata=declared(
            Texts(formats.COUNTRY),
            "the countries whose numbers may be called back",
            otherwise="that of the number that was called",
        ),
    )
    other_number: bool = field(
        default=False,
        metadata=declared(Flag(), "whether callers may type another number of these countries to be called back on"),
    )
    caller_id: str = field(
        default="",
        metadata=declared(
            Text(formats.E164), "the number that the person who is called back sees", otherwise="the number they called"
        ),
    )
    ring_seconds: int = field(
        default=25, metadata=declared(WholeNumber(10, 60), "how long a phone rings before the attempt has failed")
    )
    attempts: int = field(
        default=2,
        metadata=declared(WholeNumber(1, 5), "how often a number is called at most, if it is busy or nobody answers"),
    )
    pause_minutes: int = field(
        default=10, metadata=declared(WholeNumber(1, 120), "the time from one attempt to the next")
    )
    expire_minutes: int = field(
        default=240,
        metadata=declared(
            WholeNumber(15, 24 * 60),
            "how long a callback is tried after its promise; it ends at the latest when the calling hours end",
        ),
    )
    calling_hours: "OpeningHours | None" = field(
        default=None,
        metadata=declared(
            Text(formats.NAME),
            "when people may be called back, a table `[hours.NAME]`",
            otherwise="while the line is open",
        ),
    )
    task_channel: str = field(
        default="voice",
        metadata=declared(
            Text(formats.TASK_CHANNEL),
            "the task channel of a callback's task with `flex`; on another one than voice, the callbacks of other"
            " callers are not counted in the wait",
        ),
    )
