"""`cost`: what a month costs at AWS for a number of task queues and calls, by public list prices."""

import math
from dataclasses import dataclass
from typing import Any

import click

from ops.costs import prices
from ops.json_output import JSON, echo
from ops.layout import columns
from poller.workspace.history.collected import LARGEST_WHOLE
from poller.workspace.history.pace import SHARE
from waittimes.history.point import SLOTS
from waittimes.settings.polling import LONGEST_HISTORY_DAYS, REFRESH_SECONDS

DAYS_A_MONTH = 730 / 24
MEMORY_GB = 0.5
"""`memory_size` of zappa_settings.json."""

PAGES = 16
BYTES_A_QUEUE = 62
"""A task queue's line on its page, with what the estimator remembers, compressed: 0.06 write units (docs/cache.md)."""
BYTES_A_POINT = 6.3
"""A point of an active task queue in the history, compressed (docs/history.md, what it costs)."""
POLL_SECONDS, POLL_SECONDS_A_QUEUE = 0.1, 0.00035
"""The duration of a poll whose list carries the waits (docs/polling.md, figures)."""
SINGLE_QUEUES_A_SECOND, LONGEST_POLL_SECONDS = 40, 50
"""The poller's own limits (docs/settings.md) when it must ask for each queue by itself."""
MUSIC_SECONDS = 46
"""The length of the hold loop, after which Twilio asks what to play next."""
REQUEST_SECONDS = 0.05
"""A warm answer that reads the table, plus a cold start of one second in every fiftieth request."""
POLL_LOG_BYTES, REQUEST_LOG_BYTES = 1400, 700
"""Our lines as measured (860 and 200 bytes), Lambda's three lines of each invocation, and 26 bytes for each line."""
METRICS = 5 + 3 + 1
"""Five of a workspace, three of a line, and the polls that the alarm counts."""
ALARMS = 4


@dataclass(frozen=True, slots=True)
class Usage:
    """How much the deployment is used, all in one workspace and for one line."""

    queues: int
    calls_a_day: int = 2000
    refresh_seconds: int = 60
    """The time from poll to poll. Below 60, the function runs until the last poll of the minute."""
    wait_seconds: int = 120
    """The mean wait of a caller."""
    singly: bool = False
    """Whether TaskRouter's list lacks the waits, so that the poller asks for each queue by itself."""
    arm64: bool = False
    """Whether the function runs on arm64 instead of x86."""
    history_days: int = 0
    """For how long the history is kept; 0 is none."""

    @property
    def polls_a_minute(self) -> int:
        """Polls a minute."""
        return max(1, round(60 / self.refresh_seconds))

    @property
    def poll_seconds(self) -> float:
        """The duration of one poll."""
        if self.singly:
            return min(LONGEST_POLL_SECONDS, self.queues / SINGLE_QUEUES_A_SECOND)
        return POLL_SECONDS + POLL_SECONDS_A_QUEUE * self.queues

    @property
    def running_seconds_a_minute(self) -> float:
        """Seconds of each minute in which the function runs for polls, including the pauses between them."""
        return min(60.0, (self.polls_a_minute - 1) * self.refresh_seconds + self.poll_seconds)

    @property
    def requests(self) -> float:
        """Twilio's requests in a month: on arrival, at every loop of the music, and when the caller leaves."""
        return self.calls_a_day * DAYS_A_MONTH * (2 + math.ceil(self.wait_seconds / MUSIC_SECONDS))

    @property
    def page_bytes(self) -> float:
        """The size of one page of the table."""
        return self.queues / PAGES * BYTES_A_QUEUE

    @property
    def history_units(self) -> float:
        """The write units of the history in a month: every item every five minutes, or what its pace allows."""
        if not self.history_days:
            return 0.0
        items = 1 if self.queues <= LARGEST_WHOLE else PAGES
        slot_bytes = self.queues / items * BYTES_A_POINT
        an_hour = items * sum(math.ceil(slots * slot_bytes / 1024) for slots in range(1, SLOTS + 1))
        return min(an_hour * prices.MINUTES_A_MONTH / 60, SHARE * self.page_units)

    @property
    def page_units(self) -> float:
        """The write units of the pages in a month."""
        return prices.MINUTES_A_MONTH * self.polls_a_minute * PAGES * math.ceil(self.page_bytes / 1024)

    @property
    def history_gigabytes(self) -> float:
        """What the history takes when it is as old as it gets."""
        return self.queues * BYTES_A_POINT * SLOTS * 24 * self.history_days / 1e9


def dollars(usage: Usage) -> dict[str, float]:
    """Return the dollars of a month by AWS service."""
    polls = prices.MINUTES_A_MONTH * usage.polls_a_minute
    seconds = prices.MINUTES_A_MONTH * usage.running_seconds_a_minute + usage.requests * REQUEST_SECONDS
    read_units = math.ceil(usage.page_bytes / 4096)
    writes = usage.page_units + usage.history_units
    reads = polls * PAGES * read_units + usage.requests * (0.5 * read_units + 0.5)  # the page, and the mute switch
    reads += usage.history_units / 4  # an hour is read before it is written, and a read unit is four times as large
    gb_second = prices.LAMBDA_GB_SECOND_ARM64 if usage.arm64 else prices.LAMBDA_GB_SECOND
    logged_gb = (polls * POLL_LOG_BYTES + usage.requests * REQUEST_LOG_BYTES) / 1e9
    return {
        "Lambda": (prices.MINUTES_A_MONTH + usage.requests) * prices.LAMBDA_REQUEST + seconds * MEMORY_GB * gb_second,
        "DynamoDB": writes * prices.DYNAMODB_WRITE_UNIT
        + reads * prices.DYNAMODB_READ_UNIT
        + usage.history_gigabytes * prices.DYNAMODB_GB_KEPT_A_MONTH,
        "API Gateway": usage.requests * prices.API_GATEWAY_REQUEST,
        "logs": logged_gb * (prices.LOG_GB_WRITTEN + prices.LOG_GB_KEPT_A_MONTH),
        "metrics and alarms": METRICS * prices.METRIC + ALARMS * prices.ALARM,
    }


@click.command()
@click.option("--queues", type=click.IntRange(1), multiple=True, default=(50, 500, 5000), show_default=True)
@click.option("--calls-a-day", type=click.IntRange(0), default=2000, show_default=True)
@click.option(
    "--refresh-seconds",
    type=click.Choice([str(each) for each in REFRESH_SECONDS]),
    default="60",
    show_default=True,
    help="Between two polls; the settings allow no other.",
)
@click.option("--wait-seconds", type=click.IntRange(0), default=120, show_default=True, help="A caller's, on average.")
@click.option("--singly", is_flag=True, help="TaskRouter's list lacks the waits, so each queue costs a request.")
@click.option("--arm64", is_flag=True, help="The function runs on arm64 instead of x86.")
@click.option(
    "--history-days",
    type=click.IntRange(0, LONGEST_HISTORY_DAYS),
    default=0,
    show_default=True,
    help="For how long the history is kept; 0 is none.",
)
@JSON
def cost(  # noqa: PLR0913 - an argument for each option
    queues: tuple[int, ...],
    calls_a_day: int,
    refresh_seconds: str,
    wait_seconds: int,
    *,
    singly: bool,
    arm64: bool,
    history_days: int,
    as_json: bool,
) -> None:
    """Print what a month costs at AWS in US dollars, by list prices without a free tier."""
    usages = [
        Usage(each, calls_a_day, int(refresh_seconds), wait_seconds, singly, arm64, history_days) for each in queues
    ]
    if as_json:
        echo([facts(each) for each in usages])
        return
    click.echo(columns([("TASK QUEUES", *(name.upper() for name in dollars(usages[0])), "TOTAL"), *map(row, usages)]))


def facts(usage: Usage) -> dict[str, Any]:
    """Return the dollars of a month as an object of JSON, not rounded."""
    parts = dollars(usage)
    return {
        "task_queues": usage.queues,
        "services": [{"name": name, "dollars": each} for name, each in parts.items()],
        "total_dollars": sum(parts.values()),
    }


def row(usage: Usage) -> tuple[str, ...]:
    """Return the dollars of a month as a row of the table."""
    parts = dollars(usage).values()
    return (f"{usage.queues}", *(f"{each:.2f}" for each in parts), f"{sum(parts):.2f}")
