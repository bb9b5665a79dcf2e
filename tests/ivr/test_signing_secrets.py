"""The secrets that sign webhooks are read before the first call, and a slow store costs no caller an answer."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from ivr import signing_secrets
from tests.fakes.working_threads import working_threads
from tests.ivr.phone_under_test import CLAIMS, TRAVEL
from waittimes.deadline import Deadline
from waittimes.settings.config import Config
from waittimes.settings.secret import Secret, SecretUnavailable


class Store:
    """A store of secrets that counts its requests, and hangs when a test asks for it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.released = threading.Event()
        self.released.set()
        self.year = "old"

    def secret(self, name: str, *, is_remote: bool = True) -> Secret:
        return Secret(f"ssm:/waits/{name}", self._look_up(name), is_remote=is_remote)

    def _look_up(self, name: str) -> Callable[[], str]:
        def look_up() -> str:
            self.asked.append(name)
            self.released.wait(3)
            return f"{name} of {self.year}"

        return look_up


def config(*secrets: Secret, shared: Secret | None = None) -> Config:
    owner = replace(TRAVEL, auth_tokens=secrets, shared_keys={"key-7": shared} if shared else {})
    return Config(accounts=(owner,), lines=(replace(CLAIMS, account=owner),), public_url="")


def test_every_secret_in_a_store_is_asked_for_once_and_those_at_hand_are_not() -> None:
    store = Store()
    at_hand = store.secret("at hand", is_remote=False)
    prepared = config(store.secret("first"), at_hand, store.secret("next"), shared=store.secret("key"))

    signing_secrets.prepare(prepared, Deadline.in_seconds(5))

    assert store.asked == ["first", "next", "key"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return a function that advances the clock by which secrets are renewed."""
    now = [1_795_000_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return lambda seconds: now.append(now.pop() + seconds)


def values(*secrets: Secret, seconds: float = 5) -> list[str]:
    return list(signing_secrets.values(secrets, Deadline.in_seconds(seconds)))


def test_a_remembered_secret_is_used_at_once_when_its_store_hangs(clock: Callable[[float], None]) -> None:
    store = Store()
    token = store.secret("first")
    signing_secrets.prepare(config(token), Deadline.in_seconds(5))
    store.released.clear()

    for _ in range(50):
        clock(30)
        # The deadline is over, so nothing can be waited for.
        assert values(token, seconds=0) == ["first of old"]
    store.released.set()

    # 1,500 seconds: once a minute at most.
    assert list(signing_secrets.renewed_values([token], Deadline.in_seconds(5))) == []
    assert 2 <= len(store.asked) <= 26


def test_a_remembered_secret_is_renewed_beside_the_calls(clock: Callable[[float], None]) -> None:
    store = Store()
    token = store.secret("first")
    assert values(token) == ["first of old"]
    store.year = "new"
    assert values(token) == ["first of old"]
    assert store.asked == ["first"]

    clock(61)
    assert values(token) == ["first of old"]
    assert list(signing_secrets.renewed_values([token], Deadline.in_seconds(5))) == ["first of new"]
    assert values(token) == ["first of new"]
    assert store.asked == ["first", "first"]


def test_a_secret_that_did_not_change_is_not_tried_again(clock: Callable[[float], None]) -> None:
    token = Store().secret("first")
    values(token)
    clock(61)
    values(token)

    assert list(signing_secrets.renewed_values([token], Deadline.in_seconds(5))) == []
    assert list(signing_secrets.renewed_values([token], Deadline.in_seconds(5))) == []


def test_threads_that_read_secrets_are_bounded_when_the_store_hangs(clock: Callable[[float], None]) -> None:
    store = Store()
    tokens = [store.secret(f"number {number}") for number in range(20)]
    values(*tokens)
    store.released.clear()
    before = working_threads()

    for _ in range(10):
        clock(61)
        values(*tokens)
    more = working_threads() - before
    store.released.set()

    assert more <= signing_secrets.MOST_THREADS


def test_a_store_that_hangs_or_fails_is_logged_and_keeps_nobody(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        raise SecretUnavailable("ssm:/waits/lost could not be read: ParameterNotFound")

    store = Store()
    store.released.clear()
    lost = Secret("ssm:/waits/lost", fail, is_remote=True)

    signing_secrets.prepare(config(lost, store.secret("first")), Deadline.in_seconds(0.05))
    store.released.set()

    assert [record.message for record in caplog.records] == ["signature.token_unavailable"] * 2
