"""When one scheduled run reads: at once, and again every so many seconds until its minute is over."""

from collections.abc import Iterator
from dataclasses import replace

from waittimes.deadline import Deadline

MINUTE_SECONDS = 60.0
SPARE_SECONDS = 5.0
"""A run ends so long before its minute does, lest the next one find it at work."""
LEAST_SECONDS = 2.0
"""A reading that would have to be over sooner than this is not begun."""


def deadlines(run: Deadline, every_seconds: float) -> Iterator[Deadline]:
    """Yield by when each reading of a run has to be over, when it is time for it; the first by the run's own deadline.

    The others end where the next one begins. One whose time has come while another was at work is left out.
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
