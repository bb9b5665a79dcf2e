"""Whoever guesses passphrases is slowed down, by all workers together, and nobody else is."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from entry.http_event import rebuild
from ivr.wallboard.signing_in import tries
from ivr.wallboard.signing_in.keys import Keys
from ivr.wallboard.signing_in.tries import MOST_OF_ONE_ADDRESS, MOST_TOGETHER, WINDOW_SECONDS
from tests.addresses import recorded
from tests.ivr.phone_under_test import NOW, PhoneUnderTest
from tests.ivr.wallboard.browser import FLOOR, KEY, Browser, viewer

BEGIN = NOW // WINDOW_SECONDS * WINDOW_SECONDS


def guesses(phone: PhoneUnderTest, many: int, address: str = "203.0.113.7") -> list[int]:
    """Guess, each time at another worker."""
    return [Browser(phone.app(), address=address).signs_in(f"guess {each}").status_code for each in range(many)]


def test_after_ten_wrong_ones_an_address_has_to_wait_even_with_the_right_one(phone: PhoneUnderTest) -> None:
    phone.now = BEGIN + 60
    assert guesses(phone, MOST_OF_ONE_ADDRESS) == [403] * MOST_OF_ONE_ADDRESS

    answer = Browser(phone.app()).signs_in(FLOOR)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "541")
    assert "Try again in 10 minutes" in answer.text
    assert Browser(phone.app(), address="203.0.113.8").signs_in(FLOOR).status_code == 303

    phone.now = BEGIN + WINDOW_SECONDS
    assert Browser(phone.app()).signs_in(FLOOR).status_code == 303


def test_who_has_signed_in_stays_so(phone: PhoneUnderTest) -> None:
    browser = viewer(phone)
    guesses(phone, MOST_OF_ONE_ADDRESS + 1)

    assert browser.get("/board").status_code == 200


def test_right_ones_are_not_counted(phone: PhoneUnderTest) -> None:
    for _ in range(MOST_OF_ONE_ADDRESS + 5):
        assert Browser(phone.app()).signs_in(FLOOR).status_code == 303


def test_guesses_at_the_same_time_do_not_slip_through(phone: PhoneUnderTest) -> None:
    apps = [phone.app() for _ in range(4)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda each: Browser(apps[each % 4]).signs_in(f"guess {each}").status_code, range(40)))

    assert answers.count(403) <= MOST_OF_ONE_ADDRESS
    assert set(answers) == {403, 429}


def test_many_addresses_together_are_slowed_down_too(phone: PhoneUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "MOST_TOGETHER", 30)
    answers = [guesses(phone, 1, f"203.0.{each}.7")[0] for each in range(40)]

    assert answers.count(403) == 30
    assert MOST_TOGETHER == 500


def test_a_flood_costs_the_table_nothing_once_it_is_too_much(phone: PhoneUnderTest) -> None:
    app = phone.app()
    for each in range(MOST_OF_ONE_ADDRESS + 1):
        Browser(app).signs_in(f"guess {each}")
    before = (phone.table.units.reads, phone.table.units.writes)

    assert [Browser(app).signs_in(f"more {each}").status_code for each in range(50)] == [429] * 50
    assert (phone.table.units.reads, phone.table.units.writes) == before


def test_a_wrong_one_is_one_write_and_one_read(phone: PhoneUnderTest) -> None:
    Browser(phone.app()).signs_in("guess")

    assert (phone.table.units.writes, phone.table.units.reads) == (1, 1)


def test_without_the_table_nobody_can_guess(phone: PhoneUnderTest) -> None:
    phone.table.fails("ProvisionedThroughputExceededException")

    for text in (FLOOR, "guess"):
        answer = Browser(phone.app()).signs_in(text)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "15")
        assert "table does not answer" in answer.text


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("172.18.0.2", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("", "", "None"),
    ],
)
def test_the_address_is_what_the_nearest_proxy_says(
    phone: PhoneUnderTest, remote: str, forwarded: str, address: str
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with phone.app().test_request_context(headers=headers, environ_base={"REMOTE_ADDR": remote}):
        assert tries.client_address() == address


@pytest.mark.parametrize("event", ["http_api", "rest_api"])
def test_on_lambda_the_address_is_the_one_that_api_gateway_has_seen(phone: PhoneUnderTest, event: str) -> None:
    environ = {"lambda.event": rebuild(recorded(event)), "REMOTE_ADDR": "198.51.100.66"}
    with phone.app().test_request_context(headers={"X-Forwarded-For": "198.51.100.66"}, environ_base=environ):
        assert tries.client_address() == "203.0.113.17"


def test_no_address_stands_in_the_table(phone: PhoneUnderTest) -> None:
    guesses(phone, 1)

    (item,) = [each for key, each in phone.table.items.items() if key.startswith("wallboard-tries#")]
    assert set(item) == {"ID", tries.sum_of(Keys([KEY]), "203.0.113.7"), "together", "since", "expires_at"}
    assert "203.0" not in str(item)
