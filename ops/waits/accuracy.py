"""`accuracy`: what the numbers that callers were told were worth, beside the mean wait that others announce."""

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import click

from ops.aws_clients import table
from ops.layout import NOTHING, clock_time, columns, share, signed_time
from waittimes import feedback
from waittimes.cache import WaitReader
from waittimes.feedback import Totals
from waittimes.page import MalformedPage
from waittimes.score import CallerClass, Score
from waittimes.settings import loading
from waittimes.settings.config import Line
from waittimes.table import Table

COLUMNS = (
    *("LINE", "TASK QUEUE", "PRIORITY", "CALLS", "PROMISED", "WAITED", "ERROR", "BIAS", "ABOVE", "BELOW"),
    *("AVG15", "ITS ERROR", "ITS BIAS", "RATIO", "SINCE"),
)
LEGEND = """
PROMISED and WAITED are means. ERROR is the mean difference, in either direction; BIAS is promised less waited: below 0,
callers were told too little. ABOVE and BELOW are the shares of callers who waited longer or shorter than their range,
which should hold four in five. AVG15 is what the mean wait of the calls answered in the 15 minutes before would have
promised. RATIO is ERROR over ITS ERROR, both of the calls for which there was such a mean: below 1 ours was better."""
NONE_YET = "No call has been scored yet: its caller must be told minutes, be answered, and hang up."


@dataclass(frozen=True, slots=True)
class Promised:
    """What callers of some lines, who are promised the same, were promised, and what came of it."""

    lines: tuple[str, ...]
    task_queue_sid: str
    name: str
    """The task queue's name; its SID where the table does not know it."""
    priority: int
    totals: Totals


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON list on standard output, for scripts.")
def accuracy(*, as_json: bool) -> None:
    """Show for every line what its callers were told, how long they waited, and what AVG15 would have told them."""
    settings = loading.current()
    promised = list(found(settings.lines, table(settings), now=time.time()))
    click.echo(json.dumps([for_scripts(each) for each in promised]) if as_json else page(promised))


def found(lines: Iterable[Line], waits: Table, *, now: float) -> Iterator[Promised]:
    """Yield what the table holds for these lines, those that share their promises together. Raises TableUnavailable."""
    together: defaultdict[tuple[str, CallerClass], list[Line]] = defaultdict(list)
    for line in lines:
        together[line.workspace_sid, feedback.of_line(line)].append(line)
    for (workspace_sid, callers), sharing in together.items():
        (totals,) = feedback.read(waits, workspace_sid, [callers]).values()
        name = _name(waits, sharing[0], now)
        yield Promised(tuple(line.name for line in sharing), callers.queue_sid, name, callers.priority, totals)


def figures(score: Score) -> dict[str, float | None]:
    """Return means in seconds, shares and the ratio of the errors, by name; None where no call shows it."""
    return {
        "promised_seconds": _per(score.promised, score.calls),
        "waited_seconds": _per(score.waited, score.calls),
        "error_seconds": _per(score.error, score.calls),
        "bias_seconds": _per(score.promised - score.waited, score.calls),
        "above_share": _per(score.above, score.ranged),
        "below_share": _per(score.below, score.ranged),
        "history_seconds": _per(score.history, score.compared),
        "history_error_seconds": _per(score.history_error, score.compared),
        "history_bias_seconds": _per(score.history - score.compared_waited, score.compared),
        "ratio": _per(score.compared_error, score.history_error),
    }


def for_scripts(promised: Promised) -> dict[str, Any]:
    """Return the same as an object of JSON."""
    return {
        "lines": promised.lines,
        "task_queue_sid": promised.task_queue_sid,
        "name": promised.name,
        "priority": promised.priority,
        "calls": promised.totals.score.calls,
        "since": promised.totals.since,
        **figures(promised.totals.score),
    }


def page(promised: Iterable[Promised]) -> str:
    """Return the figures as lines of columns, and what they mean."""
    rows = [_row(each) for each in promised]
    scored = any(row[COLUMNS.index("CALLS")] != "0" for row in rows)
    return "\n".join([columns([COLUMNS, *rows]), LEGEND if scored else f"\n{NONE_YET}"])


def _row(each: Promised) -> tuple[str, ...]:
    known, since = figures(each.totals.score), each.totals.since
    return (
        ", ".join(each.lines),
        each.name,
        str(each.priority),
        str(each.totals.score.calls),
        clock_time(known["promised_seconds"]),
        clock_time(known["waited_seconds"]),
        clock_time(known["error_seconds"]),
        signed_time(known["bias_seconds"]),
        share(known["above_share"]),
        share(known["below_share"]),
        clock_time(known["history_seconds"]),
        clock_time(known["history_error_seconds"]),
        signed_time(known["history_bias_seconds"]),
        NOTHING if known["ratio"] is None else f"{known['ratio']:.2f}",
        NOTHING if since is None else time.strftime("%Y-%m-%d", time.gmtime(since)),
    )


def _per(total: int, count: int) -> float | None:
    return total / count if count else None


def _name(waits: Table, line: Line, now: float) -> str:
    try:
        wait = WaitReader(waits).wait(line.workspace_sid, line.task_queue_sid, now=now)
    except MalformedPage:
        wait = None
    return wait.queue_name if wait else line.task_queue_sid
