"""When one scheduled run reads: at once, and then at even distances until its minute is over."""

from collections.abc import Iterator
from dataclasses import replace

from waittimes.deadline import Deadline

MINUTE_SECONDS = 60.0
SPARE_SECONDS = 5.0
"""A run ends this number of seconds before its minute does, so that the next run never overlaps it."""
LEAST_SECONDS = 2.0
"""A reading with less time than this does not begin."""


def deadlines(run: Deadline, every_seconds: float) -> Iterator[Deadline]:
    """Yield each reading's deadline at the moment the reading is due; the first is the run's own.

    Each of the others ends when the next one begins. A reading that comes due while another is running is left out.
    """
    started = run.clock()
    yield run
    ends_at = min(run.ends_at, started + MINUTE_SECONDS - SPARE_SECONDS)
    while True:
        begins_at = started + every_seconds * ((run.clock() - started) // every_seconds + 1)
        if begins_at + LEAST_SECONDS > ends_at:
            return
        run.sleep(begins_at - run.clock())
        yield replace(run, ends_at=min(begins_at + every_seconds, ends_at))
