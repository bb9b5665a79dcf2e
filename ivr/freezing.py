"""Lambda SnapStart: Lambda freezes the process after its start, and continues copies of it hours or weeks later.

What grows old by then, such as a secret, and what copies must not share, such as random numbers, is made after a copy
has continued. AWS docs: "Improving startup performance with Lambda SnapStart".
"""

import logging
from collections.abc import Callable, Mapping
from functools import partial

log = logging.getLogger("waittimes.ivr")

START, SNAP_START = "AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"


def when_it_runs(act: Callable[[], None], environ: Mapping[str, str]) -> None:
    """Call `act` now; if Lambda is going to freeze this process, each time that a copy of it continues instead.

    If Lambda's runtime has no hook for that, `act` is never called, and the log says so.
    """
    if environ.get(START) != SNAP_START:
        act()
        return
    try:
        from snapshot_restore_py import register_after_restore
    except ImportError:
        log.error("freezing.no_hook")  # noqa: TRY400 - the traceback would say nothing more
        return
    register_after_restore(partial(_continued, act))


def _continued(act: Callable[[], None]) -> None:
    """Do what a copy needs. It raises nothing, because Lambda would end the copy."""
    import random

    random.seed()
    try:
        act()
    except Exception:
        log.exception("freezing.not_continued")
