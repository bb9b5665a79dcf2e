"""The list of statistics: every queue's numbers in a few calls. What fails costs as little of it as possible."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from poller.estimation.statistics import Measured
from poller.taskrouter.port import Cumulative, ListPage, RealTime, StatisticsSource, TaskRouterError, understood
from waittimes.deadline import OutOfTime
from waittimes.settings.formats import TASK_QUEUE_SID


@dataclass(slots=True)
class Listing:
    """What the list said, and how far it could be read."""

    workspace_sid: str
    found: dict[str, Measured] = field(default_factory=dict)
    lacking: dict[str, RealTime] = field(default_factory=dict)
    """Active queues whose entry lacks the wait in the queue, with the half that it has."""
    failures: dict[str, str] = field(default_factory=dict)
    complete: bool = False
    stopped_at: str = ""
    """The page at which the time was over; "" where it was not."""
    with_wait: int = 0
    """Entries that carry the wait in the queue."""

    @property
    def seen(self) -> set[str]:
        """The queues that the list spoke of, in sense or nonsense."""
        return {*self.found, *self.lacking, *self.failures} - {self.workspace_sid}

    def take(self, page: ListPage, asked_at: float) -> None:
        """Note the entries of a page."""
        for queue_sid, realtime, cumulative in page.entries:
            self._take(queue_sid, RealTime(realtime, asked_at), Cumulative(cumulative, asked_at))

    def fill(self, windows: Mapping[str, Cumulative]) -> None:
        """Complete the entries that lack their wait by the windows that those queues have told alone."""
        for queue_sid in self.lacking.keys() & windows.keys():
            parsed = understood(self.lacking[queue_sid], windows[queue_sid])
            if isinstance(parsed, Measured):
                self.found[queue_sid] = parsed
                del self.lacking[queue_sid]

    def _take(self, queue_sid: str, present: RealTime, window: Cumulative) -> None:
        parsed = understood(present, window)
        if not TASK_QUEUE_SID.matches(queue_sid):
            self.failures[self.workspace_sid] = "list of statistics: nonsense in task_queue_sid"
        elif isinstance(parsed, str):
            self.failures[queue_sid] = parsed
        elif parsed.statistics.mean_wait_seconds is None and parsed.statistics.may_be_active:
            self.lacking[queue_sid] = present
        else:
            self.found[queue_sid] = parsed
            self.with_wait += parsed.statistics.mean_wait_seconds is not None


def read(source: StatisticsSource, workspace_sid: str, clock: Callable[[], float], *, begin_at: str = "") -> Listing:
    """Return what the list says, from the page on at which the last poll ran out of time, and round to it again.

    A page that is refused, as one is whose token has expired, makes the list begin anew, once.
    """
    listing, begun_at, visited = Listing(workspace_sid), begin_at, set[str]()
    url, anew = begin_at, False
    while not listing.complete:
        visited.add(url)
        asked_at = clock()
        try:
            page = source.page(workspace_sid, url)
        except OutOfTime:
            listing.failures[workspace_sid] = "list of statistics: no time left"
            listing.stopped_at = url
            break
        except TaskRouterError as error:
            if url and not anew and _is_refusal(error):
                url, begun_at, anew, visited = "", "", True, set()
                continue
            listing.failures[workspace_sid] = f"list of statistics: {error}"
            break
        listing.take(page, asked_at)
        url = page.next_url
        listing.complete = url == begun_at
        if url in visited and not listing.complete:
            listing.failures[workspace_sid] = "list of statistics: its pages go in a circle"
            break
    return listing


def _is_refusal(error: TaskRouterError) -> bool:
    return error.status is not None and HTTPStatus.BAD_REQUEST <= error.status < HTTPStatus.INTERNAL_SERVER_ERROR
