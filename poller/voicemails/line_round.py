"""One poll's work on the messages of one line: those whose time has come, the register, and the metrics."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from poller.taskrouter.actions import Actions
from poller.taskrouter.port import TaskRouterError
from poller.voicemails.desk import OLDEST, PENDING, Desk
from poller.voicemails.steps import AGAIN_SECONDS, REFUSED_SECONDS, Look, look
from waittimes.deadline import Deadline, OutOfTime
from waittimes.settings.config import Line
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.settings.secret import SecretUnavailable
from waittimes.table import PageConflict, Table, TableUnavailable
from waittimes.voicemails.register import Entries, Entry
from waittimes.voicemails.store import UNWRITTEN_SECONDS, VoicemailStore

log = logging.getLogger("waittimes.poller")

MOST_LOOKS: Final = 20
"""The most messages of a line that one poll looks at. The others are looked at by the next polls."""


def work_on_lines(
    lines: Iterable[Line],
    table: Table,
    clock: Callable[[], float],
    connect: Callable[[Deadline], Actions],
    deadline: Deadline,
) -> None:
    """Do what is to be done for the messages of these lines. A line that fails is left to the next poll."""
    store = VoicemailStore(table)
    for line in (each for each in lines if each.voicemail):
        policy = line.voicemail or VoicemailPolicy()
        desk = Desk(line=line, policy=policy, store=store, connect=connect, deadline=deadline, clock=clock)
        try:
            work(desk)
        except (TableUnavailable, PageConflict) as error:
            reason = f"{type(error).__name__} {error}"
            log.warning("voicemail.postponed", extra={"line": line.name, "reason": reason})


def work(desk: Desk) -> None:
    """Do what is to be done for the line's messages now. Raises TableUnavailable, and PageConflict for the register.

    A message that fails is looked at again later, and stops no other.
    """
    entries = desk.store.entries(desk.line.name)
    noted = dict(_looked(desk, entries))
    changed = {call_sid: entry for call_sid, entry in noted.items() if entry != entries[call_sid]}
    if changed:
        desk.store.note(desk.line.name, changed, now=desk.now)
    pending = [each.created_at for each in {**entries, **noted}.values() if each is not None and each.is_pending]
    oldest_seconds = desk.now - min(pending, default=desk.now)
    desk.emit({PENDING: (float(len(pending)), "Count"), OLDEST: (max(0.0, oldest_seconds), "Seconds")})


def _looked(desk: Desk, entries: Entries) -> Iterator[tuple[str, Look]]:
    """Yield each entry after its message was looked at. Ends early if Twilio or the time is out."""
    due = sorted((entry.next_at, call_sid) for call_sid, entry in entries.items() if entry.next_at <= desk.now)
    for _, call_sid in due[:MOST_LOOKS]:
        entry = entries[call_sid]
        try:
            yield call_sid, _look(desk, call_sid, entry)
        except TaskRouterError as error:
            _postponed(desk, call_sid, error)
            yield call_sid, replace(entry, next_at=desk.now + (AGAIN_SECONDS if error.is_unsure else REFUSED_SECONDS))
            if error.is_general:
                return
        except PageConflict as error:
            # The phone or another poller has written it; the next poll reads that.
            _postponed(desk, call_sid, error)
        except (TableUnavailable, OutOfTime, SecretUnavailable) as error:
            _postponed(desk, call_sid, error)
            return
        except Exception:
            log.exception("voicemail.broken", extra={"line": desk.line.name, "call_sid": call_sid})
            yield call_sid, replace(entry, next_at=desk.now + REFUSED_SECONDS)


def _look(desk: Desk, call_sid: str, entry: Entry) -> Look:
    stored = desk.store.find(desk.line.name, call_sid)
    if stored is not None:
        return look(desk, stored)
    # The phone was stopped between the register and the item, or is about to write the item.
    is_unwritten = desk.now - entry.created_at > UNWRITTEN_SECONDS
    return None if is_unwritten else replace(entry, next_at=desk.now + AGAIN_SECONDS)


def _postponed(desk: Desk, call_sid: str, error: Exception) -> None:
    reason = f"{type(error).__name__} {error}"
    log.warning("voicemail.postponed", extra={"line": desk.line.name, "call_sid": call_sid, "reason": reason})
