"""Experience as a test can read it: any JSON by queue SID, of which nobody but the test knows what it means."""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from poller.state_store import STORE_EVERY_POLLS, StateStore, StoredItems
from tests.fakes.memory_table import MemoryTable
from tests.fakes.units import Units
from tests.fakes.waits import MEASURED_AT, WORKSPACE

BYTES_A_QUEUE = 150
"""What an active queue's experience is reckoned to take, compressed."""


class ReadableExperience:
    """Keeps the contract of `poller.state_store.ExperienceFormat`, and reads nothing but its own version."""

    def __init__(self, version: int = 1) -> None:
        self.version = version

    def pack(self, experience: Mapping[str, Any], /) -> bytes:
        """See ExperienceFormat."""
        return zlib.compress(json.dumps([self.version, dict(experience)]).encode())

    def unpack(self, packed: bytes, /) -> dict[str, Any]:
        """See ExperienceFormat."""
        try:
            version, experience = json.loads(zlib.decompress(packed))
        except (zlib.error, ValueError):
            return {}
        return dict(experience) if version == self.version else {}


def units_a_poll(queue_sids: Sequence[str]) -> float:
    """Return what it costs a poll to store the experience of so many active queues, when all has been stored before."""
    table = MemoryTable()
    store = StateStore(table, WORKSPACE, ReadableExperience(), {}, StoredItems())
    store.load(now=MEASURED_AT)
    for poll in range(2 * STORE_EVERY_POLLS):
        table.units = Units() if poll == STORE_EVERY_POLLS else table.units
        store.experience.update({sid: _learned(sid, poll) for sid in queue_sids})
        store.store(measured_at=MEASURED_AT + 60 * poll, now=MEASURED_AT + 60 * poll)
    kept = sum(len(item["rows"]["B"]) for item in table.items.values())
    assert BYTES_A_QUEUE * 0.9 < kept / len(queue_sids) < BYTES_A_QUEUE * 1.1
    return table.units.write_units / STORE_EVERY_POLLS


def _learned(queue_sid: str, poll: int) -> str:
    """Return what compresses to about so many bytes, and is another thing in every poll."""
    return hashlib.shake_256(f"{queue_sid} {poll}".encode()).hexdigest(BYTES_A_QUEUE - 36)
