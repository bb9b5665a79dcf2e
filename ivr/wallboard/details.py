"""A line opened: why its wait is as it is, the sentence in every language, hours, promises, and the last day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo

from ivr import spoken_wait
from ivr.current_wait import CurrentWait
from ivr.phone import Phone
from ivr.switch import Override
from ivr.wallboard import patience, promises
from ivr.wallboard.charts.day_chart import DayChart, Slot, day_chart
from ivr.wallboard.histories import Histories
from ivr.wallboard.promises import Promises
from ivr.wallboard.shown.explained_hours import explained
from ivr.wallboard.shown.row import Row, unmuted
from ivr.wallboard.shown.why import reasons
from waittimes.history import STEP_SECONDS, Point
from waittimes.score import NO_SCORE, CallerClass
from waittimes.settings.config import Line
from waittimes.table import TableUnavailable
from waittimes.wait import Estimate

HOUR_SECONDS = 3600
DAY_SECONDS = 24 * HOUR_SECONDS
LEAST_SHOWN_SECONDS = 4 * HOUR_SECONDS
LANGUAGES = {
    "ar": "العربية",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "ja": "日本語",
    "pl": "Polski",
    "pt-BR": "Português (Brasil)",
}
"""What languages call themselves. Another one is shown by its tag."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What callers hear in one language."""

    name: str
    tag: str
    text: str
    is_own: bool
    """Whether it is the line's own language."""
    is_recorded: bool
    """Whether a recording takes the place of a sentence, so that the words may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """A line opened."""

    row: Row
    reasons: tuple[str, ...]
    spoken: tuple[Spoken, ...]
    """The sentences in every language, the line's own first; of a muted line those that are withheld."""
    priorities: tuple[tuple[int, Estimate], ...]
    hours: tuple[str, ...]
    override: Override | None
    callbacks_pending: int | None
    """How many people wait to be called back; None where the line calls nobody back, or that cannot be read now."""
    promises: Promises | None
    chart: DayChart | None
    today: Promises
    """What the promises of the chart's calls were worth."""


def of_line(phone: Phone, histories: Histories, line: Line, found: tuple[CurrentWait, Row]) -> Detail:
    """Return what is shown of a line that is opened; `found` is its moment and its row."""
    current, row = found
    override = phone.switch.override(line.name, now=current.now)
    slots = tuple(_slots(histories, line, row, current.now))
    chart, today = _day(slots, line, current.now)
    return Detail(
        row=row,
        reasons=tuple(reasons(row.wait, row.estimate)) if row.wait else (),
        spoken=tuple(spoken(phone, line, unmuted(line, current))),
        priorities=tuple(sorted(row.wait.by_priority.items(), reverse=True)) if row.wait else (),
        hours=tuple(explained(line.hours, current.opening, override, current.now)),
        override=override,
        callbacks_pending=_callbacks_pending(phone, line),
        promises=promises.of_line(phone, line),
        chart=chart,
        today=today,
    )


def spoken(phone: Phone, line: Line, current: CurrentWait) -> Iterator[Spoken]:
    """Yield what a caller of the line hears in each language, the line's own first."""
    for name in sorted(phone.languages, key=lambda each: (each != line.language, each)):
        words = phone.words(line, name)
        sentences = spoken_wait.sentences(current, words, line)
        yield Spoken(
            LANGUAGES.get(name, name),
            words.language,
            " ".join(each.text for each in sentences),
            is_own=name == line.language,
            is_recorded=any(each.play for each in sentences),
        )


def zone_of(line: Line) -> tzinfo:
    """Return the time zone of the line's opening hours, UTC without them."""
    return line.hours.zone if line.hours else UTC


def _callbacks_pending(phone: Phone, line: Line) -> int | None:
    if line.callback is None:
        return None
    # Imported here, because most boards have no line that calls back.
    from waittimes.callbacks.store import CallbackStore

    try:
        return patience.asked(lambda: CallbackStore(phone.table).count(line.name))
    except TableUnavailable:
        return None


def _slots(histories: Histories, line: Line, row: Row, now: float) -> Iterator[tuple[Point, Promises]]:
    if row.wait is None:
        return
    queue, callers = (line.workspace_sid, row.wait.queue_sid), CallerClass(row.wait.queue_sid, line.priority)
    end = (now // STEP_SECONDS + 1) * STEP_SECONDS
    found = histories.points([queue], start=end - DAY_SECONDS, end=end)
    for point in found.get(queue, ()):
        yield point, Promises("", point.scores.get(callers.priority, NO_SCORE))


def _day(slots: tuple[tuple[Point, Promises], ...], line: Line, now: float) -> tuple[DayChart | None, Promises]:
    today = Promises("the last 24 hours", promises.total(each.score for _, each in slots))
    if not slots:
        return None, today
    end = (now // STEP_SECONDS + 1) * STEP_SECONDS
    drawn = [
        Slot(
            at=point.at,
            estimate_seconds=point.estimate_seconds,
            low_seconds=point.low_seconds,
            high_seconds=point.high_seconds,
            waited_seconds=each.figures["waited_seconds"],
            calls=each.score.calls,
        )
        for point, each in slots
    ]
    # A history that has just begun would be a thin stripe at the right.
    begins_at = min(slots[0][0].at // HOUR_SECONDS * HOUR_SECONDS, end - LEAST_SHOWN_SECONDS)
    chart = day_chart(
        drawn, starts_at=max(end - DAY_SECONDS, begins_at), ends_at=end, zone=zone_of(line), step_seconds=STEP_SECONDS
    )
    return chart, today
