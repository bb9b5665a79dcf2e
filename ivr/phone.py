"""The phone: what its webhooks need to find the line, the wait and the words. No failure of the table raises here."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from ivr import reading
from ivr.announcing import languages
from ivr.announcing.announce import CLOSED, NOTHING, announce
from ivr.announcing.phrases import DEFAULT_LANGUAGE, Phrases
from ivr.current_wait import NO_CALL, CurrentWait
from ivr.deadline import AGAIN_SECONDS, DeadlineExceeded, Question, within
from ivr.missing_languages import MissingLanguages
from ivr.switch import KEY, Switch
from waittimes import feedback
from waittimes.cache import WaitReader, page_key
from waittimes.deadline import Deadline
from waittimes.page import MalformedPage, Page
from waittimes.score import Score
from waittimes.settings.config import Account, Config, Line
from waittimes.table import Table, TableUnavailable

if TYPE_CHECKING:
    from ivr.routed_queue import RoutedQueues
    from waittimes.opening_hours import Moment
    from waittimes.workflow_store import WorkflowReader

log = logging.getLogger("waittimes.ivr")


@dataclass(frozen=True)
class Phone:
    """What every webhook needs; made once for each process."""

    config: Config
    reader: WaitReader
    switch: Switch
    languages: Mapping[str, Phrases]
    clock: Callable[[], float]
    table: Table
    missing_languages: MissingLanguages = field(default_factory=MissingLanguages)

    def words(self, line: Line | None, language: str | None = None) -> Phrases:
        """Return the phrases in the language of the tag `language`, else in the line's, else in the default language.

        The line's own recordings replace sentences of its own language only.
        """
        asked = languages.find(self.languages, language) if language else None
        if language and asked is None:
            self.missing_languages.log(language)
        found = asked or self.languages.get(line.language if line else "") or self.languages[DEFAULT_LANGUAGE]
        return found.with_recordings(line.play) if line and line.language == found.name else found

    @cached_property
    def routed_queues(self) -> "RoutedQueues":
        """Follows the workflow of a line that names no task queue. The first call of such a line imports it."""
        from ivr.routed_queue import RoutedQueues

        return RoutedQueues(self.table, self.reader)

    @cached_property
    def workflows(self) -> "WorkflowReader":
        """Reads stored workflows, with one memory for the whole process. Few calls need it, so it is imported late."""
        from waittimes.workflow_store import WorkflowReader

        return WorkflowReader(self.table)

    def current_wait(self, line: Line, deadline: Deadline, call: Mapping[str, str] = NO_CALL) -> CurrentWait:
        """Return the line's wait and what may be announced of it now; without a record if the table fails or is late.

        `call` holds the webhook's fields, by which the line's workflow may route the caller.
        """
        now = self.clock()
        try:
            return self._read(line, call, deadline, now)
        except (TableUnavailable, MalformedPage, DeadlineExceeded) as error:
            log.warning("wait.not_read", extra={"line": line.name, "reason": f"{type(error).__name__} {error}"})
        except Exception:
            # No error may cost the call: the caller goes on without a number.
            log.exception("wait.not_read", extra={"line": line.name})
        opening = self._opening(line, now)
        return CurrentWait(now, announcement=CLOSED if _is_closed(opening) else NOTHING, opening=opening)

    def is_closed(self, line: Line, deadline: Deadline) -> bool:
        """Tell whether the line is closed now, by its opening hours or by the switch."""
        now = self.clock()
        self._read_items(self._switch_unless_remembered(now), deadline, now)
        return _is_closed(self._opening(line, now))

    def current_wait_of_queue(self, queue_sid: str, account: Account, deadline: Deadline) -> CurrentWait:
        """Return the wait of a task queue that no line names. Every workspace of the account is searched for it."""
        for workspace_sid in account.workspace_sids:
            found = self.current_wait(queue_line(queue_sid, account, workspace_sid), deadline)
            if found.wait is not None:
                return found
        return CurrentWait(self.clock())

    def add_score(self, line: Line, score: Score, deadline: Deadline, call: Mapping[str, str] = NO_CALL) -> None:
        """Add the score of an answered call to the line's sums. If that fails or takes too long, the score is lost."""
        now = self.clock()
        try:
            within(deadline, lambda: self._add(line, score, call, now))
        except (TableUnavailable, DeadlineExceeded) as error:
            log.warning("feedback.not_added", extra={"line": line.name, "reason": f"{type(error).__name__} {error}"})
        except Exception:
            # The caller's answer is ready, and does not depend on the score.
            log.exception("feedback.not_added", extra={"line": line.name})

    def _read(self, line: Line, call: Mapping[str, str], deadline: Deadline, now: float) -> CurrentWait:
        """Return what may be announced now. Items that are not remembered are read from the table at the same time."""
        keys, routed = self._switch_unless_remembered(now), None
        if not self._is_remembered(line, now):
            if line.task_queue_sid:
                keys.append(page_key(line.workspace_sid, line.task_queue_sid))
            else:
                routed = Question(lambda: self._find(line, call, now), again_seconds=AGAIN_SECONDS)
        self._read_items(keys, deadline, now)
        opening = self._opening(line, now)
        if _is_closed(opening):
            return CurrentWait(now, announcement=CLOSED, opening=opening)
        current = replace(routed.within(deadline) if routed else self._find(line, call, now), opening=opening)
        announcement = announce(current.wait, now=now, policy=line.policy, priority=line.priority)
        if announcement.has_number and self.switch.is_muted(line.name, now=now):
            return current
        return replace(current, announcement=announcement)

    def _is_remembered(self, line: Line, now: float) -> bool:
        if line.task_queue_sid:
            return self.reader.is_remembered(line.workspace_sid, line.task_queue_sid, now=now)
        return self.routed_queues.is_remembered(line, now=now)

    def _find(self, line: Line, call: Mapping[str, str], now: float) -> CurrentWait:
        """Return the wait in the line's task queue, or on the route along which its workflow sends this caller."""
        if line.task_queue_sid:
            wait = self.reader.wait(line.workspace_sid, line.task_queue_sid, now=now)
            return CurrentWait(now, wait, queues=(wait.queue_name,) if wait else ())
        routed = self.routed_queues.wait(line, call, now=now)
        return CurrentWait(now, routed.wait, queues=routed.queue_names, is_certain=routed.is_certain)

    def _switch_unless_remembered(self, now: float) -> list[str]:
        return [] if self.switch.is_remembered(now) else [KEY]

    def _read_items(self, keys: Sequence[str], deadline: Deadline, now: float) -> None:
        """Read the switch and pages of waits at the same time, and remember them.

        If the switch cannot be read, what it said last still holds. The error of a page that cannot be read is raised.
        """
        for key, found in (reading.pages(self.table, keys, deadline) if keys else {}).items():
            if isinstance(found, Page):
                (self.switch.remember if key == KEY else partial(self.reader.remember, key))(found, now=now)
            elif key == KEY:
                log.warning("switch.not_read", extra={"reason": f"{type(found).__name__} {found}"})
            else:
                raise found

    def _opening(self, line: Line, now: float) -> "Moment | None":
        """Return what hours and switch say at `now`; None for a line that has no hours and is not overridden."""
        override = self.switch.override(line.name, now=now)
        if line.hours is None and override is None:
            return None
        # Imported here, so that a line without hours does not load time zones at a cold start.
        from waittimes import opening_hours

        if override is None:
            return opening_hours.at(line.hours, now) if line.hours else None
        return opening_hours.overridden(
            line.hours, is_open=override.is_open, until=override.until, reason=override.reason
        )

    def _add(self, line: Line, score: Score, call: Mapping[str, str], now: float) -> None:
        scored = line if line.task_queue_sid else self.routed_queues.scored_line(line, call, now=now)
        if scored is not None:
            feedback.add(self.table, scored, score, now=now)


def _is_closed(opening: "Moment | None") -> bool:
    return opening is not None and not opening.is_open


def queue_line(queue_sid: str, account: Account, workspace_sid: str) -> Line:
    """Return a line for a task queue that no line names: without name, numbers or workflow, with default settings."""
    return Line(
        name="", account=account, workspace_sid=workspace_sid, workflow_sid="", task_queue_sid=queue_sid, numbers=()
    )
