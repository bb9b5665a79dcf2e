"""What callers hear now, from the same code that answers their calls."""

import time
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from ivr import spoken_wait, switch
from ivr.announcing import languages
from ivr.current_wait import NO_CALL, CurrentWait
from ivr.phone import Phone
from ivr.switch import Muting, Override
from ops import ending
from ops.aws_clients import table
from ops.hours import override
from ops.waits import mute
from waittimes.cache import WaitReader
from waittimes.deadline import Deadline
from waittimes.settings.config import Config, Line
from waittimes.table import Table

PATIENCE_SECONDS = 10.0


def phone(settings: Config, pages: Table | None = None, region: str | None = None) -> Phone:
    """Return a phone of these settings that reads `pages`, or else the table in `region`."""
    waits = table(settings, region) if pages is None else pages
    return Phone(settings, WaitReader(waits), switch.Switch(), languages.load(), time.time, waits)


def current_wait(answering: Phone, line: Line, call: Mapping[str, str] = NO_CALL) -> CurrentWait:
    """Return the wait of a caller of this line whose webhook would have these fields."""
    return answering.current_wait(line, Deadline.in_seconds(PATIENCE_SECONDS), call)


def queue_sid(answering: Phone, line: Line) -> str:
    """Return the SID of the task queue whose wait the line announces; "" if it is unknown where its workflow leads."""
    if line.task_queue_sid:
        return line.task_queue_sid
    wait = current_wait(answering, line).wait
    return wait.queue_sid if wait else ""


def sentence(answering: Phone, line: Line, call: Mapping[str, str] = NO_CALL) -> str:
    """Return what a caller of this line would be told of the wait now, in the line's language."""
    current = current_wait(answering, line, call)
    return " ".join(each.text for each in spoken_wait.sentences(current, answering.words(line), line))


def muted(settings: Config, pages: Table, now: float) -> dict[str, Muting]:
    """Return what mutes the announced wait of a line now, by the line's name. Raises TableUnavailable."""
    found = switch.positions(pages.get(switch.KEY, consistent=True))
    by_line = ((line.name, found.muting(line.name, now=now)) for line in settings.lines)
    return {name: muting for name, muting in by_line if muting is not None}


def muting(muted: Mapping[str, Muting], zone: ZoneInfo | None, now: float) -> str:
    """Return which lines are muted, then why, how long, by whom and when for each; "" if none is."""
    if not muted:
        return ""
    lines = "line" if len(muted) == 1 else "lines"
    said = f"muted: {lines} {', '.join(muted)}; callers hear no announced wait (python -m ops unmute lifts it)"
    return f"{said}\n{mute.mutings(muted, zone, now)}"


def overrides(pages: Table, now: float) -> Mapping[str, Override]:
    """Return what overrides opening hours now, by line or `*` for every line. Raises TableUnavailable."""
    found = switch.positions(pages.get(switch.KEY, consistent=True))
    return {line: each for line, each in found.hours.items() if now < each.until}


def overriding(settings: Config, pages: Table, now: float) -> str:
    """Return the overrides of opening hours now, as sentences; "" if there is none. Raises TableUnavailable."""
    found = switch.positions(pages.get(switch.KEY, consistent=True))
    if not any(now < each.until for each in found.hours.values()):
        return ""
    return override.shown(found, ending.zone_of(settings, None), now)
