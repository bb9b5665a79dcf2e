"""Why a wait is as it is, in sentences."""

from ivr.wallboard.shown.why import hanging_up, reasons
from tests.fakes.waits import wait_of
from waittimes.wait import NO_ESTIMATE, Basis, Estimate, Wait

OTHERS = "Most contact centres would announce this (AVG15)."


def said(wait: Wait) -> list[str]:
    return list(reasons(wait, wait.estimate))


def test_an_estimate_from_the_line_names_callers_agents_and_those_who_hang_up() -> None:
    evidence = {"ahead": 6, "per_minute": 2.4, "hangs_up": 0.11, "history": 220, "agents": 12.0}
    wait = wait_of(3, basis=Basis.LINE, estimate=Estimate(150, 64, 238), evidence=evidence)

    assert said(wait) == [
        "6 callers are ahead of somebody who calls now.",
        "12 agents in service take 2.4 calls a minute.",
        "Before their turn, 1 in 9 hangs up.",
        "That makes 2:30. Four callers in five should wait between 1:04 and 3:58.",
        f"The calls answered in the last 15 minutes had waited 3:40 on average. {OTHERS}",
    ]


def test_one_caller_is_one_caller_and_nobody_is_nobody() -> None:
    one = wait_of(3, basis=Basis.LINE, evidence={"ahead": 1})
    nobody = wait_of(3, basis=Basis.LINE, evidence={"ahead": 0, "hangs_up": 0.5})

    assert said(one)[0] == "1 caller is ahead of somebody who calls now."
    assert said(nobody)[0] == "Nobody is ahead of somebody who calls now, but no agent is free."
    assert not any("hang" in each for each in said(nobody))


def test_every_other_basis_has_its_own_reason() -> None:
    assert "mean wait of the 17 calls" in said(wait_of(3, basis=Basis.HISTORY))[0]
    assert said(wait_of(3, basis=Basis.AGENT_FREE, agents_free=1)) == ["Nobody waits, and 1 agent is free."]
    assert said(wait_of(3, basis=Basis.UNSTAFFED, estimate=NO_ESTIMATE)) == [
        "Every agent of this task queue is away or offline."
    ]
    assert "nothing from which to estimate" in said(wait_of(3, basis=Basis.UNKNOWN, estimate=NO_ESTIMATE))[0]


def test_a_share_is_said_as_people_say_it() -> None:
    assert [hanging_up(each) for each in (0, 0.004, 0.02, 0.3, 0.34, 0.62, 1.4)] == [
        "hardly anybody hangs up",
        "hardly anybody hangs up",
        "1 in 50 hangs up",
        "1 in 3 hangs up",
        "3 in 10 hang up",
        "6 in 10 hang up",
        "10 in 10 hang up",
    ]
