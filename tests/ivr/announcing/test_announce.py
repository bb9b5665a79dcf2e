"""What is announced for a record, by its age and the line's policy."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.announcing.announce import NOTHING, Announcement, State, announce
from waittimes.settings.line_policy import Policy
from waittimes.wait import Basis, Estimate, Wait

NOW = 1_795_000_000.0
POLICY = Policy()

seconds = st.floats(min_value=0, max_value=20_000, allow_nan=False)
ages = st.floats(min_value=-10_000, max_value=100_000, allow_nan=False)
bases = st.sampled_from(Basis)


@st.composite
def estimates(draw: st.DrawFn) -> Estimate:
    low, middle, high = sorted(draw(st.tuples(seconds, seconds, seconds)))
    return draw(st.sampled_from([Estimate(middle, low, high), Estimate(middle), Estimate()]))


def record(estimate: Estimate, *, age_seconds: float = 11, basis: Basis = Basis.HISTORY) -> Wait:
    return Wait(
        queue_sid="WQ" + "7" * 32,
        queue_name="Claims",
        measured_at=NOW - age_seconds,
        basis=basis,
        estimate=estimate,
    )


def announced(estimate: Estimate, *, age_seconds: float = 11, basis: Basis = Basis.HISTORY) -> Announcement:
    return announce(record(estimate, age_seconds=age_seconds, basis=basis), now=NOW, policy=POLICY)


@pytest.mark.parametrize(
    ("estimate", "minutes"),
    [
        (Estimate(0), (0, 1)),
        (Estimate(60), (0, 1)),
        (Estimate(61), (2, 2)),
        (Estimate(215), (4, 4)),
        (Estimate(600), (10, 10)),
        (Estimate(601), (15, 15)),
        (Estimate(1501), (30, 30)),
        (Estimate(2700), (45, 45)),
        (Estimate(2701), (45, None)),
        (Estimate(300, 245, 415), (4, 7)),
        (Estimate(300, 299, 301), (4, 6)),
        (Estimate(290, 245, 300), (5, 5)),
        (Estimate(900, 719, 1260), (10, 25)),
        (Estimate(900, 599, 3000), (45, None)),
        (Estimate(30, 5, 59), (0, 1)),
        (Estimate(90, 20, 200), (0, 4)),
    ],
)
def test_seconds_become_whole_minutes_that_never_promise_too_little(
    estimate: Estimate, minutes: tuple[int, int | None]
) -> None:
    assert announced(estimate) == Announcement(State.NUMBER, *minutes)


@pytest.mark.parametrize(
    ("upper_seconds", "band"),
    [(0, (0, 5)), (300, (0, 5)), (301, (5, 10)), (1200, (10, 20)), (1201, (20, 45)), (2701, (45, None))],
)
def test_an_ageing_record_gives_only_a_band(upper_seconds: float, band: tuple[int, int | None]) -> None:
    said = announced(Estimate(upper_seconds), age_seconds=181)

    assert said == Announcement(State.BAND, *band)


@pytest.mark.parametrize(
    ("age_seconds", "state"),
    [
        (180, State.NUMBER),
        (180.5, State.BAND),
        (600, State.BAND),
        (600.5, State.UNKNOWN),
        (3600, State.UNKNOWN),
        (-119, State.NUMBER),
        (-121, State.UNKNOWN),
    ],
)
def test_age_decides_how_much_may_be_said(age_seconds: float, state: State) -> None:
    assert announced(Estimate(250), age_seconds=age_seconds).state is state


def test_no_record_promises_nothing() -> None:
    assert announce(None, now=NOW, policy=POLICY) == NOTHING


def test_a_free_agent_is_announced_without_a_number_and_only_from_a_fresh_record() -> None:
    assert announced(Estimate(0), basis=Basis.AGENT_FREE) == Announcement(State.SHORTLY)
    assert announced(Estimate(0), basis=Basis.AGENT_FREE, age_seconds=181) == NOTHING


def test_an_unstaffed_queue_has_no_number() -> None:
    assert announced(Estimate(250), basis=Basis.UNSTAFFED) == Announcement(State.UNSTAFFED)


def test_a_caller_with_priority_hears_the_estimate_of_that_priority() -> None:
    wait = replace(record(Estimate(1200)), by_priority={8: Estimate(130)})

    assert announce(wait, now=NOW, policy=POLICY, priority=8).high_minutes == 3
    assert announce(wait, now=NOW, policy=POLICY, priority=3).high_minutes == 20


@given(estimates(), ages, bases)
def test_figures_are_never_negative_and_low_is_never_above_high(
    estimate: Estimate, age_seconds: float, basis: Basis
) -> None:
    said = announced(estimate, age_seconds=age_seconds, basis=basis)

    assert said.low_minutes is None or said.low_minutes >= 0
    if said.low_minutes is not None and said.high_minutes is not None:
        assert said.low_minutes <= said.high_minutes


@given(estimates(), ages, bases)
def test_a_number_is_never_spoken_from_a_record_that_is_not_fresh_or_not_known(
    estimate: Estimate, age_seconds: float, basis: Basis
) -> None:
    said = announced(estimate, age_seconds=age_seconds, basis=basis)

    if said.state is State.NUMBER:
        assert -120 <= age_seconds <= 181
        assert estimate.seconds is not None
        assert basis not in (Basis.UNSTAFFED, Basis.AGENT_FREE)
    if said.state not in (State.NUMBER, State.BAND):
        assert (said.low_minutes, said.high_minutes) == (None, None)


@given(estimates())
def test_the_upper_figure_is_never_below_the_estimate(estimate: Estimate) -> None:
    said = announced(estimate)

    if estimate.seconds is not None and said.high_minutes is not None:
        assert said.high_minutes * 60 >= estimate.seconds


@given(seconds, seconds)
def test_a_longer_wait_never_sounds_shorter(one: float, other: float) -> None:
    shorter, longer = (announced(Estimate(each)) for each in sorted((one, other)))

    assert (shorter.high_minutes or 10**6) <= (longer.high_minutes or 10**6)


policies = st.builds(
    lambda ends, edges: Policy(floor_minutes=min(ends), ceiling_minutes=max(ends), band_minutes=tuple(sorted(edges))),
    st.tuples(st.integers(1, 240), st.integers(1, 240)),
    st.sets(st.integers(1, 240), min_size=1, max_size=6),
)


@given(estimates(), policies, st.sampled_from([11, 300]))
def test_no_policy_leads_to_a_figure_that_is_too_low_or_out_of_its_bounds(
    estimate: Estimate, policy: Policy, age_seconds: float
) -> None:
    said = announce(record(estimate, age_seconds=age_seconds), now=NOW, policy=policy)

    if not said.has_number:
        assert estimate.seconds is None
        return
    assert estimate.seconds is not None
    low, high = said.low_minutes, said.high_minutes
    assert high is None or high * 60 >= max(estimate.seconds, estimate.high_seconds or 0)
    if said.state is State.NUMBER:
        assert policy.floor_minutes <= (high or policy.ceiling_minutes) <= policy.ceiling_minutes
    else:
        assert {low, high} <= {0, None, *policy.band_minutes}


@pytest.mark.parametrize(
    ("policy", "seconds", "minutes"),
    [
        (Policy(floor_minutes=3), 180, (0, 3)),
        (Policy(floor_minutes=3), 181, (4, 4)),
        (Policy(ceiling_minutes=12), 720, (12, 12)),
        (Policy(ceiling_minutes=12), 721, (12, None)),
    ],
)
def test_floor_and_ceiling_are_the_lines_own(policy: Policy, seconds: float, minutes: tuple[int, int | None]) -> None:
    assert announce(record(Estimate(seconds)), now=NOW, policy=policy) == Announcement(State.NUMBER, *minutes)


def test_a_record_of_unknown_basis_is_announced_as_unknown_even_if_it_holds_a_number() -> None:
    assert announced(Estimate(250), basis=Basis.UNKNOWN) == NOTHING
