"""Who polls every minute, in the words of a remedy: Zappa's schedule, or a server whose table is a file."""

from typing import Final, NamedTuple

from server.sqlite_table import path_of
from waittimes.settings.config import Config


class Schedule(NamedTuple):
    """What starts the polls, and what says why they fail."""

    start: str
    inspect: str


OF_ZAPPA: Final = Schedule(
    "zappa schedule starts the schedule", "zappa status says whether one is scheduled, zappa tail why it fails"
)
OF_A_SERVER: Final = Schedule("a server polls (make serve)", "the log of the server says why, if one runs (make serve)")


def of(settings: Config) -> Schedule:
    """Return the schedule of these settings, which their table tells."""
    return OF_A_SERVER if path_of(settings.table) else OF_ZAPPA
