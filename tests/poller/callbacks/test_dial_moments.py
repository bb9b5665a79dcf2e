"""Style `dial`: the moment within a reading at which somebody is called."""

from dataclasses import replace

from tests.poller.callbacks.called_back import CalledBack, in_queue, moving
from tests.waittimes.callbacks.promised import NOW
from waittimes.callbacks.record import State


def test_a_call_goes_out_at_its_moment_within_the_minute(dial: CalledBack) -> None:
    dial.promise(joined_at=NOW)
    (earlier,) = in_queue(dial, 300)
    dial.wait = moving(per_minute=2)

    def answered(_request: str) -> None:
        if dial.now > NOW + 60:
            dial.twilio.becomes(earlier, "assigned")

    dial.twilio.before = answered
    dial.poll()

    # The one who came before is answered after half a minute; until the person is there, twenty seconds pass.
    assert dial.stored().attempt_at == NOW + 60 + 30
    assert dial.twilio.asked == {"pending_tasks": 2, "create_call": 1}


def test_nobody_is_called_while_somebody_clearly_earlier_waits_longer_than_foreseen(dial: CalledBack) -> None:
    dial.promise(joined_at=NOW)
    in_queue(dial, 300)
    dial.wait = moving(per_minute=2)

    dial.poll()

    assert (dial.stored().state, dial.twilio.ordered) == (State.WAITING, [])


def test_who_is_due_after_the_reading_is_called_by_the_next_one(dial: CalledBack) -> None:
    dial.promise()
    in_queue(dial, 300)
    dial.wait = moving(per_minute=1)

    dial.poll()

    assert dial.stored().state is State.WAITING


def test_somebody_who_rings_in_before_their_moment_is_not_called(dial: CalledBack) -> None:
    dial.promise(joined_at=NOW)
    in_queue(dial, 300)
    dial.wait = moving(per_minute=2)
    run, deadline = dial.run(), dial.deadline()

    def rings_in(seconds: float) -> None:
        dial.now += seconds
        dial.changes(lambda each: replace(each, state=State.REJOINED, rejoined_call_sid="CA" + "6" * 32))

    run.begin()
    run.carry_out(replace(deadline, pause=rings_in))

    assert (dial.stored().state, dial.twilio.ordered) == (State.REJOINED, [])
