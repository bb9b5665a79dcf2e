"""`accuracy`: how accurate the announced waits were, beside the mean wait of 15 minutes that others announce."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import click

from ivr.wallboard.shown.accuracy_figures import figures
from ops.aws_clients import table
from ops.json_output import JSON, echo
from ops.layout import NOTHING, clock_time, columns, ratio, share, signed_time
from poller.workspace.workflow_reader import caller_classes
from waittimes import feedback, workflow_store
from waittimes.cache import WaitReader
from waittimes.feedback import Totals
from waittimes.page import MalformedPage
from waittimes.score import CallerClass
from waittimes.settings import loading
from waittimes.settings.config import Line
from waittimes.table import Table

ESTIMATE_COLUMNS = (
    *("LINE", "TASK QUEUE", "PRIORITY", "CALLS", "PROMISED", "WAITED", "ERROR", "BIAS", "ABOVE", "BELOW"),
    *("AVG15", "ITS ERROR", "ITS BIAS", "RATIO", "SINCE"),
)
SENTENCE_COLUMNS = (
    *("LINE", "TASK QUEUE", "PRIORITY", "HEARD", "LONGER", "BY 2 MIN", "LOSS", "ITS LOSS", "LOSS RATIO"),
    *("SHORTLY", "THEY WAITED", "OVER 1 MIN", "OVER 3 MIN"),
)
LEGEND = """
The first table judges the estimates. PROMISED and WAITED are means. ERROR is the mean difference, in either
direction; BIAS is promised minus waited: below 0, callers were told too little. ABOVE and BELOW are the shares of
callers who waited longer or shorter than their range, which should hold four in five. AVG15 is what the mean wait of
the calls answered in the 15 minutes before would have promised. RATIO is ERROR over ITS ERROR, both of the calls for
which there was such a mean: below 1 ours was better.

The second table judges the sentences, by the longest wait that each names. HEARD are the callers who heard one,
LONGER those who waited longer, BY 2 MIN those who waited more than two minutes longer. LOSS is the mean pinball loss
at 0.8: a second too short costs 0.8, a second too long 0.2. ITS LOSS is that of AVG15, said in the same way; LOSS
RATIO is of the calls that have both. SHORTLY are the callers who were told that someone would be with them shortly."""
NONE_YET = (
    'No call has been scored yet. A call is scored when its caller was told minutes or "shortly", was answered,'
    " and has hung up."
)


@dataclass(frozen=True, slots=True)
class Promised:
    """The score of the promises to callers of one or more lines who are promised the same wait."""

    lines: tuple[str, ...]
    task_queue_sid: str
    name: str
    """The task queue's name; its SID where the table does not know it."""
    priority: int
    totals: Totals


@click.command()
@JSON
def accuracy(*, as_json: bool) -> None:
    """Show what each line's callers were told, how long they waited, and what AVG15 would have told them."""
    settings = loading.current()
    promised = list(promises(settings.lines, table(settings), now=time.time()))
    if as_json:
        echo([for_scripts(each) for each in promised])
    else:
        click.echo(page(promised))


def promises(lines: Iterable[Line], waits: Table, *, now: float) -> Iterator[Promised]:
    """Yield the scores of these lines; lines that share their promises share one. Raises TableUnavailable."""
    together = defaultdict[tuple[str, CallerClass], list[Line]](list)
    for line in lines:
        for callers in _classes(line, waits, now):
            together[line.workspace_sid, callers].append(line)
    for (workspace_sid, callers), sharing in together.items():
        (totals,) = feedback.read(waits, workspace_sid, [callers]).values()
        name = _name(waits, workspace_sid, callers.queue_sid, now)
        yield Promised(tuple(line.name for line in sharing), callers.queue_sid, name, callers.priority, totals)


def for_scripts(promised: Promised) -> dict[str, Any]:
    """Return the score as an object of JSON."""
    return {
        "lines": promised.lines,
        "task_queue_sid": promised.task_queue_sid,
        "name": promised.name,
        "priority": promised.priority,
        "calls": promised.totals.score.calls,
        "heard": promised.totals.score.heard,
        "shortly": promised.totals.score.shortly,
        "since": promised.totals.since,
        **figures(promised.totals.score),
    }


def page(promised: Iterable[Promised]) -> str:
    """Return two tables, of the estimates and of the sentences, and what their columns mean."""
    those = list(promised)
    if not any(each.totals.score.calls or each.totals.score.shortly for each in those):
        return "\n".join([columns([ESTIMATE_COLUMNS, *map(_estimate, those)]), f"\n{NONE_YET}"])
    estimates = columns([ESTIMATE_COLUMNS, *map(_estimate, those)])
    sentences = columns([SENTENCE_COLUMNS, *map(_sentence, those)])
    return f"{estimates}\n\n{sentences}\n{LEGEND}"


def _estimate(each: Promised) -> tuple[str, ...]:
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
        ratio(known["ratio"]),
        NOTHING if since is None else time.strftime("%Y-%m-%d", time.gmtime(since)),
    )


def _sentence(each: Promised) -> tuple[str, ...]:
    known = figures(each.totals.score)
    return (
        ", ".join(each.lines),
        each.name,
        str(each.priority),
        str(each.totals.score.heard),
        share(known["heard_above_share"]),
        share(known["heard_far_above_share"]),
        clock_time(known["pinball_seconds"]),
        clock_time(known["history_pinball_seconds"]),
        ratio(known["pinball_ratio"]),
        str(each.totals.score.shortly),
        clock_time(known["shortly_waited_seconds"]),
        share(known["shortly_above_share"]),
        share(known["shortly_far_above_share"]),
    )


def _classes(line: Line, waits: Table, now: float) -> list[CallerClass]:
    """Return the classes of the line's callers: one where it names a task queue, else those its workflow leads to."""
    if line.task_queue_sid:
        return [feedback.of_line(line)]
    stored = workflow_store.load(waits, line.workspace_sid, line.workflow_sid, now=now)
    return sorted(caller_classes([line], {line.workflow_sid: stored.workflow}))


def _name(waits: Table, workspace_sid: str, queue_sid: str, now: float) -> str:
    try:
        wait = WaitReader(waits).wait(workspace_sid, queue_sid, now=now)
    except MalformedPage:
        wait = None
    return wait.queue_name if wait else queue_sid
