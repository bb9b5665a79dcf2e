"""What a day with callbacks shows beside the same day without."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from benchmarks.callbacks.day import Day
from benchmarks.callbacks.promising import LEFT_FOR_A_CALLBACK, Promised
from simulator.centre.agent_calls import AgentCall
from simulator.centre.task import CANCELED, Task

SLACK_SECONDS: Final = 60.0
"""A live caller who came this much earlier than a person who is called back must not be overtaken by them."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one day, or the means of several. Shares are parts of 1, None where there is nothing to take them of."""

    callers: float
    offered: float
    promised: float
    reached: float
    kept_share: float | None
    """Of those who answered the first call to them: who spoke with an agent by the end of the promised window."""
    late_seconds: float
    """How much later the others among them spoke with one, on average; 0 if there are none."""
    overtaken: float
    """Live callers whom somebody overtook who had come more than SLACK_SECONDS later."""
    live_wait_seconds: float
    """The mean wait of the live callers who were answered."""
    gave_up_share: float
    """The callers who hung up, or who would have answered the call that they were promised, and got none."""
    idle_share: float
    """The part of the agents' time that they spent ringing people and listening to machines."""


def live_callers(day: Day) -> list[Task]:
    """Return the callers who never take a callback, the same with callbacks and without."""
    people = day.promising.people
    return [each for each in day.callers() if not people.accepts(each)]


def figures(day: Day) -> Figures:
    """Return the figures of a day that has been played."""
    promised, callers = day.promising.promised, day.callers()
    spoke = {each.number: at for each in promised if (at := day.spoke_at(each)) is not None}
    first = [each for each in promised if day.promising.people.answers_first(each.number)]
    hung_up = sum(each.status == CANCELED and each.reason != LEFT_FOR_A_CALLBACK for each in callers)
    forgotten = sum(each.number not in spoke for each in first)
    return Figures(
        callers=len(callers),
        offered=day.promising.offered,
        promised=len(promised),
        reached=len(spoke),
        kept_share=_share(_in_time(each, spoke) for each in first),
        late_seconds=_mean(spoke[each.number] - each.window.high_at for each in first if _is_late(each, spoke)),
        overtaken=day.overtaken,
        live_wait_seconds=_mean(_wait(each) for each in live_callers(day) if each.accepted_at is not None),
        gave_up_share=(hung_up + forgotten) / max(1, len(callers)),
        idle_share=sum(map(_idle_seconds, day.centre.agent_calls.made)) / max(1.0, day.agent_seconds),
    )


def _in_time(promised: Promised, spoke: dict[str, float]) -> bool:
    at = spoke.get(promised.number)
    return at is not None and at <= promised.window.high_at


def _is_late(promised: Promised, spoke: dict[str, float]) -> bool:
    return promised.number in spoke and not _in_time(promised, spoke)


def _idle_seconds(call: AgentCall) -> float:
    """Return how long the agent who made this call spoke with nobody."""
    return call.ring.after_seconds


def _wait(caller: Task) -> float:
    return (caller.accepted_at or caller.created_at) - caller.created_at


def _share(found: Iterable[bool]) -> float | None:
    each = list(found)
    return sum(each) / len(each) if each else None


def _mean(found: Iterable[float]) -> float:
    each = list(found)
    return fmean(each) if each else 0.0
