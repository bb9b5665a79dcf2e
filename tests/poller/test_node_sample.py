"""The failures of the Node sample from which this project grew: none of them happens here."""

import pytest

from simulator.api.many_queues import WORKSPACE_SID, ManyQueues
from tests.fakes.memory_table import MemoryTable
from tests.fakes.units import item_bytes
from tests.fakes.waits import MEASURED_AT, busy_contact_centre
from tests.poller.faults import at_random, status
from tests.poller.polling_over_http import polled
from waittimes import cache

pytestmark = pytest.mark.slow

MOST_BYTES_OF_AN_ITEM = 400_000


def test_five_thousand_queues_cost_five_calls_a_minute_and_all_are_stored() -> None:
    """It took 5,100 calls, and stored nothing while it reported success."""
    table = MemoryTable()
    with polled(ManyQueues(5000, wait_in_list=True)) as poller:
        poller.table = table
        poller.poll()
        table.units.write_units = 0

        report = poller.poll()

        assert report.fields()["calls"] == 5
        assert len(poller.fresh()) == report.refreshed == 5000
        assert table.units.write_units <= 0.05 * 5000


def test_fifty_thousand_queues_fit_into_their_pages() -> None:
    """Its one item was full long before."""
    table = MemoryTable()
    waits = busy_contact_centre(50_000)
    measurement = cache.Measurement(WORKSPACE_SID, waits, frozenset(each.queue_sid for each in waits), MEASURED_AT)

    assert cache.refresh(table, measurement, now=MEASURED_AT) == {}

    assert max(map(item_bytes, table.items.values())) < MOST_BYTES_OF_AN_ITEM


@pytest.mark.parametrize("seed", range(5))
def test_one_failure_in_a_hundred_requests_loses_no_run(seed: int) -> None:
    """It lost nine of forty runs."""
    with polled(ManyQueues(150, fault=at_random(0.01, status(502), seed=seed))) as poller:
        assert poller.poll().failures == []

        assert poller.fresh() == set(poller.api.sids)
