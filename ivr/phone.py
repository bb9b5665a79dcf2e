"""The phone, wired: what its webhooks need to find the line, the wait and the words. Nothing here raises."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ivr.announcing.announce import NOTHING, Announcement, announce
from ivr.announcing.phrases import DEFAULT_LANGUAGE, Phrases
from ivr.deadline import DeadlineExceeded, within
from ivr.mute import Switch
from waittimes import feedback
from waittimes.cache import WaitReader
from waittimes.deadline import Deadline
from waittimes.page import MalformedPage
from waittimes.score import Score
from waittimes.settings.config import Account, Config, Line
from waittimes.table import Table, TableUnavailable
from waittimes.wait import Wait

log = logging.getLogger("waittimes.ivr")


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of a wait at this moment, and what may be said of it."""

    now: float
    wait: Wait | None = None
    announcement: Announcement = NOTHING

    @property
    def age_seconds(self) -> int | None:
        """How old the record is, None without one."""
        return None if self.wait is None else round(self.wait.age_seconds(self.now))


@dataclass(frozen=True, slots=True)
class Phone:
    """Everything a webhook needs, made once."""

    config: Config
    reader: WaitReader
    switch: Switch
    languages: Mapping[str, Phrases]
    clock: Callable[[], float]
    table: Table

    def words(self, line: Line | None, language: str | None = None) -> Phrases:
        """Return the words in the language asked for, else the line's, else the default.

        A line's own recordings are in its own language.
        """
        wanted = (language, line.language if line else None, DEFAULT_LANGUAGE)
        found = next(self.languages[each] for each in wanted if each and each in self.languages)
        return found.with_recordings(line.play) if line and line.language == found.name else found

    def said(self, line: Line, deadline: Deadline) -> Said:
        """Return what a caller of this line may be told now; nothing where the table fails or takes too long."""
        now = self.clock()
        try:
            if self._is_remembered(line, now):
                return self._look(line, now)
            return within(deadline, lambda: self._look(line, now))
        except (TableUnavailable, MalformedPage, DeadlineExceeded) as error:
            log.warning("wait.not_read", extra={"line": line.name, "reason": f"{type(error).__name__} {error}"})
        except Exception:
            # What nobody foresaw: a caller is listening, and is better served without a number.
            log.exception("wait.not_read", extra={"line": line.name})
        return Said(now)

    def said_of_queue(self, queue_sid: str, account: Account, deadline: Deadline) -> Said:
        """Return the same for callers of a task queue that no line names, wherever in the account it lies."""
        for workspace_sid in account.workspace_sids:
            found = self.said(queue_line(queue_sid, account, workspace_sid), deadline)
            if found.wait is not None:
                return found
        return Said(self.clock())

    def scored(self, line: Line, score: Score, deadline: Deadline) -> None:
        """Add what an answered call shows to the line's sums; where that fails or takes too long, it is lost."""
        now = self.clock()
        try:
            within(deadline, lambda: feedback.add(self.table, line, score, now=now))
        except (TableUnavailable, DeadlineExceeded) as error:
            log.warning("feedback.not_added", extra={"line": line.name, "reason": f"{type(error).__name__} {error}"})
        except Exception:
            # What nobody foresaw: the call has its answer already, and must keep it.
            log.exception("feedback.not_added", extra={"line": line.name})

    def _is_remembered(self, line: Line, now: float) -> bool:
        in_memory = self.reader.is_remembered(line.workspace_sid, line.task_queue_sid, now=now)
        return in_memory and self.switch.is_remembered(now)

    def _look(self, line: Line, now: float) -> Said:
        wait = self.reader.wait(line.workspace_sid, line.task_queue_sid, now=now)
        said = Said(now, wait, announce(wait, now=now, policy=line.policy, priority=line.priority))
        # Only a number can be silenced; who hears none needs no second look at the table.
        if said.announcement.has_number and self.switch.is_muted(line.name, now=now):
            return replace(said, announcement=NOTHING)
        return said


def queue_line(queue_sid: str, account: Account, workspace_sid: str) -> Line:
    """Return a line without a name or a number, which leads to this task queue with every setting as usual."""
    return Line(
        name="", account=account, workspace_sid=workspace_sid, workflow_sid="", task_queue_sid=queue_sid, numbers=()
    )
