"""Which lines of a workspace call back."""

from collections.abc import Iterable

from waittimes.settings.config import Line
from waittimes.settings.line_callback import DIAL


def lines_with_callbacks(lines: Iterable[Line], workspace_sid: str) -> tuple[Line, ...]:
    """Return the workspace's lines that offer callbacks."""
    return tuple(line for line in lines if line.callback is not None and line.workspace_sid == workspace_sid)


def dialling_lines(lines: Iterable[Line], workspace_sid: str) -> tuple[Line, ...]:
    """Return those whose people this program calls."""
    found = lines_with_callbacks(lines, workspace_sid)
    return tuple(line for line in found if line.callback is not None and line.callback.style == DIAL)
