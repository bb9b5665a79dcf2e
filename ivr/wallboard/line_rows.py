"""The rows of the board from what was read: of lines, and of task queues."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ivr import spoken_wait
from ivr.current_wait import CurrentWait
from ivr.phone import Phone
from ivr.wallboard.reader import Reading
from ivr.wallboard.shown import row
from ivr.wallboard.shown.row import Heard, Row
from ivr.wallboard.shown.status import is_fresh, is_stale
from waittimes.settings.config import Account, Line
from waittimes.wait import Wait


def of_lines(phone: Phone, reading: Reading) -> list[Row]:
    """Return a row for each line, the worst first."""
    return sorted((of_line(phone, line, current, reading) for line, current in reading.lines), key=_badness)


def of_line(phone: Phone, line: Line, current: CurrentWait, reading: Reading) -> Row:
    """Return the row of one line."""
    unmuted = row.unmuted(line, current)
    return row.of_line(line, unmuted, _wait(line, current, reading), _heard(phone, line, current, unmuted))


@dataclass(slots=True)
class QueueRows:
    """The rows of task queues, thousands of which do not change from one request to the next."""

    _known: dict[tuple[str, str], tuple[Wait, bool, bool, Row]] = field(default_factory=dict)

    def rows(self, phone: Phone, reading: Reading, accounts: Iterable[Account]) -> list[Row]:
        """Return a row for each task queue of these accounts, the worst first."""
        announcing = defaultdict[tuple[str, str], list[Row]](list)
        for each in of_lines(phone, reading):
            if each.wait is not None:
                announcing[each.workspace_sid, each.wait.queue_sid].append(each)
        rows = [
            row.of_announced(wait, announcing[workspace_sid, queue_sid])
            if (workspace_sid, queue_sid) in announcing
            else self._row(wait, account, workspace_sid, reading.now)
            for account in accounts
            for workspace_sid in account.workspace_sids
            for queue_sid, wait in reading.waits.get(workspace_sid, {}).items()
        ]
        return sorted(rows, key=_badness)

    def _row(self, wait: Wait, account: Account, workspace_sid: str, now: float) -> Row:
        """Return the row of a task queue that no line announces. It is new if its record or what is told of it is."""
        fresh, stale = is_fresh(wait, now, row.DEFAULT_POLICY), is_stale(wait, now, row.DEFAULT_POLICY)
        known = self._known.get((workspace_sid, wait.queue_sid))
        if known is not None and known[0] is wait and known[1:3] == (fresh, stale):
            return known[3]
        made = row.of_queue(wait, account=account.name, workspace_sid=workspace_sid, now=now)
        self._known[workspace_sid, wait.queue_sid] = (wait, fresh, stale, made)
        return made


def _badness(each: Row) -> tuple[int, float, str]:
    return each.badness


def _wait(line: Line, current: CurrentWait, reading: Reading) -> Wait | None:
    """Return the record of the line's task queue. A closed line is told none, but its queue may still be served."""
    return current.wait or reading.waits.get(line.workspace_sid, {}).get(line.task_queue_sid)


def _heard(phone: Phone, line: Line, current: CurrentWait, unmuted: CurrentWait) -> Heard:
    words = phone.words(line)
    said = _text(current, phone, line)
    is_withheld = current.announcement != unmuted.announcement
    muting = phone.switch.muting(line.name, now=current.now)
    return Heard(said, _text(unmuted, phone, line) if is_withheld else "", words.language, muting)


def _text(current: CurrentWait, phone: Phone, line: Line) -> str:
    return " ".join(each.text for each in spoken_wait.sentences(current, phone.words(line), line))
