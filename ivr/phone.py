"""The phone, wired: what its webhooks need to find the line, the wait and the words. Nothing here raises."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ivr.announce import Policy
from ivr.deadline import DeadlineExceeded, within
from ivr.phrases import DEFAULT_LANGUAGE, Phrases
from waittimes.cache import WaitReader
from waittimes.page import MalformedPage
from waittimes.settings import Config, Line
from waittimes.table import TableUnavailable
from waittimes.wait import Wait

log = logging.getLogger("waittimes.ivr")

READ_SECONDS = 0.8
"""What the cache may take of the second within which a caller is answered."""


@dataclass(frozen=True, slots=True)
class Phone:
    """Everything a webhook needs, made once."""

    config: Config
    reader: WaitReader
    languages: Mapping[str, Phrases]
    policy: Policy
    clock: Callable[[], float]

    def words(self, line: Line | None, language: str | None = None) -> Phrases:
        """Return the words in the language asked for, else the line's, else the default."""
        wanted = (language, line.language if line else None, DEFAULT_LANGUAGE)
        return next(self.languages[each] for each in wanted if each and each in self.languages)

    def wait(self, line: Line, *, now: float) -> Wait | None:
        """Return what is known of the wait for this line; None too where the cache fails or takes too long."""
        try:
            return within(READ_SECONDS, lambda: self.reader.wait(line.workspace_sid, line.task_queue_sid, now=now))
        except (TableUnavailable, MalformedPage, DeadlineExceeded) as error:
            log.warning("wait.not_read", extra={"line": line.name, "reason": f"{type(error).__name__} {error}"})
        except Exception:
            # What nobody foresaw: a caller is listening, and is better served without a number.
            log.exception("wait.not_read", extra={"line": line.name})
        return None
