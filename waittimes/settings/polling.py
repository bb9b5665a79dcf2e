"""The poller's settings: how many requests it may send to an account, how long a poll may take, what it keeps."""

from dataclasses import dataclass, field

from waittimes.settings.declaration import declared
from waittimes.settings.kinds import OneOf, WholeNumber

MOST_PER_SECOND = 1000
MOST_AT_ONCE = 200
LONGEST_SECONDS = 900
"""The longest time that a Lambda function may run (AWS's documentation)."""
LONGEST_HISTORY_DAYS = 366
REFRESH_SECONDS = (15, 20, 30, 60)
"""Whole divisors of a minute. In less than 15 seconds, the poller could not read many queues."""


@dataclass(frozen=True, slots=True)
class Polling:
    """The poller's settings; those of requests hold for each account, all its workspaces together."""

    requests_per_second: int = field(
        default=40,
        metadata=declared(
            WholeNumber(1, MOST_PER_SECOND),
            "the most requests a second to one account's TaskRouter",
            variable="POLLER_REQUESTS_PER_SECOND",
        ),
    )
    concurrent_requests: int = field(
        default=10,
        metadata=declared(
            WholeNumber(1, MOST_AT_ONCE),
            "the most requests to one account's TaskRouter at the same time",
            variable="POLLER_CONCURRENT_REQUESTS",
        ),
    )
    deadline_seconds: int = field(
        default=50,
        metadata=declared(
            WholeNumber(1, LONGEST_SECONDS),
            "the time that a poll may take, storing included; on Lambda it ends before the function's own time does",
            variable="POLLER_DEADLINE_SECONDS",
        ),
    )
    refresh_seconds: int = field(
        default=60,
        metadata=declared(
            OneOf(REFRESH_SECONDS),
            "the time from one reading of the waits to the next within a minute; 60 is one reading",
            variable="POLLER_REFRESH_SECONDS",
        ),
    )
    history_days: int = field(
        default=0,
        metadata=declared(
            WholeNumber(0, LONGEST_HISTORY_DAYS),
            "how long the history of each task queue is kept, a point every five minutes; 0 is none",
            variable="POLLER_HISTORY_DAYS",
        ),
    )
