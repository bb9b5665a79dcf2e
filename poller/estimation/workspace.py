"""A TaskRouter workspace: its task queues, its Activities, and how its workers take tasks."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Workspace:
    """One workspace as TaskRouter listed it."""

    read_at: float
    """When TaskRouter was asked, in seconds since the epoch."""
    multi_tasking: bool
    """Whether a worker in an available Activity may be busy (`multi_task_enabled`, Twilio's default)."""
    queue_names: Mapping[str, str]
    """Friendly names by queue SID."""
    available_activities: frozenset[str] | None
    """SIDs of the Activities in which a worker may be offered a task; None if they could not be read."""
    working_activities: frozenset[str]
    """SIDs of the Activities into which a single-tasking workspace puts a worker who is reserved or busy."""
