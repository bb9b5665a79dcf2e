"""A workspace, read part by part: its task queues, its Activities, and its task mode."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from poller.estimation.workspace import Workspace
from poller.taskrouter import answers
from poller.taskrouter.pagination import Pagination
from poller.taskrouter.port import IncompleteWorkspace, TaskRouterError
from waittimes.deadline import OutOfTime
from waittimes.settings.formats import TASK_QUEUE_SID

PAGE_SIZE = 1000
"""The most entries that a page of a list holds (Twilio's OpenAPI document for TaskRouter)."""

Part = TypeVar("Part")


def read(context: Any, *, now: float) -> Workspace:
    """Return the workspace behind the package's `context`.

    Raises IncompleteWorkspace if a part cannot be read, and SecretUnavailable.
    """
    parts = _Parts()
    queues = parts.entries(context.task_queues)
    activities = parts.entries(context.activities)
    is_staffing_known = parts.failure is None
    mode = parts.read(context.fetch)
    working = {sid for queue in queues for sid in (queue.reservation_activity_sid, queue.assignment_activity_sid)}
    found = Workspace(
        read_at=now if parts.failure is None else 0.0,
        multi_tasking=mode is None or mode.multi_task_enabled is not False,
        queue_names={
            each.sid: str(each.friendly_name or each.sid)
            for each in queues
            if each.sid and TASK_QUEUE_SID.matches(str(each.sid))
        },
        available_activities=(
            frozenset(each.sid for each in activities if each.available and each.sid) if is_staffing_known else None
        ),
        working_activities=frozenset(sid for sid in working if sid),
    )
    if parts.failure:
        raise IncompleteWorkspace(parts.failure, found)
    return found


@dataclass(slots=True)
class _Parts:
    """Reads parts, and keeps the first failure."""

    failure: TaskRouterError | None = None

    def read(self, ask: Callable[[], Part]) -> Part | None:
        """Return a part; None if it cannot be read."""
        try:
            return answers.fetch(ask)
        except OutOfTime:
            self._fail(TaskRouterError("no time left"))
        except TaskRouterError as error:
            self._fail(error)
        return None

    def entries(self, resource: Any) -> list[Any]:
        """Return the entries of a list, up to where it can be read."""
        found: list[Any] = []
        pages, url = Pagination(), ""
        ask: Callable[[], Any] = partial(resource.page, page_size=PAGE_SIZE)
        while page := self.read(partial(_page, ask)):
            entries, next_url = page
            found += entries
            if not next_url:
                break
            if problem := pages.problem(url, (str(each.sid) for each in entries), next_url):
                self._fail(TaskRouterError(problem))
                break
            url, ask = next_url, partial(resource.get_page, next_url)
        return found

    def _fail(self, error: TaskRouterError) -> None:
        self.failure = self.failure or error


def _page(ask: Callable[[], Any]) -> tuple[list[Any], str]:
    page = ask()
    return list(page), answers.next_url(page)
