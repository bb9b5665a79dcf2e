"""The cost of all storage for five thousand queues, computed by DynamoDB's rules."""

from dataclasses import replace

from tests.fakes.memory_table import MemoryTable
from tests.fakes.queue_states import units_a_poll
from tests.fakes.units import Units
from tests.fakes.waits import MEASURED_AT, WORKSPACE, busy_contact_centre
from tests.pages import CACHE, table
from waittimes import cache
from waittimes.wait import NO_ESTIMATE, Basis, Wait

QUEUES, ACTIVE_EVERY = 5000, 5
MOST_UNITS_A_QUEUE_AND_POLL = 0.06


def quiet(wait: Wait) -> Wait:
    return replace(wait, basis=Basis.UNKNOWN, estimate=NO_ESTIMATE, evidence={}, answered=0, pending=0, agents_busy=0)


def centre() -> tuple[Wait, ...]:
    busy = busy_contact_centre(QUEUES)
    return tuple(wait if number % ACTIVE_EVERY == 0 else quiet(wait) for number, wait in enumerate(busy))


def page_units(waits: tuple[Wait, ...]) -> int:
    """Return what it costs to write these waits over earlier ones."""
    stored, listed = MemoryTable(), frozenset(wait.queue_sid for wait in waits)
    for now in (MEASURED_AT + 1, MEASURED_AT + 61):
        stored.units = Units()
        newer = tuple(replace(wait, measured_at=now) for wait in waits)
        assert cache.refresh(stored, cache.Measurement(WORKSPACE, newer, listed, now), now=now) == {}
    return stored.units.write_units


def test_pages_and_experience_together_stay_within_their_share_of_write_units() -> None:
    waits = centre()

    pages = page_units(waits)
    experience = units_a_poll(len(waits[::ACTIVE_EVERY]))

    assert (pages + experience) / QUEUES <= MOST_UNITS_A_QUEUE_AND_POLL
    assert [row[1] for row in table(CACHE, "5000 task queues, 1000 of them active")] == [
        f"{pages}",
        f"{experience:.1f}",
        f"{(pages + experience) / QUEUES:.3f}",
    ]
