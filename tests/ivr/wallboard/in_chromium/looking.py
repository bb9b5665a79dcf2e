"""Somebody who looks at the wallboard in Chromium."""

import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.ivr.phone_under_test import PhoneUnderTest
from tests.ivr.wallboard.browser import FLOOR

SECOND = 1000
STEP_SECONDS = 5
WATCHES_POLICY = """
addEventListener("securitypolicyviolation", (event) => console.error("CSP:", event.violatedDirective));
"""


@dataclass
class Board:
    """The served board, the pages that look at it, and what went wrong in any of them."""

    browser: Browser
    phone: PhoneUnderTest
    url: str
    violations: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    strange_requests: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """The paths of all requests, in order."""
    contexts: list[BrowserContext] = field(default_factory=list)

    def opens(
        self,
        path: str = "/board",
        *,
        width: int = 1366,
        height: int = 900,
        stops_the_clock: bool = False,
        **options: Any,
    ) -> Page:
        """Return a page that has signed in and looks at this path. Its clock may stand until `passes` moves it.

        `options` are those of a browser's context, and the passphrase.
        """
        passphrase = options.pop("passphrase", FLOOR)
        context = self.browser.new_context(viewport={"width": width, "height": height}, base_url=self.url, **options)
        self.contexts.append(context)
        context.set_default_timeout(8 * SECOND)
        context.on("request", self._note)
        if options.get("java_script_enabled", True):
            context.add_init_script(WATCHES_POLICY)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto("/board/sign-in")
        page.fill("#passphrase", passphrase)
        page.click("main button")
        page.wait_for_url("**/board")
        if stops_the_clock:
            page.clock.install(time=self.phone.now)
            page.clock.pause_at(self.phone.now + 1)
        page.goto(path)
        return page

    def passes(self, page: Page, seconds: float) -> None:
        """Let this time pass, on the server and in the browser, which keep in step."""
        while seconds > 0:
            step = min(seconds, STEP_SECONDS)
            self.phone.now += step
            page.clock.run_for(round(step * SECOND))
            while page.evaluate("asking"):
                time.sleep(0.01)
            seconds -= step

    def closes(self) -> None:
        """End all pages."""
        for each in self.contexts:
            each.close()

    def _note(self, request: Request) -> None:
        self.asked.append(request.url.removeprefix(self.url))
        if not request.url.startswith(f"{self.url}/"):
            self.strange_requests.append(request.url)

    def _hear(self, message: Any) -> None:
        if "CSP:" in message.text or "Content Security Policy" in message.text:
            self.violations.append(message.text)
