"""A row of the board: a line, or a task queue, as its callers are told its wait. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ivr.announcing.announce import NOTHING, Announcement, State, announce, estimate_for
from ivr.current_wait import CurrentWait
from ivr.switch import Muting
from ivr.wallboard.charts.sparkline import Sparkline
from ivr.wallboard.shown.status import Status, is_stale, status_of
from waittimes.settings.config import Line
from waittimes.settings.line_policy import Policy, Showing
from waittimes.wait import NO_ESTIMATE, Estimate, Wait

DEFAULT_POLICY, DEFAULT_SHOWING = Policy(), Showing()


@dataclass(frozen=True, slots=True)
class Heard:
    """What the callers of a line hear of the wait."""

    said: str
    """The sentence that they hear now, in the line's language."""
    withheld: str = ""
    """The sentence that they do not hear because the line is muted."""
    language: str = "en"
    """Its language tag."""
    muting: Muting | None = None
    """Who mutes the line, why and until when; None for a line that is not muted, or while that is not known."""


NOBODY_HEARS = Heard("No line announces it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. Nothing in it depends on the time of day, so two equal rows look the same but for their ages."""

    name: str
    """The line's name; the task queue's where no line announces it."""
    line: str = ""
    """The line's name, "" for a task queue."""
    account: str
    workspace_sid: str
    queue: str
    """The name of the task queue; of all that the caller may reach, joined by "or"."""
    status: Status
    is_muted: bool = False
    told: Announcement = NOTHING
    """What callers would be told if the line were not muted."""
    heard: Heard
    wait: Wait | None = None
    """The record; None if there is none that callers could be told of."""
    estimate: Estimate = NO_ESTIMATE
    fresh_seconds: int
    """Up to this age the record is fresh; callers hear a number."""
    ageing_seconds: int
    """Above this age callers hear nothing of it."""
    trend: Sparkline | None = None
    """The estimates of the last two hours."""

    @property
    def hung_up(self) -> int | None:
        """Calls whose caller hung up within the window; None where not known."""
        found = self.wait.evidence.get("abandoned") if self.wait else None
        return None if found is None else round(found)

    @property
    def is_current(self) -> bool:
        """Whether its figures may be shown as those of now."""
        return self.wait is not None and self.status is not Status.STALE

    @property
    def badness(self) -> tuple[int, float, str]:
        """The order of rows: the worst status first, then the longest wait, then the name."""
        longest = self.wait.longest_waiting_seconds if self.wait else 0
        return self.status.rank, -max(self.estimate.seconds or 0.0, longest), self.name

    @property
    def minutes_told(self) -> str:
        """The wait as callers are told it, in minutes: "1–4", "about 5", "under 1", "over 45"; "" for no number."""
        return minutes_told(self.told)


def minutes_told(told: Announcement) -> str:
    """Return the announced minutes in figures, "" where none are announced."""
    if not told.has_number:
        return ""
    if told.high_minutes is None:
        return f"over {told.low_minutes}"
    if told.low_minutes == 0:
        return f"under {told.high_minutes}"
    if told.low_minutes == told.high_minutes:
        return f"about {told.high_minutes}"
    return f"{told.low_minutes}–{told.high_minutes}"


def unmuted(line: Line, current: CurrentWait) -> CurrentWait:
    """Return the same moment as if the line were not muted."""
    if current.is_closed:
        return current
    told = announce(current.wait, now=current.now, policy=line.policy, priority=line.priority)
    return replace(current, announcement=told)


def of_line(line: Line, current: CurrentWait, wait: Wait | None, heard: Heard) -> Row:
    """Return the row of a line. `current` is its moment as if it were not muted.

    `wait` is the record whose figures are shown, which a closed line has too.
    """
    estimate = estimate_for(wait, line.priority) if wait else NO_ESTIMATE
    return Row(
        name=line.name,
        line=line.name,
        account=line.account.name,
        workspace_sid=line.workspace_sid,
        queue=" or ".join(current.queues) or (wait.queue_name if wait else line.task_queue_sid),
        status=_status(line, current, wait, estimate),
        is_muted=heard.muting is not None or bool(heard.withheld),
        told=current.announcement,
        heard=heard,
        wait=wait,
        estimate=estimate,
        fresh_seconds=line.policy.fresh_seconds,
        ageing_seconds=line.policy.ageing_seconds,
    )


def _status(line: Line, current: CurrentWait, wait: Wait | None, estimate: Estimate) -> Status:
    if wait is not None:
        stale = is_stale(wait, current.now, line.policy)
        return status_of(current.announcement, wait, estimate, line.showing, is_stale=stale)
    if current.announcement.state is State.CLOSED:
        return Status.CLOSED
    # Of a caller who may reach several queues no single record is true. Without any queue, nothing could be read.
    return Status.UNKNOWN if current.queues else Status.STALE


def of_announced(wait: Wait, rows: Sequence[Row]) -> Row:
    """Return the row of a task queue, from the rows of the lines that announce its wait."""
    names = ", ".join(each.line for each in rows)
    return replace(rows[0], name=wait.queue_name, line=names, queue=wait.queue_name)


def of_queue(wait: Wait, *, account: str, workspace_sid: str, now: float) -> Row:
    """Return the row of a task queue that no line announces, as a line with default settings would be told it."""
    told = announce(wait, now=now, policy=DEFAULT_POLICY)
    stale = is_stale(wait, now, DEFAULT_POLICY)
    return Row(
        name=wait.queue_name,
        account=account,
        workspace_sid=workspace_sid,
        queue=wait.queue_name,
        status=status_of(told, wait, wait.estimate, DEFAULT_SHOWING, is_stale=stale),
        told=told,
        heard=NOBODY_HEARS,
        wait=wait,
        estimate=wait.estimate,
        fresh_seconds=DEFAULT_POLICY.fresh_seconds,
        ageing_seconds=DEFAULT_POLICY.ageing_seconds,
    )
