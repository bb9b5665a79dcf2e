"""The list of statistics: every queue's numbers in a few requests. A failure loses as few of them as possible."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from poller.estimation.statistics import Measured
from poller.taskrouter.pagination import Pagination
from poller.taskrouter.parsing import examine, measure
from poller.taskrouter.port import Cumulative, ListPage, RealTime, StatisticsSource, TaskRouterError
from waittimes.deadline import OutOfTime
from waittimes.settings.formats import TASK_QUEUE_SID


@dataclass(slots=True)
class Listing:
    """The contents of the list, and how far it could be read."""

    found: dict[str, Measured] = field(default_factory=dict)
    """The statistics of the queues whose entry is whole."""
    lacking: dict[str, RealTime] = field(default_factory=dict)
    """The real-time half of active queues whose entry lacks the wait in the queue."""
    windows: dict[str, Cumulative] = field(default_factory=dict)
    """The cumulative half of queues whose entry lacks the real-time one."""
    seen: set[str] = field(default_factory=set)
    """Every queue that has an entry."""
    ignored: Counter[str] = field(default_factory=Counter)
    """How many entries had a field that is not what Twilio documents, by the name of the field."""
    failures: list[str] = field(default_factory=list)
    """Why the list, or an entry of it, could not be read."""
    complete: bool = False
    stopped_at: str = ""
    """The URL of the page at which time ran out; "" if it did not."""
    with_wait: int = 0
    """Entries that carry the wait in the queue."""

    def take(self, page: ListPage, asked_at: float) -> None:
        """Take the entries of a page."""
        for queue_sid, realtime, cumulative in page.entries:
            if TASK_QUEUE_SID.matches(queue_sid):
                self._take(queue_sid, RealTime(realtime, asked_at), Cumulative(cumulative, asked_at))
            elif "an entry names no task queue" not in self.failures:
                self.failures.append("an entry names no task queue")

    def complete_from(self, windows: Mapping[str, Cumulative]) -> None:
        """Complete the entries that lack the wait, with cumulative statistics that were read queue by queue."""
        for queue_sid in self.lacking.keys() & windows.keys():
            self.found[queue_sid] = measure(self.lacking.pop(queue_sid), windows[queue_sid])

    def _take(self, queue_sid: str, now: RealTime, window: Cumulative) -> None:
        self.seen.add(queue_sid)
        statistics, ignored = examine(now.realtime, window.cumulative)
        self.ignored.update(ignored)
        has_wait = statistics.mean_wait_seconds is not None
        self.with_wait += has_wait
        if not isinstance(now.realtime, Mapping):
            if has_wait or statistics.entered == statistics.accepted == 0:
                self.windows[queue_sid] = window
        elif not has_wait and statistics.may_be_active:
            self.lacking[queue_sid] = now
        else:
            self.found[queue_sid] = Measured(statistics, now.at)


def read(source: StatisticsSource, workspace_sid: str, clock: Callable[[], float], *, begin_at: str = "") -> Listing:
    """Read every page once, starting at `begin_at`, where the last poll stopped, and wrapping around.

    If a page is refused, perhaps because its token has expired, reading starts over at the first page, once.
    Raises SecretUnavailable.
    """
    listing, pages, url, started_over = Listing(), Pagination(), begin_at, False
    while not listing.complete:
        asked_at = clock()
        try:
            page = source.page(workspace_sid, url)
        except OutOfTime:
            listing.failures.append("no time left")
            listing.stopped_at = url
            break
        except TaskRouterError as error:
            if url and not started_over and _is_refusal(error):
                url, begin_at, started_over, pages = "", "", True, Pagination()
                continue
            listing.failures.append(str(error))
            break
        listing.take(page, asked_at)
        listing.complete = page.next_url == begin_at
        if not listing.complete and (problem := pages.problem(url, page.sids, page.next_url)):
            listing.failures.append(problem)
            break
        url = page.next_url
    return listing


def _is_refusal(error: TaskRouterError) -> bool:
    return error.status is not None and HTTPStatus.BAD_REQUEST <= error.status < HTTPStatus.INTERNAL_SERVER_ERROR
