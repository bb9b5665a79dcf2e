"""Counting the phone's own threads, which no list of Python's holds."""

import sys
from types import CodeType, FrameType

from ivr.workers import Workers


def working_threads() -> int:
    """Return how many threads of the phone's there are in this process, at work or idle."""
    code = Workers._work.__code__  # noqa: SLF001 - it is what the threads run
    return sum(_runs(frame, code) for frame in sys._current_frames().values())  # noqa: SLF001 - there is no other list


def _runs(frame: FrameType | None, code: CodeType) -> bool:
    while frame is not None and frame.f_code is not code:
        frame = frame.f_back
    return frame is not None
