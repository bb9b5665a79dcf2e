"""No callback is lost and none is made twice, whatever fails, dies or runs at the same time."""

from collections.abc import Iterable
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from tests.poller.callbacks.called_back import BY_DIAL, BY_FLEX, CalledBack
from tests.poller.callbacks.storm import QUIET_POLLS, RINGS_IN, Event, Storm, live_calls, own_tasks
from tests.waittimes.callbacks.promised import NOW
from waittimes.callbacks.attempt import after_call
from waittimes.callbacks.record import State
from waittimes.settings.line_callback import FLEX, CallbackPolicy

EVENTS = st.lists(
    st.sampled_from([*[Event.NOTHING] * 4, *Event]).filter(lambda event: event is not Event.RINGS_IN), max_size=60
)
EVENTS_WITH_A_CALLER = st.lists(st.sampled_from([*[Event.NOTHING] * 4, *Event]), max_size=60)


def storm(policy: CallbackPolicy, events: Iterable[Event]) -> Storm:
    """Return a storm over one promised callback, after five polls and the quiet that follows."""
    standing = own_tasks if policy.style == FLEX else live_calls
    found = Storm(CalledBack(policy), iter([*events]), standing)
    found.line.promise(State.WAITING, expires_at=NOW + 50_000)
    found.begins()
    for _ in range(5):
        found.line.now += 60
        found.poll()
    found.ends()
    for _ in range(QUIET_POLLS):
        found.line.now += 60
        found.poll()
    assert found.most_at_once <= 1
    return found


@given(EVENTS)
def test_in_the_end_one_task_stands_in_the_queue(events: list[Event]) -> None:
    line = storm(BY_FLEX, events).line

    stored = line.stored()
    assert stored.state is State.PLACED
    assert [sid for sid, each in line.twilio.tasks.items() if each.status == "pending"] == [stored.task_sid]


@given(EVENTS_WITH_A_CALLER)
def test_who_rings_in_again_has_the_place_alone(events: list[Event]) -> None:
    found = storm(BY_FLEX, events)

    stored = found.line.stored()
    if found.rings_in_is_possible:
        assert stored.state is State.PLACED
        return
    (call,) = [each for each in found.line.twilio.tasks.values() if (each.attributes or {}).get("call_sid") == RINGS_IN]
    assert stored.state is State.REJOINED
    assert (stored.rejoined_task_sid, call.started_at) == (call.sid, stored.joined_at)
    assert own_tasks(found.line) == []


@given(EVENTS)
def test_in_the_end_the_person_is_being_called_once(events: list[Event]) -> None:
    line = storm(BY_DIAL, events).line

    assert line.stored().state is State.CALLING
    assert live_calls(line) == [line.stored().outbound_call_sid]


@given(EVENTS, EVENTS)
def test_nobody_is_called_more_often_than_set(first: list[Event], second: list[Event]) -> None:
    found = storm(BY_DIAL, first)
    line = found.line
    for events in (second, [], []):
        for sid in live_calls(line):
            line.twilio.becomes(sid, "busy")
            line.changes(partial(after_call, call_sid=sid, call_status="busy", policy=BY_DIAL, now=line.now))
        found.script = iter(events)
        for _ in range(QUIET_POLLS + 5):
            line.now += 120
            found.poll()
            found.script = iter(())

    assert found.most_at_once <= 1
    assert line.stored().state is State.EXPIRED
    assert len(line.twilio.ordered) == BY_DIAL.attempts
