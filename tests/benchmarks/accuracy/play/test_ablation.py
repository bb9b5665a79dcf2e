"""Damaged statistics lack exactly one thing, and the original stays whole."""

from copy import deepcopy
from itertools import islice

import pytest

from benchmarks.accuracy.centres.recording import Halves, Recording, scenario
from benchmarks.accuracy.play.ablation import DAMAGES, LOST_SHARE, Losses


@pytest.fixture(scope="module")
def halves() -> Halves:
    """Return the statistics of a busy queue."""
    polls = Recording(scenario("priority", 5, multi_tasking=True), 5, 60).polls()
    found = (halves for each in islice(polls, 600) for halves in each.statistics.values())
    return next(
        halves
        for halves in found
        if all(halves[0]["tasks_by_status"].values())
        and halves[1]["tasks_canceled"]
        and len(halves[0]["tasks_by_priority"]) > 1
    )


def leaves(thing: object, path: str = "") -> set[str]:
    """Return the dotted path of every number and text in `thing`."""
    if not isinstance(thing, dict | list | tuple):
        return {path}
    named = thing.items() if isinstance(thing, dict) else enumerate(thing)
    return {leaf for name, each in named for leaf in leaves(each, f"{path}.{name}")}


@pytest.mark.parametrize("missing", DAMAGES)
def test_one_thing_is_gone_and_the_rest_is_as_it_was(halves: Halves, missing: str) -> None:
    whole = deepcopy(halves)

    damaged = DAMAGES[missing](halves)

    assert halves == whole
    gone, left = leaves(whole) - leaves(damaged), leaves(damaged) - {".1"}
    assert left < leaves(whole)
    assert gone
    assert all(f".{missing}" in leaf or (missing == "the cumulative half" and leaf.startswith(".1.")) for leaf in gone)


def test_one_poll_in_ten_is_lost_and_the_seed_says_which() -> None:
    def lost(seed: int) -> list[bool]:
        losses = Losses(seed)
        return [losses.next_is_lost() for _ in range(3_000)]

    assert lost(1) == lost(1) != lost(2)
    assert sum(lost(1)) / 3_000 == pytest.approx(LOST_SHARE, abs=0.02)
