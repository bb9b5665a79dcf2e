"""An answered call adds its score to the sums of its line. If that fails, the call does not notice."""

import logging
import time
from collections.abc import Mapping
from dataclasses import replace

import pytest

from ivr.voice.call_state import CallState, write
from simulator.caller.caller import Caller
from simulator.caller.scripted_switchboard import Script, answers_after, removes_after
from tests.fakes.memory_table import MemoryTable
from tests.ivr.phone_under_test import CLAIMS, HOST, NOW, PhoneUnderTest
from waittimes import feedback
from waittimes.feedback import Totals
from waittimes.score import Score, score_call, score_sentence, score_shortly
from waittimes.settings.line_policy import Leaving
from waittimes.wait import Basis, Estimate

ANNOUNCED = write(
    CallState(announced_at=5, estimate_seconds=250, low_seconds=180, high_seconds=290, history_seconds=190)
)
FORM = {"QueueResult": "bridged", "QueueTime": "300", "CallSid": "CA" + "7" * 32}
KEY = f"{CLAIMS.workspace_sid}#{CLAIMS.task_queue_sid}#{CLAIMS.priority}#feedback"


def totals(phone: PhoneUnderTest) -> Totals:
    (found,) = feedback.read(phone.table, CLAIMS.workspace_sid, [feedback.of_line(CLAIMS)]).values()
    return found


def calls(phone: PhoneUnderTest, script: Script) -> Caller:
    caller = phone.caller(switchboard=script)
    caller.dials(f"{HOST}/voice")
    caller.waits_for_the_end()
    return caller


def leaves(phone: PhoneUnderTest, state: str = ANNOUNCED, form: Mapping[str, str] = FORM) -> None:
    answer = phone.caller().asks(f"{HOST}/voice/claims/en/left/{state}", form=form)
    assert (answer.status, answer.content_type) == (200, "text/xml; charset=utf-8")
    assert answer.body.endswith(b"<Response />")


def test_an_answered_call_is_added_to_the_sums_of_its_queue_and_priority(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250, ends=(180, 290), evidence={"history": 190})

    calls(phone, answers_after(301))

    estimate = score_call(promised=250, waited=301, low=180, high=290, history=190)
    sentence = score_sentence(upper=300, waited=301, history_upper=240)
    assert totals(phone) == Totals(estimate.plus(sentence), since=int(NOW))


def test_the_estimate_of_the_lines_own_priority_is_what_was_promised(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 900, by_priority={CLAIMS.priority: Estimate(240, 170, 310)})

    calls(phone, answers_after(301))

    assert (totals(phone).score.promised, totals(phone).score.above) == (240, 0)


def test_calls_add_up_whatever_the_order_of_their_ends(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)

    for seconds in (301, 41, 207):
        calls(phone, answers_after(seconds))

    found = totals(phone).score
    assert (found.calls, found.promised, found.waited, found.error) == (3, 750, 549, 51 + 209 + 43)


@pytest.mark.parametrize(
    ("basis", "age"), [(Basis.HISTORY, 400), (Basis.UNSTAFFED, 8), (Basis.UNKNOWN, 8), (Basis.HISTORY, 4000)]
)
def test_a_caller_who_heard_no_number_is_not_counted(phone: PhoneUnderTest, basis: Basis, age: float) -> None:
    phone.knows(CLAIMS, 250, basis, age=age)

    calls(phone, answers_after(301))

    assert totals(phone) == Totals()


@pytest.mark.parametrize(("waited", "above", "far_above"), [(12, 0, 0), (61, 1, 0), (301, 1, 1)])
def test_a_caller_who_was_told_shortly_shows_what_that_was_worth(
    phone: PhoneUnderTest, waited: int, above: int, far_above: int
) -> None:
    phone.knows(CLAIMS, 20, Basis.AGENT_FREE)

    calls(phone, answers_after(waited))

    found = totals(phone).score
    assert found == score_shortly(waited=waited)
    assert (found.calls, found.shortly_above, found.shortly_far_above) == (0, above, far_above)


def test_more_than_the_ceiling_has_no_upper_figure_to_judge(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 3000)

    calls(phone, answers_after(900))

    assert (totals(phone).score.calls, totals(phone).score.heard) == (1, 0)


@pytest.mark.parametrize(("history", "history_upper"), [(120, 600), (700, 720), (3000, None)])
def test_both_sentences_are_judged_by_the_bounds_of_their_line(
    phone: PhoneUnderTest, history: int, history_upper: int | None
) -> None:
    phone.lines = (replace(CLAIMS, policy=replace(CLAIMS.policy, floor_minutes=10, ceiling_minutes=12)),)
    phone.knows(CLAIMS, 250, evidence={"history": history})

    calls(phone, answers_after(590))

    assert totals(phone).score == score_call(promised=250, waited=590, history=history).plus(
        score_sentence(upper=600, waited=590, history_upper=history_upper)
    )


@pytest.mark.parametrize("result", ["hangup", "leave", "redirected", "error", "system-error"])
def test_a_caller_who_was_not_answered_is_not_counted(phone: PhoneUnderTest, result: str) -> None:
    phone.knows(CLAIMS, 250)

    calls(phone, removes_after(100, result))

    assert totals(phone) == Totals()


def test_with_flex_a_redirected_call_counts(phone: PhoneUnderTest) -> None:
    phone.lines = (replace(CLAIMS, leaving=Leaving(redirected_is_answered=True)),)
    phone.knows(CLAIMS, 250)

    calls(phone, removes_after(100, "redirected"))

    assert (totals(phone).score.calls, totals(phone).score.waited) == (1, 100)


@pytest.mark.parametrize(
    ("state", "changed"),
    [
        (write(CallState(announced_at=5, estimate_seconds=250, is_retry=True)), {}),
        (write(CallState(announced_at=5)), {}),
        ("nonsense", {}),
        (ANNOUNCED, {"QueueTime": ""}),
        (ANNOUNCED, {"QueueTime": "-5"}),
        (ANNOUNCED, {"QueueTime": "long"}),
    ],
)
def test_what_cannot_be_compared_is_not_counted(phone: PhoneUnderTest, state: str, changed: Mapping[str, str]) -> None:
    leaves(phone, state, {**FORM, **changed})

    assert totals(phone) == Totals()


def test_a_line_that_is_gone_from_the_settings_is_not_counted(phone: PhoneUnderTest) -> None:
    phone.lines = tuple(replace(each, name="renamed") for each in phone.lines)

    leaves(phone)

    assert phone.table.items == {}


def test_a_webhook_that_comes_twice_counts_twice(phone: PhoneUnderTest) -> None:
    leaves(phone)
    leaves(phone)

    assert totals(phone).score.calls == 2


@pytest.mark.parametrize("code", ["InternalServerError", "AccessDeniedException", "ResourceNotFoundException"])
def test_a_table_that_fails_costs_one_line_in_the_log_and_nothing_else(
    phone: PhoneUnderTest, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    phone.table.fails(code, key=KEY)

    leaves(phone)

    (record,) = [vars(each) for each in caplog.records if each.message == "feedback.not_added"]
    assert (record["line"], record["reason"]) == ("claims", f"TableUnavailable {code}")
    assert record["levelno"] == logging.WARNING
    assert '"Error":[50.0]' in capsys.readouterr().out


def test_a_table_that_hangs_is_left_behind(phone: PhoneUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    phone.table.seconds_to_answer = 5.0
    began = time.monotonic()

    leaves(phone)

    assert time.monotonic() - began < 2.0
    assert [vars(each)["reason"] for each in caplog.records if each.message == "feedback.not_added"] == [
        "DeadlineExceeded "
    ]


class BrokenTable(MemoryTable):
    """A table that raises an error its contract does not know."""

    def add(self, key: str, amounts: Mapping[str, int], *, now: float, life_seconds: int) -> None:
        raise ArithmeticError(key, amounts, now, life_seconds)


def test_an_unforeseen_error_leaves_the_answer_as_it_was(
    phone: PhoneUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    phone.table = BrokenTable()

    leaves(phone)

    assert [each.message for each in caplog.records if each.levelno == logging.ERROR] == ["feedback.not_added"]


def test_adding_a_score_reads_nothing(phone: PhoneUnderTest) -> None:
    leaves(phone)

    assert (phone.table.units.reads, phone.table.units.writes) == (0, 1)
    assert totals(phone).score == score_call(promised=250, waited=300, low=180, high=290, history=190)


def test_the_sums_hold_no_number_or_sid_of_a_call(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    calls(phone, answers_after(301))

    kept = phone.table.items[KEY]
    assert kept.keys() - {"ID", "since", "expires_at"} <= set(Score.__dataclass_fields__)
    assert "CA" not in str(kept).replace(CLAIMS.task_queue_sid, "")
