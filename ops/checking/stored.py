"""The table: whether it can be read and written, how old its waits are, and how accurate they were."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace

from entry.remedies import remedy
from ivr.announcing.announce import estimate_for
from ops import ending
from ops.checking import schedule, workflows
from ops.checking.finding import Finding
from ops.checking.lines import named
from ops.checking.schedule import Schedule
from ops.layout import clock_time
from ops.waits import accuracy, heard
from server import sqlite_file
from waittimes import cache
from waittimes.page import MalformedPage
from waittimes.score import SHORTLY_SECONDS
from waittimes.settings.config import Config, Line
from waittimes.table import PageConflict, Table, TableUnavailable
from waittimes.wait import Basis, Wait

OLDEST_WAIT_SECONDS = 180.0
"""Three polls: one may fail, and one may be late."""
PROBE, PROBE_LIFE_SECONDS = "check", 3600.0
"""The item that a check writes, to find out whether a poll could write."""
FEWEST_CALLS = 5
"""The number of calls from which on a mean is judged."""
PARTED_FACTOR, PARTED_SECONDS = 2.0, 60.0
"""Promise and wait differ too much when one exceeds the other by this factor and by this number of seconds."""
ONE_WAY_SHARE = 0.8
"""The least share of the error that must have one direction; below it, promise and wait differ by chance."""


def findings(
    settings: Config, pages: Table, there: str, now: float, unpolled: Container[Line] = ()
) -> Iterator[Finding]:
    """Yield the findings on the table and, if it can be read, on its waits. `there` names where the table is.

    The waits of the lines in `unpolled` cannot be fresh, for a reason that was reported already, so they are notes.
    """
    try:
        muted = heard.muted(settings, pages, now)
    except TableUnavailable as error:
        yield _unavailable(
            f"the table {settings.table} cannot be read, so no wait is announced ({error})", error, there
        )
        return
    yield _written(settings, pages, there, now)
    if muted:
        yield Finding(heard.muting(muted, ending.zone_of(settings, None), now).replace("\n", ". "), is_note=True)
    if said := heard.overriding(settings, pages, now):
        yield Finding(said, is_note=True)
    try:
        yield from _waits([line for line in settings.lines if line not in unpolled], pages, now, schedule.of(settings))
        for each in _waits([line for line in settings.lines if line in unpolled], pages, now, schedule.of(settings)):
            yield replace(each, remedy="", is_note=True) if each.remedy else each
        yield from workflows.stored(settings.lines, pages, now, schedule.of(settings))
        yield from _worth(settings.lines, pages, now)
    except TableUnavailable as error:
        yield _unavailable(f"the table {settings.table} cannot be read any more ({error})", error, there)


def _unavailable(what: str, error: TableUnavailable, there: str) -> Finding:
    known = sqlite_file.remedy(str(error)) or remedy(f"TableUnavailable: {error}", there)
    return Finding(what, known or "the table does not answer; try again")


def _written(settings: Config, pages: Table, there: str, now: float) -> Finding:
    """Return whether the table takes a write, as every poll makes many."""
    try:
        page = pages.get(PROBE, consistent=True)
        pages.put(PROBE, b"ok", replaces=page, measured_at=now, expires_at=now + PROBE_LIFE_SECONDS)
    except TableUnavailable as error:
        return _unavailable(
            f"the table {settings.table} cannot be written, so polls store nothing ({error})", error, there
        )
    except PageConflict:
        pass  # Another check has just written it.
    return Finding(f"the table {settings.table} can be read and written")


def _waits(lines: Iterable[Line], pages: Table, now: float, polls: Schedule) -> Iterator[Finding]:
    """Yield the age of the lines' waits: missing, unreadable, old and fresh ones."""
    reader = cache.WaitReader(pages)
    missing: list[Line] = []
    unreadable: list[Line] = []
    old: list[tuple[Line, Wait]] = []
    fresh: list[tuple[Line, Wait]] = []
    for line in (each for each in lines if each.task_queue_sid):
        try:
            wait = reader.wait(line.workspace_sid, line.task_queue_sid, now=now)
        except MalformedPage:
            unreadable.append(line)
            continue
        if wait is None:
            missing.append(line)
        else:
            (old if wait.age_seconds(now) > OLDEST_WAIT_SECONDS else fresh).append((line, wait))
    if missing:
        yield Finding(
            f"{named(missing)}: the table holds no wait of {_queues(missing)}",
            f"python -m ops poll says why; {polls.start}",
        )
    if unreadable:
        yield Finding(
            f"{named(unreadable)}: the wait in the table cannot be read", "python -m ops poll writes it again"
        )
    if old:
        remedy_of_all = f"no poll has stored anything since; {polls.inspect}"
        remedy_of_some = "python -m ops poll says why they are not refreshed"
        yield Finding(f"{_aged(old, now)} old", remedy_of_some if fresh else remedy_of_all)
    if fresh:
        yield Finding(f"{_aged(fresh, now)} old")
        yield from _beside_history(fresh)


def _aged(found: Sequence[tuple[Line, Wait]], now: float) -> str:
    ages = [wait.age_seconds(now) for _, wait in found]
    span = f"{max(ages):.0f}" if round(min(ages)) == round(max(ages)) else f"{min(ages):.0f} to {max(ages):.0f}"
    return f"{named(line for line, _ in found)}: the wait in the table is {span} s"


def _queues(lines: Sequence[Line]) -> str:
    sids = list(dict.fromkeys(line.task_queue_sid for line in lines))
    return f"task queue{'s' * (len(sids) > 1)} {', '.join(sids)}"


def _beside_history(found: Iterable[tuple[Line, Wait]]) -> Iterator[Finding]:
    """Yield notes on the lines whose estimate is far from the waits of the callers answered last."""
    for line, wait in found:
        told, history = estimate_for(wait, line.priority).seconds, wait.evidence.get("history")
        if wait.basis is Basis.AGENT_FREE or wait.answered < FEWEST_CALLS or told is None or history is None:
            continue
        if not parted(told, history):
            continue
        yield Finding(
            f"line {line.name}: the estimate is {clock_time(told)}, and the {wait.answered} callers answered in the"
            f" last {wait.window_seconds // 60} minutes waited {clock_time(history)} on average (python -m ops explain"
            f" {line.name})",
            is_note=True,
        )


def _worth(lines: Iterable[Line], pages: Table, now: float) -> Iterator[Finding]:
    """Yield the lines whose callers waited much longer or shorter than they were promised."""
    for promised in accuracy.promises(lines, pages, now=now):
        yield from _worth_of_shortly(promised)
        score = promised.totals.score
        if score.calls < FEWEST_CALLS:
            continue
        told, waited, error = score.promised / score.calls, score.waited / score.calls, score.error / score.calls
        if not parted(told, waited) or abs(waited - told) < ONE_WAY_SHARE * error:
            continue
        heard_that = f"were promised {clock_time(told)}"
        yield _parted(promised, heard_that, waited, score.calls)


def _worth_of_shortly(promised: accuracy.Promised) -> Iterator[Finding]:
    """Yield the lines most of whose callers were told "shortly" and waited for minutes."""
    score = promised.totals.score
    if score.shortly < FEWEST_CALLS:
        return
    waited = score.shortly_waited / score.shortly
    if parted(SHORTLY_SECONDS, waited) and score.shortly_above > score.shortly / 2:
        yield _parted(promised, 'were told "shortly"', waited, score.shortly)


def _parted(promised: accuracy.Promised, heard_that: str, waited: float, calls: int) -> Finding:
    first = promised.lines[0]
    return Finding(
        f"line{'s' * (len(promised.lines) > 1)} {', '.join(promised.lines)}: callers {heard_that} and waited"
        f" {clock_time(waited)} on average ({calls} calls)",
        f"mute it meanwhile (python -m ops mute {first}), see whether its callers join the task queue {promised.name},"
        f" and how its wait is estimated (python -m ops explain {first})",
    )


def parted(told: float, waited: float) -> bool:
    """Return whether two waits, in seconds, differ too much both in ratio and in time."""
    small, large = sorted((told, waited))
    return large - small >= PARTED_SECONDS and large >= PARTED_FACTOR * small
