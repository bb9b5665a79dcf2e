"""The wait where a caller may go to one of several task queues: each needs a number; the widest range counts."""

import pytest

from tests.waittimes.routing.path_waits import FREE, UNKNOWN, UNSTAFFED, a_wait, waited
from tests.waittimes.routing.workflows import to, where
from waittimes.wait import Basis, Estimate, Wait


def test_of_several_possible_queues_the_widest_range_counts() -> None:
    filters = where(UNKNOWN, to("A")), where("1==1", to("B"))

    found = waited(*filters, waits=[a_wait("A", 60, 30), a_wait("B", 120, 10, measured_at=900.0)])

    assert found is not None
    assert found.estimate == Estimate(90, 30, 130)
    assert found.measured_at == 900.0


@pytest.mark.parametrize("other", [a_wait("B", None, basis=Basis.UNKNOWN), a_wait("B", None, **UNSTAFFED)])
def test_of_several_possible_queues_every_one_must_have_a_number(other: Wait) -> None:
    assert waited(where(UNKNOWN, to("A")), where("1==1", to("B")), waits=[a_wait("A", 60), other]) is None


def test_of_several_possible_queues_all_may_have_a_free_agent() -> None:
    filters = where(UNKNOWN, to("A")), where("1==1", to("B"))

    both = waited(*filters, waits=[a_wait("A", 9, **FREE), a_wait("B", 12, **FREE)])
    one = waited(*filters, waits=[a_wait("A", 9, **FREE), a_wait("B", 120, 10)])

    assert both is not None
    assert both.basis is Basis.AGENT_FREE
    assert one is not None
    assert (one.basis, one.estimate) == (Basis.LINE, Estimate(60, 0, 130))
