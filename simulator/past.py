"""The hours before the simulated contact centre goes live: polled, and with promises kept or not.

The callers of these hours dial no phone. What the phone would have promised them is the estimate of the poll before
they joined, and their scores are added up as the phone adds them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from poller.handler import build_poller, dynamo_table
from simulator.api.accounts import Account
from simulator.api.taskrouter_api import create_api
from simulator.centre.centre import Centre
from simulator.centre.history import Window
from simulator.centre.task import VOICE
from simulator.server import serve
from waittimes import cache, feedback
from waittimes.score import Score, score_call
from waittimes.settings import loading
from waittimes.settings.config import Line
from waittimes.table import Table
from waittimes.wait import Wait

POLL_EVERY_SECONDS = 150.0
"""Half a slot of the history: a poll every minute would take a minute of waiting at the start."""


@dataclass
class Moment:
    """The time of the past that is played, in seconds since the epoch."""

    now: float

    def __call__(self) -> float:
        """Return it."""
        return self.now


@dataclass
class Announced:
    """What was known of one task queue, poll by poll."""

    times: list[float] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)

    def before(self, at: float) -> Wait | None:
        """Return what was known to somebody who joined at this time; None if nothing was."""
        place = bisect_right(self.times, at)
        return self.waits[place - 1] if place else None


def play(centre: Centre, account: Account, *, until: float) -> None:
    """Let the contact centre work until this time, poll it, and score what callers would have been promised."""
    moment = Moment(centre.now)
    with serve(create_api([account], moment)) as url:
        settings = replace(loading.current(), taskrouter_url=url)
        table = dynamo_table(settings)
        poller = build_poller(settings, table)
        poller = replace(poller, setup=replace(poller.setup, clock=moment))
        announced = {line.name: Announced() for line in settings.lines if line.task_queue_sid}
        while moment.now + POLL_EVERY_SECONDS < until:
            window = Window(moment.now, moment.now + POLL_EVERY_SECONDS)
            moment.now = window.end
            poller.refresh()
            for line in settings.lines:
                for score in _scores(centre, line, announced, window):
                    feedback.add(table, line, score, now=moment.now)
            _note(settings.lines, announced, {each.queue_sid: each for each in _waits(table, settings.lines)})


def _waits(table: Table, lines: Sequence[Line]) -> list[Wait]:
    return [wait for sid in {line.workspace_sid for line in lines} for wait in cache.all_waits(table, sid)]


def _note(lines: Sequence[Line], announced: dict[str, Announced], waits: dict[str, Wait]) -> None:
    for line in lines:
        if line.name in announced and line.task_queue_sid in waits:
            announced[line.name].times.append(waits[line.task_queue_sid].measured_at)
            announced[line.name].waits.append(waits[line.task_queue_sid])


def _scores(centre: Centre, line: Line, announced: dict[str, Announced], window: Window) -> list[Score]:
    """Return the sum of the scores of the calls that were answered in the window, in a list that is empty for none."""
    if line.name not in announced:
        return []
    accepted = centre.queues[line.task_queue_sid].tally(VOICE).accepted
    total = Score()
    for seconds, at in zip(accepted.within(window), _times(accepted.times, window), strict=True):
        wait = announced[line.name].before(at - seconds)
        if wait is None or wait.estimate.seconds is None or wait.estimate.low_seconds is None:
            continue
        total = total.plus(_score(wait, round(seconds)))
    return [total] if total.calls else []


def _times(times: Sequence[float], window: Window) -> Sequence[float]:
    return times[bisect_right(times, window.start) : bisect_right(times, window.end)]


def _score(wait: Wait, waited: int) -> Score:
    estimate, history = wait.estimate, wait.evidence.get("history")
    return score_call(
        promised=round(estimate.seconds or 0),
        waited=waited,
        low=None if estimate.low_seconds is None else round(estimate.low_seconds),
        high=None if estimate.high_seconds is None else round(estimate.high_seconds),
        history=None if history is None else round(history),
    )
