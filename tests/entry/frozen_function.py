"""The function under SnapStart: importing this module is its INIT; a "frozen" event lets it continue much later."""

import time
from typing import Any

import snapshot_restore_py
import time_machine

from entry import function


def handle(event: Any, context: Any) -> Any:
    """Answer as the function does. `{"frozen_for_seconds": 7200}` moves the clock on and does what Lambda then does.

    `{}` is answered as soon as INIT is over.
    """
    if not event:
        return None
    if "frozen_for_seconds" not in event:
        return function.handle(event, context)
    time_machine.travel(time.time() + event["frozen_for_seconds"]).start()
    for act, arguments, named in snapshot_restore_py.get_after_restore():
        act(*arguments, **named)
    return None
