"""The board as JSON: the same figures as the page, by the names of openapi.json."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from flask import Blueprint, Response, request

from ivr.announcing.announce import estimate_for
from ivr.phone import Phone
from ivr.wallboard import conditional, details, line_rows, patience, promises, session
from ivr.wallboard.asked import asked
from ivr.wallboard.details import Detail
from ivr.wallboard.histories import Histories
from ivr.wallboard.line_rows import QueueRows
from ivr.wallboard.moments import instant
from ivr.wallboard.paging import paged
from ivr.wallboard.promises import Promises
from ivr.wallboard.reader import BoardReader, Reading
from ivr.wallboard.shown.row import Row
from waittimes.history import STEP_SECONDS, Point
from waittimes.score import NO_SCORE
from waittimes.wait import Estimate

JSON = "application/json"
MOST_HISTORY_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class BoardApi:
    """The answers below /board/api."""

    phone: Phone
    reader: BoardReader
    histories: Histories
    queue_rows: QueueRows

    def lines(self) -> Response:
        """Answer with every line that the viewer may see, the worst first."""
        reading = self.reader.lines(session.viewer().lines(self.phone.config), patience.deadline())
        rows = line_rows.of_lines(self.phone, reading)
        return _answer(reading, rows, lambda: {"lines": [of_row(each, reading.now) for each in rows]})

    def line(self, name: str) -> Response:
        """Answer with one line: its figures, and all that the page shows of it when it is open."""
        line = session.viewer().line(self.phone.config, name)
        reading = self.reader.lines([line], patience.deadline())
        ((_, current),) = reading.lines
        row = line_rows.of_line(self.phone, line, current, reading)
        found = details.of_line(self.phone, self.histories, line, (current, row))
        return _answer(reading, found, lambda: of_detail(found, reading.now))

    def history(self, name: str) -> Response:
        """Answer with the points of a line's task queue, of the last `hours`."""
        line = session.viewer().line(self.phone.config, name)
        reading = self.reader.lines([line], patience.deadline())
        ((_, current),) = reading.lines
        row = line_rows.of_line(self.phone, line, current, reading)
        hours = request.args.get("hours", "24")
        seconds = 3600 * int(hours) if hours.isascii() and hours.isdecimal() and len(hours) < 4 else 0  # noqa: PLR2004
        end = (reading.now // STEP_SECONDS + 1) * STEP_SECONDS
        queue = (line.workspace_sid, row.wait.queue_sid if row.wait else line.task_queue_sid)
        start = end - min(seconds, MOST_HISTORY_SECONDS)
        points = self.histories.points([queue], start=start, end=end).get(queue, ())
        facts = {"line": name, "points": [of_point(each, line.priority) for each in points]}
        return _answer(reading, points, lambda: facts)

    def queues(self) -> Response:
        """Answer with a page of the task queues that match `q`."""
        viewer, wanted = session.viewer(), asked(is_kiosk=False)
        accounts = [each for each in self.phone.config.accounts if viewer.may_see(each)]
        workspaces = [sid for each in accounts for sid in each.workspace_sids]
        reading = self.reader.workspaces(workspaces, viewer.lines(self.phone.config), patience.deadline())
        rows = self.queue_rows.rows(self.phone, reading, accounts)
        found = paged(rows, search=wanted.search, page=wanted.page)
        facts = {"page": found.page, "pages": found.pages, "matching": found.matching, "all": found.all}
        return _answer(reading, found, lambda: {**facts, "queues": [of_row(each, reading.now) for each in found.rows]})

    def promises(self) -> Response:
        """Answer with what the promises of each line were worth."""
        lines = session.viewer().lines(self.phone.config)
        found = promises.of_lines(self.phone, lines)
        reading = Reading(self.phone.clock(), {}, ())
        return _answer(reading, found, lambda: {"lines": [of_promises(each) for each in found]})


def register(blueprint: Blueprint, api: BoardApi) -> None:
    """Add the routes below /board/api."""
    blueprint.add_url_rule("/board/api/lines", "api_lines", api.lines)
    blueprint.add_url_rule("/board/api/lines/<name>", "api_line", api.line)
    blueprint.add_url_rule("/board/api/lines/<name>/history", "api_history", api.history)
    blueprint.add_url_rule("/board/api/queues", "api_queues", api.queues)
    blueprint.add_url_rule("/board/api/promises", "api_promises", api.promises)
    blueprint.add_url_rule("/board/api/openapi.json", "api_document", _document)


def of_row(row: Row, now: float) -> dict[str, Any]:
    """Return a row by the names of the document."""
    wait, muting = row.wait, row.heard.muting
    return {
        "name": row.name,
        "line": row.line or None,
        "account": row.account,
        "workspace_sid": row.workspace_sid,
        "task_queue_sid": wait.queue_sid if wait else None,
        "task_queue": row.queue,
        "status": row.status.value,
        "is_muted": row.is_muted,
        "muted_by": muting.set_by or None if muting else None,
        "muted_because": muting.reason or None if muting else None,
        "muted_until": instant(muting.until) if muting else None,
        "state": row.told.state.value,
        "low_minutes": row.told.low_minutes,
        "high_minutes": row.told.high_minutes,
        "heard": row.heard.said if row.line else None,
        "withheld": row.heard.withheld or None,
        "wait_seconds": row.estimate.seconds,
        "low_seconds": row.estimate.low_seconds,
        "high_seconds": row.estimate.high_seconds,
        "basis": wait.basis.value if wait else None,
        "waiting": wait.pending if wait else None,
        "longest_waiting_seconds": wait.longest_waiting_seconds if wait else None,
        "agents_free": wait.agents_free if wait else None,
        "agents_busy": wait.agents_busy if wait else None,
        "answered": wait.answered if wait else None,
        "hung_up": row.hung_up,
        "measured_at": instant(wait.measured_at) if wait else None,
        "age_seconds": round(wait.age_seconds(now)) if wait else None,
    }


def of_detail(found: Detail, now: float) -> dict[str, Any]:
    """Return a line opened by the names of the document."""
    wait = found.row.wait
    return {
        **of_row(found.row, now),
        "reasons": found.reasons,
        "spoken": [{"language": each.tag, "text": each.text, "is_own": each.is_own} for each in found.spoken],
        "priorities": [
            {"priority": each, **_range(estimate_for(wait, each))} for each, _ in found.priorities if wait is not None
        ],
        "hours": found.hours,
        "callbacks_pending": found.callbacks_pending,
        "promises": of_promises(found.promises) if found.promises else None,
        "today": of_promises(found.today),
    }


def of_promises(found: Promises) -> dict[str, Any]:
    """Return what promises were worth by the names of the document."""
    return {
        "title": found.title,
        "since": instant(found.since),
        "calls": found.score.calls,
        **found.figures,
    }


def of_point(point: Point, priority: int) -> dict[str, Any]:
    """Return a point of the history by the names of the document."""
    score = point.scores.get(priority, NO_SCORE)
    return {
        "at": instant(point.at),
        "wait_seconds": point.estimate_seconds,
        "low_seconds": point.low_seconds,
        "high_seconds": point.high_seconds,
        "waiting": point.waiting,
        "longest_waiting_seconds": point.longest_waiting_seconds,
        "agents_free": point.agents_free,
        "agents_busy": point.agents_busy,
        "answered": point.answered,
        "hung_up": point.hung_up,
        "calls": score.calls,
        "waited_seconds": score.waited / score.calls if score.calls else None,
    }


def _range(estimate: Estimate) -> Mapping[str, float | None]:
    return {
        "wait_seconds": estimate.seconds,
        "low_seconds": estimate.low_seconds,
        "high_seconds": estimate.high_seconds,
    }


def _answer(reading: Reading, shown: Any, facts: Callable[[], dict[str, Any]]) -> Response:
    def rendered(_tag: str) -> str:
        return json.dumps({"now": instant(reading.now), "failure": reading.failure or None, **facts()})

    return conditional.answer(reading.now, (session.viewer().id, shown), rendered, content_type=JSON)


def _document() -> Response:
    return Response(resources.files("ivr.wallboard").joinpath("openapi.json").read_bytes(), content_type=JSON)
