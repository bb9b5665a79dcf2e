"""When a poll must end, and when its reading must end so that there is time to store."""

from dataclasses import replace

from waittimes.deadline import Deadline

STORING_SECONDS = 8.0
"""Seconds reserved for storing: what it takes when DynamoDB hangs."""
STORING_SHARE = 0.3
"""Upper bound on the share of a short poll that is reserved for storing."""
WORKSPACE_SHARE = 0.5
"""Upper bound on the share of a reading spent on what the workspace consists of; its statistics need the rest."""
GOODBYE_SECONDS = 0.5
"""Seconds that a Lambda function needs for its answer and its last log lines."""


def of_a_poll(setting_seconds: float, context: object) -> Deadline:
    """Return the end of a poll: by the setting or by the time that Lambda's `context` has left, whichever is sooner."""
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    seconds = min(setting_seconds, remaining() / 1000 - GOODBYE_SECONDS) if callable(remaining) else setting_seconds
    return Deadline.in_seconds(max(0.0, seconds))


def for_reading(poll: Deadline) -> Deadline:
    """Return the moment at which reading must end so that what was read can be stored before the poll ends."""
    kept_back = min(STORING_SECONDS, poll.remaining_seconds() * STORING_SHARE)
    return replace(poll, ends_at=poll.ends_at - kept_back)


def for_callbacks(reading: Deadline, next_reading_at: float) -> Deadline:
    """Return the moment at which work on callbacks must end: before the next reading, and with time to note its end.

    What has been asked of Twilio in the last moment still has to be written to the table.
    """
    return for_reading(replace(reading, ends_at=min(reading.ends_at, next_reading_at)))


def for_workspace(reading: Deadline) -> Deadline:
    """Return the moment at which reading what a workspace consists of must end so that its statistics can be read."""
    return replace(reading, ends_at=reading.ends_at - reading.remaining_seconds() * (1 - WORKSPACE_SHARE))
