"""The secrets that sign webhooks are asked for before the first call, and a slow store costs no caller an answer."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from ivr import signing_secrets
from tests.ivr.phone_under_test import CLAIMS, TRAVEL
from waittimes.deadline import Deadline
from waittimes.settings.config import Config
from waittimes.settings.secret import Secret, SecretUnavailable


class Store:
    """A store of secrets that counts who asks, and hangs once it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.released = threading.Event()
        self.released.set()

    def secret(self, name: str, *, is_remote: bool = True) -> Secret:
        return Secret(f"ssm:/waits/{name}", self._look_up(name), is_remote=is_remote)

    def _look_up(self, name: str) -> Callable[[], str]:
        def look_up() -> str:
            self.asked.append(name)
            self.released.wait(3)
            return f"{name} of old"

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


def test_what_was_known_before_the_first_call_is_believed_when_the_store_hangs() -> None:
    store = Store()
    token = store.secret("first")
    signing_secrets.prepare(config(token), Deadline.in_seconds(5))

    store.released.clear()
    found = list(signing_secrets.known([token], Deadline.in_seconds(0.05)))
    store.released.set()

    assert found == ["first of old"]


def test_a_store_that_hangs_or_fails_is_logged_and_keeps_nobody(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        raise SecretUnavailable("ssm:/waits/lost could not be read: ParameterNotFound")

    store = Store()
    store.released.clear()
    lost = Secret("ssm:/waits/lost", fail, is_remote=True)

    signing_secrets.prepare(config(lost, store.secret("first")), Deadline.in_seconds(0.05))
    store.released.set()

    assert [record.message for record in caplog.records] == ["signature.token_unavailable"] * 2
