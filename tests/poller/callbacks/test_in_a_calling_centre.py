"""Callers of a simulated contact centre are called back, by the real poller over HTTP."""

from collections import Counter

import pytest

from tests.poller.callbacks.calling_centre import PRIORITY, WORKSPACE, CallingCentre
from tests.poller.stand_in import TOKENS
from waittimes.callbacks.record import State
from waittimes.settings.config import Account
from waittimes.settings.line_callback import DIAL, FLEX, CallbackPolicy

pytestmark = pytest.mark.slow

ACCOUNT = Account(name="harbour", sid="AC" + "1" * 32, auth_tokens=TOKENS, workspace_sids=(WORKSPACE,))


def test_people_are_called_near_their_turn_and_overtake_nobody() -> None:
    centre = CallingCentre(CallbackPolicy(DIAL, above_minutes=2), ACCOUNT)

    centre.plays(70)

    assert max(centre.overtaken) <= 60
    assert max(Counter(each.order.to for each in centre.placed).values()) == 1
    waiting = {each.callback.number for each in centre.pending() if each.callback.state is not State.ACCEPTED}
    assert centre.promises.keys() - waiting == centre.accepted_at.keys()
    assert len(centre.accepted_at) > 30
    late = [at - centre.promises[number].high_at for number, at in centre.accepted_at.items()]
    assert sum(each <= 0 for each in late) >= 0.9 * len(late)


def test_who_does_not_answer_is_called_twice_and_not_more() -> None:
    policy = CallbackPolicy(DIAL, above_minutes=2, attempts=2, pause_minutes=3)
    centre = CallingCentre(policy, ACCOUNT, answers=lambda number: number % 3 > 0)

    centre.plays(50)

    assert max(Counter(each.order.to for each in centre.placed).values()) == 2
    assert any(number not in centre.accepted_at for number in centre.promises)


def test_an_agent_gets_each_callback_of_flex_once_and_in_its_turn() -> None:
    centre = CallingCentre(CallbackPolicy(FLEX, above_minutes=2), ACCOUNT)

    centre.plays(70)

    own = [each for each in centre.centre.callers if "callback_id" in each.attributes]
    assert len(own) == len({str(each.attributes["callback_id"]) for each in own}) == len(centre.promises)
    assert {each.priority for each in own} == {PRIORITY}
    assert [each.virtual_start_at for each in own] == pytest.approx(
        [each.joined_at for each in centre.promises.values()], abs=1
    )
    taken = sum(each.accepted_at is not None for each in own)
    assert taken > 30
    assert len(centre.pending()) <= len(own) - taken + 4
