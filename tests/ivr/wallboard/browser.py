"""A browser in front of the wallboard: it keeps cookies, follows forms, and says where a request comes from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from html import unescape

from flask import Flask
from werkzeug.test import Client, TestResponse

from tests.ivr.phone_under_test import BANK, CLAIMS, HOST, LOANS, TRAVEL, PhoneUnderTest
from waittimes.settings.secret import Secret
from waittimes.settings.wallboard import OPERATE, VIEW, Passphrase, Wallboard
from waittimes.wait import Basis

KEY, OLD_KEY = "key-of-this-year-with-many-characters", "key-of-last-year-with-many-characters"
FLOOR, LEADS, LOANS_DESK = "seven green lamps", "blue kites over kent", "a bank of wild thyme"


def secret(name: str, value: str) -> Secret:
    return Secret(f"env:{name}", partial(str, value))


def passphrase(name: str, text: str, role: str = VIEW) -> Passphrase:
    return Passphrase(name, (secret(name.upper(), text),), role)


def wallboard(*keys: str) -> Wallboard:
    """Return a wallboard of three passphrases: one looks, one operates, one operates the bank's lines."""
    return Wallboard(
        passphrases=(
            passphrase("floor", FLOOR),
            passphrase("leads", LEADS, OPERATE),
            Passphrase("desk", (secret("DESK", LOANS_DESK),), OPERATE, BANK),
        ),
        cookie_keys=tuple(secret(f"KEY{number}", key) for number, key in enumerate(keys or (KEY,))),
        requests_per_second=1000,  # the clock of most tests stands still
    )


def board_under_test() -> PhoneUnderTest:
    """Return a phone of the accounts travel and bank, with a wallboard."""
    assert TRAVEL.name == "travel"
    return PhoneUnderTest(wallboard=wallboard())


@dataclass
class Browser:
    """Asks an app, as a browser at `host` does. `stage` is what a gateway has removed from the path."""

    app: Flask
    host: str = HOST
    stage: str = ""
    address: str = "203.0.113.7"
    site: str | None = "same-origin"
    """What it says in Sec-Fetch-Site; None for a browser that says nothing."""
    jar: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)
    """The Set-Cookie headers of the last answer."""

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask for this path, and follow no redirect."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> TestResponse:
        """Send a form."""
        return self._ask("POST", path, fields, headers)

    def signs_in(self, text: str, following: str = "") -> TestResponse:
        """Type a passphrase into the page."""
        return self.post("/board/sign-in", {"passphrase": text, "next": following})

    def sends(self, page: str, action: str, **fields: str) -> TestResponse:
        """Send the form of `page` whose action ends in `action`, with its hidden fields."""
        text = self.get(page).text
        forms = re.findall(r"<form[^>]*action=\"([^\"]+)\"[^>]*>(.*?)</form>", text, re.DOTALL)
        target, body = next((where, body) for where, body in forms if where.endswith(action))
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body))
        path = unescape(target).removeprefix(self.stage)
        return self.post(path, {**{name: unescape(each) for name, each in hidden.items()}, **fields})

    def _ask(
        self, method: str, path: str, fields: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.site is not None:
            named.setdefault("Sec-Fetch-Site", self.site)
        if self.jar:
            named.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in self.jar.items()))
        answer = Client(self.app, use_cookies=False).open(
            path,
            method=method,
            data=fields,
            headers=named,
            base_url=f"{self.host}{self.stage}",
            environ_overrides={"REMOTE_ADDR": self.address},
        )
        self.set_cookies = answer.headers.getlist("Set-Cookie")
        for each in self.set_cookies:
            name, _, rest = each.partition("=")
            self.jar[name] = rest.partition(";")[0]
            if "Max-Age=0" in each:
                del self.jar[name]
        return answer


def viewer(phone: PhoneUnderTest, text: str = FLOOR) -> Browser:
    """Return a browser that has signed in with this passphrase."""
    browser = Browser(phone.app())
    browser.signs_in(text)
    return browser


def two_lines_known(phone: PhoneUnderTest) -> None:
    """Let the waits of both lines be known; the callers of the second one wait long."""
    evidence = {"ahead": 3, "per_minute": 1.5, "hangs_up": 0.1, "history": 301, "agents": 7.0, "abandoned": 2}
    phone.knows(CLAIMS, 240, Basis.LINE, ends=(130, 330), evidence=evidence, agents_busy=13, longest_waiting_seconds=61)
    phone.knows(LOANS, 1300, Basis.LINE, agents_busy=4)
