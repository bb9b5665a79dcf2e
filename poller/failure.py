"""What a poll could not do, and why."""

from typing import NamedTuple


class Failure(NamedTuple):
    """Something that could not be read, estimated or stored."""

    subject: str
    """The SID of the queue, workspace or account, or the key of the page."""
    reason: str
