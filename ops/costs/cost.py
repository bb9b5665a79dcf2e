"""`cost`: what a month costs at AWS, from the number of task queues and calls, by public list prices."""

import math
from dataclasses import dataclass

import click

from ops.costs import prices
from ops.layout import columns
from waittimes.settings.polling import REFRESH_SECONDS

DAYS_A_MONTH = 730 / 24
MEMORY_GB = 0.5
"""`memory_size` of zappa_settings.json."""

PAGES = 16
BYTES_A_QUEUE = 62
"""A line on a page with all that it remembers, compressed: 0.06 write units (docs/cache.md)."""
POLL_SECONDS, POLL_SECONDS_A_QUEUE = 0.1, 0.00035
"""A poll whose list carries the waits (docs/polling.md, figures)."""
SINGLE_QUEUES_A_SECOND, LONGEST_POLL_SECONDS = 40, 50
"""The poller's own limits (README.md, settings), where each queue has to be asked for singly."""
MUSIC_SECONDS = 46
"""How long the hold loop plays before Twilio asks what follows."""
REQUEST_SECONDS = 0.05
"""A warm answer with a read of the table, with a cold start of a second in fifty added."""
POLL_LOG_BYTES, REQUEST_LOG_BYTES = 1400, 700
"""Ours as measured (860 and 200 bytes), the three lines that Lambda writes of an invocation, 26 bytes for each line."""
METRICS = 5 + 3 + 1
"""Of a workspace, of a line, and the polls that the alarm counts."""
ALARMS = 4


@dataclass(frozen=True, slots=True)
class Usage:
    """What there is to do, all in one workspace and for one line."""

    queues: int
    calls_a_day: int = 2000
    refresh_seconds: int = 60
    """How long after a poll the next one begins; below 60 the function goes on running until the minute's last."""
    wait_seconds: int = 120
    """How long a caller waits on average."""
    singly: bool = False
    """Whether TaskRouter's list lacks the waits, so that each queue is asked for by itself."""

    @property
    def polls_a_minute(self) -> int:
        """How often the waits are refreshed."""
        return max(1, round(60 / self.refresh_seconds))

    @property
    def poll_seconds(self) -> float:
        """How long one poll takes."""
        if self.singly:
            return min(LONGEST_POLL_SECONDS, self.queues / SINGLE_QUEUES_A_SECOND)
        return POLL_SECONDS + POLL_SECONDS_A_QUEUE * self.queues

    @property
    def running_seconds_a_minute(self) -> float:
        """How long the function runs for polls, the pauses between them included."""
        return min(60.0, (self.polls_a_minute - 1) * self.refresh_seconds + self.poll_seconds)

    @property
    def requests(self) -> float:
        """How often Twilio asks in a month: on arrival, at every loop of the music, and when the caller leaves."""
        return self.calls_a_day * DAYS_A_MONTH * (2 + math.ceil(self.wait_seconds / MUSIC_SECONDS))

    @property
    def page_bytes(self) -> float:
        """How large a page of the table is."""
        return self.queues / PAGES * BYTES_A_QUEUE


def dollars(usage: Usage) -> dict[str, float]:
    """Return what a month costs, by what it is paid for."""
    polls = prices.MINUTES_A_MONTH * usage.polls_a_minute
    seconds = prices.MINUTES_A_MONTH * usage.running_seconds_a_minute + usage.requests * REQUEST_SECONDS
    read_units = math.ceil(usage.page_bytes / 4096)
    writes = polls * PAGES * math.ceil(usage.page_bytes / 1024)
    reads = polls * PAGES * read_units + usage.requests * (0.5 * read_units + 0.5)  # the page, and the mute switch
    logged_gb = (polls * POLL_LOG_BYTES + usage.requests * REQUEST_LOG_BYTES) / 1e9
    return {
        "Lambda": (prices.MINUTES_A_MONTH + usage.requests) * prices.LAMBDA_REQUEST
        + seconds * MEMORY_GB * prices.LAMBDA_GB_SECOND,
        "DynamoDB": writes * prices.DYNAMODB_WRITE_UNIT + reads * prices.DYNAMODB_READ_UNIT,
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
@click.option("--singly", is_flag=True, help="TaskRouter's list lacks the waits: each queue is asked for by itself.")
def cost(queues: tuple[int, ...], calls_a_day: int, refresh_seconds: str, wait_seconds: int, singly: bool) -> None:
    """Print what a month costs at AWS in US dollars, by list prices without a free tier."""
    usages = [Usage(each, calls_a_day, int(refresh_seconds), wait_seconds, singly) for each in queues]
    click.echo(columns([("TASK QUEUES", *(name.upper() for name in dollars(usages[0])), "TOTAL"), *map(row, usages)]))


def row(usage: Usage) -> tuple[str, ...]:
    """Return a month's dollars as a line of the table."""
    parts = dollars(usage).values()
    return (f"{usage.queues}", *(f"{each:.2f}" for each in parts), f"{sum(parts):.2f}")
