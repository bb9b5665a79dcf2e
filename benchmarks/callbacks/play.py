"""Plays one day, in a process of its own."""

from typing import Final

from benchmarks.callbacks.day import Day
from benchmarks.callbacks.figures import Figures, figures
from waittimes import metrics
from waittimes.settings.line_callback import DIAL, CallbackPolicy

NONE: Final = "none"
"""In place of a style: nobody is offered a callback."""
PATIENT: Final = "patient"
"""In place of a style: those who would take a callback stay on the line, and never hang up."""
ABOVE_MINUTES: Final = 2
MOST_PENDING: Final = 200


def play(name: str, style: str, seed: int, poll_seconds: int) -> Figures:
    """Return the figures of one day of this scenario."""
    policy = CallbackPolicy(DIAL if style == PATIENT else style, above_minutes=ABOVE_MINUTES, most_pending=MOST_PENDING)
    day = Day(name, seed, None if style == NONE else policy, poll_seconds, holds_the_line=style == PATIENT)
    with metrics.silent():
        day.play()
    return figures(day)
