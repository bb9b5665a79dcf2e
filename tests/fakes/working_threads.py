"""Counts the phone's own threads, which Python's list of threads does not hold."""

import sys
from types import CodeType, FrameType

from ivr.workers import Workers


def working_threads() -> int:
    """Return the number of the phone's threads in this process, at work or idle."""
    code = Workers._work.__code__  # noqa: SLF001 - it is what the threads run
    return sum(_runs(frame, code) for frame in sys._current_frames().values())  # noqa: SLF001 - there is no other list


def _runs(frame: FrameType | None, code: CodeType) -> bool:
    while frame is not None and frame.f_code is not code:
        frame = frame.f_back
    return frame is not None
