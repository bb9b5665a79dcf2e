"""What `check` says about the wallboard's keys and passphrases."""

from dataclasses import replace

from ops.checking import wallboard
from ops.checking.finding import shown
from tests.ivr.wallboard import browser
from tests.ivr.wallboard.browser import FLOOR, passphrase, secret
from waittimes.settings.secret import Secret, SecretUnavailable

LOST = "ssm:/waits/key could not be read: ParameterNotFound"
REMEDY = "python -m ops store-secret ssm:/waits/key stores it; check the region and the permission"


def unreadable() -> str:
    raise SecretUnavailable(LOST)


def test_without_a_wallboard_there_is_nothing_to_say() -> None:
    assert list(wallboard.findings(None)) == []


def test_each_secret_is_checked_and_none_is_printed() -> None:
    board = replace(
        browser.wallboard(),
        cookie_keys=(Secret("ssm:/waits/key", unreadable, is_remote=True), secret("SHORT", "k" * 31 + "\n")),
        passphrases=(passphrase("floor", FLOOR), passphrase("leads", "eleven char")),
    )

    said = [shown(each) for each in wallboard.findings(board)]

    assert said == [
        f"DO   wallboard cookie key ssm:/waits/key cannot be read: {LOST}: {REMEDY}",
        "DO   wallboard cookie key env:SHORT: it has 31 characters and is not used; store one of at least 32",
        "ok   wallboard passphrase floor env:FLOOR",
        "DO   wallboard passphrase leads env:LEADS: it has 11 characters and is not used; store one of at least 12",
    ]
    assert FLOOR not in str(said)
