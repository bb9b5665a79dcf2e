"""How a line treats its callers: what it announces, what they hear on hold, and where else they may go."""

from dataclasses import dataclass, field

from waittimes.settings import formats
from waittimes.settings.declaration import declared
from waittimes.settings.kinds import Flag, OneOfTexts, RisingNumbers, Text, WholeNumber

MOST_MINUTES = 240
"""The longest wait that a sentence may name. Each language's plural forms are stored up to it."""
LONGEST_AGE_SECONDS = 24 * 3600
SAY, SILENT = "say", "silent"
SHORTEST_SPACING_SECONDS = 15
"""If announcements came more often than this, callers would hear no music."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the phone can say. The settings of lines are checked against it."""

    languages: tuple[str, ...]
    recordable: tuple[str, ...]
    """Keys of the sentences that a recording can replace."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a line allows to be announced."""

    fresh_seconds: int = field(
        default=180,
        metadata=declared(
            WholeNumber(0, LONGEST_AGE_SECONDS), "a record of at most this age is announced as a number of minutes"
        ),
    )
    ageing_seconds: int = field(
        default=600,
        metadata=declared(
            WholeNumber("fresh_seconds", LONGEST_AGE_SECONDS),
            "a record of at most this age is announced as a band; an older one is not announced",
        ),
    )
    floor_minutes: int = field(
        default=1,
        metadata=declared(WholeNumber(1, "ceiling_minutes"), 'a wait of at most this is announced as "less than" it'),
    )
    ceiling_minutes: int = field(
        default=45,
        metadata=declared(WholeNumber(1, MOST_MINUTES), 'a wait above this is announced as "more than" it'),
    )
    band_minutes: tuple[int, ...] = field(
        default=(5, 10, 20, 45),
        metadata=declared(RisingNumbers(MOST_MINUTES), "the edges of the bands; the last band has no end"),
    )
    narrowed: str = field(
        default=SILENT,
        metadata=declared(
            Text(formats.NARROWED),
            "what callers hear if only some of the queue's workers may answer them: the queue's wait, though theirs may"
            " be longer, or no number",
        ),
    )


@dataclass(frozen=True, slots=True)
class Hold:
    """What callers of a line hear while they wait."""

    music: str = field(
        default="",
        metadata=declared(
            Text(formats.PUBLIC_URL), "the recording that callers hear on hold", otherwise="the loop that is shipped"
        ),
    )
    hold_first_seconds: int = field(
        default=45,
        metadata=declared(
            WholeNumber(SHORTEST_SPACING_SECONDS, 3600), "the time from joining to the first announcement, at least"
        ),
    )
    hold_every_seconds: int = field(
        default=90,
        metadata=declared(
            WholeNumber(SHORTEST_SPACING_SECONDS, 3600), "the time from one announcement to the next, at least"
        ),
    )
    is_fifo: bool = field(
        default=False,
        metadata=declared(
            Flag(),
            "whether the workflow fills one task queue only, first come, first served; only then is a caller's place"
            " in the queue announced",
        ),
    )
    position_limit: int = field(
        default=10, metadata=declared(WholeNumber(1, 1000), "the last place in the queue that is announced")
    )


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where callers of a line go when they leave its queue."""

    overflow: str = field(
        default="",
        metadata=declared(
            Text(formats.OVERFLOW),
            "where a caller goes if the queue does not take the call: a number to dial, or a URL with further TwiML",
            otherwise="an apology and a goodbye",
        ),
    )
    redirected_is_answered: bool = field(
        default=False,
        metadata=declared(
            Flag(), "whether a call that was redirected out of the queue counts as answered, as with Flex"
        ),
    )


@dataclass(frozen=True, slots=True)
class Closing:
    """What a line with opening hours does outside them, and shortly before they end."""

    when_closed: str = field(
        default="goodbye",
        metadata=declared(
            OneOfTexts(("goodbye", "overflow", "enqueue")),
            "what follows after callers have heard that it is closed: a goodbye, the line's overflow, or the queue",
        ),
    )
    last_call: str = field(
        default="serve",
        metadata=declared(
            OneOfTexts(("serve", "cut_off")),
            "whether callers who are in the queue at closing time are still served, or let go",
        ),
    )
    closing_margin_seconds: int = field(
        default=60,
        metadata=declared(
            WholeNumber(0, 3600), "how long before closing time a call must be answered, so that there is time for it"
        ),
    )


@dataclass(frozen=True, slots=True)
class Showing:
    """How the wallboard judges a line, and whether its wait is public."""

    attention_minutes: int = field(
        default=5,
        metadata=declared(
            WholeNumber(1, "action_minutes"),
            "from this wait on, estimated or waited by the first in line, the wallboard asks for attention",
        ),
    )
    action_minutes: int = field(
        default=15,
        metadata=declared(
            WholeNumber(1, MOST_MINUTES), "from this wait on, the wallboard asks for action, and puts the line higher"
        ),
    )
    is_public: bool = field(
        default=False,
        metadata=declared(Flag(), "whether `/waits.json` tells everybody the line's state, minutes and age"),
    )
