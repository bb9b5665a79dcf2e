"""Above a set rate viewers are asked to come back; calls, and those who have signed in, go on."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ivr.wallboard.rate_cap import BURST_SECONDS, Bucket
from simulator.caller.phone.transport import InProcess
from tests.ivr.phone_under_test import CLAIMS, HOST, NOW, PhoneUnderTest
from tests.ivr.wallboard.browser import Browser, viewer, wallboard

RATE = 2


def capped(phone: PhoneUnderTest) -> Browser:
    phone.wallboard = replace(wallboard(), requests_per_second=RATE)
    return viewer(phone)


def asked(browser: Browser, path: str, times: int) -> list[int]:
    return [browser.get(path).status_code for _ in range(times)]


def test_above_the_rate_a_viewer_is_asked_to_come_back_and_may(phone: PhoneUnderTest) -> None:
    browser = capped(phone)

    assert asked(browser, "/board", RATE * BURST_SECONDS + 3) == [200] * RATE * BURST_SECONDS + [503] * 3
    answer = browser.get("/board")
    assert answer.headers["Retry-After"] == "15"
    assert answer.headers["Content-Security-Policy"]

    phone.now = NOW + 1
    assert asked(browser, "/board", RATE + 1) == [200] * RATE + [503]


def test_calls_go_on_meanwhile(phone: PhoneUnderTest) -> None:
    browser = capped(phone)
    phone.knows(CLAIMS, 250)
    asked(browser, "/board", 30)

    caller = replace(phone.caller(), send=InProcess(browser.app))
    caller.dials(f"{HOST}/voice/claims")

    assert "Your estimated wait is about 5 minutes." in caller.heard_everything


def test_a_flood_of_strangers_shuts_out_no_viewer(phone: PhoneUnderTest) -> None:
    browser = capped(phone)
    stranger = Browser(browser.app)

    answers = asked(stranger, "/board", 20)
    assert answers[-1] == 503
    assert asked(stranger, "/board/sign-in", 3) == [503] * 3
    assert browser.get("/board").status_code == 200


def test_files_count_apart_and_have_an_end_too(phone: PhoneUnderTest) -> None:
    browser = capped(phone)

    answers = asked(browser, "/board/static/none.css", 60)
    assert set(answers) == {404, 503}
    assert answers.count(404) == 40
    assert browser.get("/board").status_code == 200


@given(st.lists(st.floats(0, 3), max_size=60), st.integers(1, 20))
def test_never_more_than_the_rate_and_one_burst_come_through(pauses: list[float], per_second: int) -> None:
    now = [NOW]
    bucket = Bucket(per_second, lambda: now[0])

    through = 0
    for pause in pauses:
        now[0] += pause
        through += sum(bucket.takes() for _ in range(30))

    assert through <= per_second * (BURST_SECONDS + sum(pauses)) + 1e-6


def test_a_clock_that_goes_back_lets_nobody_in_and_shuts_nobody_out() -> None:
    now = [NOW]
    bucket = Bucket(1, lambda: now[0])
    assert [bucket.takes() for _ in range(6)] == [True] * 5 + [False]

    now[0] = NOW - 3600
    assert not bucket.takes()
    now[0] = NOW - 3599
    assert bucket.takes()
