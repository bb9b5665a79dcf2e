"""What a viewer sees: the lines, all task queues, and what the promises were worth. Works without a script."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template, request

from ivr.phone import Phone
from ivr.wallboard import board_api, conditional, details, line_rows, moments, patience, promises, session
from ivr.wallboard.asked import THEME_COOKIE, Asked, asked
from ivr.wallboard.board_api import BoardApi
from ivr.wallboard.histories import Histories
from ivr.wallboard.line_rows import QueueRows
from ivr.wallboard.links import link
from ivr.wallboard.paging import ROWS_A_PAGE, ROWS_ON_A_WALL, Paged, paged
from ivr.wallboard.reader import BoardReader, Reading
from ivr.wallboard.shown import durations
from ivr.wallboard.shown.row import Row
from ivr.wallboard.shown.summary import summary

REFRESH_SECONDS = 15
"""How often the page looks for something new."""
HTML = "text/html; charset=utf-8"
THEME_SECONDS = 365 * 24 * 3600
SWITCH_SECONDS = 0.0005
"""How long a thread may compute while others wait, in a process that somebody looks at."""


@dataclass(frozen=True, slots=True)
class Boards:
    """The pages, and what they remember between requests. One for each process."""

    phone: Phone
    reader: BoardReader
    histories: Histories
    queue_rows: QueueRows

    def board(self) -> Response:
        """Answer with the lines, of which one may be open."""
        viewer, wanted, deadline = session.viewer(), _asked(), patience.deadline()
        lines = viewer.lines(self.phone.config)
        reading = self.reader.lines(lines, deadline)
        rows = line_rows.of_lines(self.phone, reading)
        size = ROWS_ON_A_WALL if wanted.is_wall else ROWS_A_PAGE
        found = self._with_trends(paged(rows, search=wanted.search, page=wanted.page, size=size), reading)
        detail = None
        for line, current in reading.lines:
            if line.name == wanted.opened:
                row = next(each for each in rows if each.line == line.name)
                detail = details.of_line(self.phone, self.histories, line, (current, row))
        shown = {"paged": found, "detail": detail, "summary": summary(rows), **_freshness(reading, rows)}
        return self._page("board.html", wanted, reading.now, shown)

    def queues(self) -> Response:
        """Answer with the task queues, a page at a time."""
        viewer, wanted, deadline = session.viewer(), _asked(), patience.deadline()
        accounts = [each for each in self.phone.config.accounts if viewer.may_see(each)]
        workspaces = [sid for each in accounts for sid in each.workspace_sids]
        reading = self.reader.workspaces(workspaces, viewer.lines(self.phone.config), deadline)
        rows = self.queue_rows.rows(self.phone, reading, accounts)
        found = self._with_trends(paged(rows, search=wanted.search, page=wanted.page), reading)
        shown = {"paged": found, "detail": None, "summary": summary(rows), **_freshness(reading, rows)}
        return self._page("queues.html", wanted, reading.now, shown)

    def promises(self) -> Response:
        """Answer with what the promises were worth, by line, and of one line by day."""
        viewer, wanted = session.viewer(), _asked()
        lines = viewer.lines(self.phone.config)
        by_line = promises.of_lines(self.phone, lines)
        days: list[promises.Promises] = []
        if wanted.opened:
            line = viewer.line(self.phone.config, wanted.opened)
            days = promises.of_days(self.phone, self.histories, line, zone=details.zone_of(line))
        shown = {"by_line": by_line, "days": days, "is_complete": len(by_line) == len(lines)}
        return self._page("promises.html", wanted, self.phone.clock(), shown)

    def _with_trends(self, found: Paged, reading: Reading) -> Paged:
        if reading.failure:
            return found
        queues = [(each.workspace_sid, each.wait.queue_sid) for each in found.rows if each.wait]
        trends = self.histories.trends(queues, now=reading.now)
        return replace(found, rows=tuple(_with_trend(each, trends) for each in found.rows))

    def _page(self, template: str, wanted: Asked, now: float, shown: Mapping[str, Any]) -> Response:
        context = {
            **shown,
            "asked": wanted,
            "now": now,
            "here": partial(self._here, wanted),
            "local": partial(self._local, now),
            "refresh_seconds": REFRESH_SECONDS,
            "durations": durations,
            "moments": moments,
        }

        def render(tag: str) -> str:
            return render_template(template, **context, tag=tag)

        response = conditional.answer(now, (session.viewer(), wanted, shown), render, content_type=HTML)
        if "theme" in request.args:
            response.set_cookie(THEME_COOKIE, wanted.theme, max_age=THEME_SECONDS, httponly=True, samesite="Strict")
        return response

    def _local(self, now: float, moment: float, line_name: str) -> str:
        """Return a moment as the line's callers would say it."""
        line = self.phone.config.line(line_name)
        return moments.short(moment, now=now, zone=details.zone_of(line) if line else UTC)

    def _here(self, wanted: Asked, **changes: str) -> str:
        """Return the address of this page with some of its query changed; an empty value is left out."""
        query = {name: value for name, value in {**wanted.kept, **changes}.items() if value}
        return link(self.phone, str(request.endpoint), **query)


def register(blueprint: Blueprint, phone: Phone) -> None:
    """Add the pages of the board and its JSON."""
    # A call that arrives while a page is rendered waits for the interpreter's lock; by default for 5 ms at a time.
    sys.setswitchinterval(SWITCH_SECONDS)
    boards = Boards(phone, BoardReader(phone), Histories(phone), QueueRows())
    blueprint.add_url_rule("/board", "board", boards.board)
    blueprint.add_url_rule("/board/queues", "queues", boards.queues)
    blueprint.add_url_rule("/board/promises", "promises", boards.promises)
    board_api.register(blueprint, BoardApi(phone, boards.reader, boards.histories, boards.queue_rows))


def _asked() -> Asked:
    return asked(is_kiosk=session.viewer().is_kiosk)


def _with_trend(row: Row, trends: Mapping[tuple[str, str], Any]) -> Row:
    return replace(row, trend=trends.get((row.workspace_sid, row.wait.queue_sid))) if row.wait else row


def _freshness(reading: Reading, rows: list[Row]) -> dict[str, Any]:
    """Return when the newest of these figures was measured, and whether that is too long ago."""
    fresh_seconds = min((each.fresh_seconds for each in rows), default=0)
    measured_at = reading.measured_at
    return {
        "measured_at": measured_at,
        "fresh_seconds": fresh_seconds,
        "is_late": bool(rows) and reading.now - measured_at > fresh_seconds,
        "failure": reading.failure,
    }
