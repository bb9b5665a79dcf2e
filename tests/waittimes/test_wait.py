from tests.fakes.waits import MEASURED_AT, wait_of


def test_age_is_counted_from_when_taskrouter_was_asked() -> None:
    assert wait_of(1).age_seconds(MEASURED_AT + 75.5) == 75.5


def test_a_wait_from_the_future_has_a_negative_age() -> None:
    assert wait_of(1).age_seconds(MEASURED_AT - 30) == -30
