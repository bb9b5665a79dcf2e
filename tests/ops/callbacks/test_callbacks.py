"""`callbacks`: which are pending, without a number that could be called, and how one is cancelled."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ops.__main__ import commands
from tests.ops.callbacks.pending import LINE, calls_back, is_promised, store
from tests.ops.test_sqlite_table import terminal
from tests.waittimes.callbacks.promised import NUMBER, OTHER_NUMBER
from waittimes.callbacks.record import Callback, State

__all__ = ["terminal"]
NOON = 1_795_003_200.0


def operate(line: str) -> Result:
    return CliRunner().invoke(commands, line.split())


@pytest.fixture
def there(terminal: Path) -> Path:
    """Return the folder of an operator whose line `sales` calls back, with an empty table."""
    calls_back(terminal)
    operate("create-table")
    return terminal


def stored(folder: Path, number: str) -> Callback:
    found = store(folder).find(LINE, number)
    assert found
    return found.callback


def test_nothing_is_pending_at_first(there: Path) -> None:
    assert there
    assert operate("callbacks").stdout == "No callback is pending.\n"


def test_the_pending_are_shown_in_the_order_of_their_places(there: Path) -> None:
    now = time.time()
    at = {"confirmed_at": now - 60, "expires_at": now + 9000}
    late = {"joined_at": NOON, "low_at": NOON + 600, "high_at": NOON + 1500, "attempts": 2, "state": State.WAITING}
    soon = {"joined_at": NOON + 300, "low_at": now + 600, "high_at": now + 1500, "state": State.PLACED}
    second = is_promised(there, OTHER_NUMBER, **at, **soon)
    first = is_promised(there, NUMBER, **at, **late)

    head, one, other, _, summary = operate("callbacks").stdout.splitlines()

    assert head.split() == ["LINE", "ID", "NUMBER", "STATE", "PLACE", "SINCE", "PROMISED", "ATTEMPTS"]
    assert one.split() == [
        *("sales", first.id[:8], "…22", "waiting", "12:00", "12:10-12:25", "2", "of", "3", "overdue")
    ]
    assert other.split()[:5] == ["sales", second.id[:8], "…44", "placed", "12:05"]
    assert "overdue" not in other
    assert summary == "2 callbacks pending, 1 of them overdue."


def test_no_number_is_printed(there: Path) -> None:
    is_promised(there, NUMBER, confirmed_at=time.time())

    printed = operate("callbacks").output + operate("callbacks --json").output

    assert printed.count("22") >= 2
    assert NUMBER[-4:] not in printed


def test_json_holds_the_same_facts(there: Path) -> None:
    now = time.time()
    callback = is_promised(there, NUMBER, confirmed_at=now, low_at=now + 60, high_at=now + 90, next_at=now + 5)

    (found,) = json.loads(operate("callbacks sales --json").stdout)

    assert (found["id"], found["number"], found["state"]) == (callback.id, "…22", "confirmed")
    assert (found["low_at"], found["next_at"], found["is_overdue"]) == (now + 60, now + 5, False)


@pytest.mark.parametrize("state", [State.CONFIRMED, State.WAITING])
def test_one_that_only_the_table_knows_is_cancelled_at_once(there: Path, state: State) -> None:
    callback = is_promised(there, NUMBER, state=state, confirmed_at=time.time())

    said = operate(f"callbacks --cancel {callback.id[:8]}")

    assert said.stdout == f"{callback.id[:8]} of line sales: cancelled. The person is not called, and is not told.\n"
    assert (stored(there, NUMBER).state, stored(there, NUMBER).number) == (State.CANCELLED, "")
    assert operate("callbacks").stdout == "No callback is pending.\n"


@pytest.mark.parametrize("state", [State.PLACED, State.WAITING])
def test_one_whose_task_may_be_in_the_queue_is_withdrawn_by_the_next_poll(there: Path, state: State) -> None:
    callback = is_promised(there, NUMBER, state=state, attempt_at=time.time() - 3, confirmed_at=time.time())

    said = operate(f"callbacks --cancel {callback.id[:8]}")

    assert "The next poll removes its task" in said.stdout
    assert (stored(there, NUMBER).state, stored(there, NUMBER).number) == (State.WITHDRAWN, NUMBER)
    assert " withdrawn " in operate("callbacks").stdout


@pytest.mark.parametrize("state", [State.CALLING, State.ACCEPTED, State.REJOINED])
def test_one_whose_person_is_on_the_phone_is_not_cancelled(there: Path, state: State) -> None:
    callback = is_promised(there, NUMBER, state=state, confirmed_at=time.time())

    refused = operate(f"callbacks --cancel {callback.id}")

    assert refused.exit_code == 1
    assert f"the person is on the phone ({state}); look again in a minute" in refused.output
    assert stored(there, NUMBER).state is state


def test_a_change_in_between_is_looked_at_again(there: Path) -> None:
    callback = is_promised(there, NUMBER, state=State.WAITING, confirmed_at=time.time())
    store(there).change(LINE, NUMBER, lambda each: replace(each, state=State.CALLING), now=time.time())

    assert "is on the phone" in operate(f"callbacks --cancel {callback.id[:8]}").output


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("callbacks --cancel 0bad", 2, "no pending callback begins with '0bad'; the second column has the ids"),
        ("callbacks billing", 1, "billing has no table [lines.billing.callback]; docs/callbacks.md has one"),
        ("callbacks nobody", 2, "there is no line 'nobody'"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(there: Path, line: str, code: int, said: str) -> None:
    assert there
    refused = operate(line)

    assert (refused.exit_code, said in " ".join(refused.output.split())) == (code, True), refused.output


@pytest.mark.usefixtures("terminal")
def test_without_a_line_that_calls_back_the_page_is_named() -> None:
    assert "no line calls back; docs/callbacks.md says how to set one up" in operate("callbacks").output
