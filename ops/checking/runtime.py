"""The end of the function's runtime: when AWS stops maintaining it, and when AWS refuses functions that use it."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from ops.checking.finding import Finding

NOTICE = timedelta(days=180)
"""How long before its end a runtime gets a note; AWS itself gives notice at that time."""
LATER = "python3.13"
"""The runtime to change to."""


class End(NamedTuple):
    """The days on which a runtime ends."""

    deprecated: date
    """From this day on, AWS need not fix faults of the runtime."""
    no_creation: date
    """From this day on AWS refuses new functions."""
    no_update: date
    """From this day on AWS refuses updates of functions."""


ENDS = {
    "python3.11": End(date(2027, 6, 30), date(2027, 7, 31), date(2027, 8, 31)),
    "python3.12": End(date(2028, 10, 31), date(2028, 11, 30), date(2029, 1, 10)),
    "python3.13": End(date(2029, 6, 30), date(2029, 7, 31), date(2029, 8, 31)),
    "python3.14": End(date(2029, 6, 30), date(2029, 7, 31), date(2029, 8, 31)),
}
"""AWS docs, "Lambda runtimes", the table of supported runtimes, as of July 2026.

These are AWS's projections; AWS has postponed such days before. python3.11 runs on Amazon Linux 2, which ended on
2026-06-30, so it gets only critical patches until its own end.
"""


def finding(runtime: str | None, stage_name: str, now: float) -> Finding:
    """Return when `runtime`, such as python3.13, ends; None stands for a container image, which has its own runtime."""
    if runtime is None:
        return Finding("runtime: that of a container image, which AWS does not date", is_note=True)
    if runtime not in ENDS:
        return Finding(f"runtime: {runtime}; when it ends is not known here", is_note=True)
    end, today = ENDS[runtime], datetime.fromtimestamp(now, UTC).date()
    if today < end.deprecated:
        soon = end.deprecated - today <= NOTICE
        return Finding(f"runtime: {runtime}, maintained by AWS until {end.deprecated}", is_note=soon)
    return Finding(
        f"runtime: {runtime} is no longer maintained by AWS since {end.deprecated}, {_refused(end, today)}",
        f"set runtime to {LATER} in zappa_settings.json and run zappa update {stage_name}, from a virtual environment"
        " of that Python",
    )


def _refused(end: End, today: date) -> str:
    if today < end.no_creation:
        return f"and AWS refuses new functions from {end.no_creation} and updates from {end.no_update} on"
    if today < end.no_update:
        return f"and AWS refuses updates from {end.no_update} on"
    return f"and AWS refuses updates since {end.no_update}"
