"""`make screenshots`: draws assets/wallboard.png, the wallboard of the simulated contact centre in a real browser."""

import logging
import shutil
import sys
import time
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from poller.handler import refresh
from simulator.local_stack import PASSPHRASE, free_ports, local_stack
from waittimes import logs

PICTURE = Path(__file__).parents[1] / "assets" / "wallboard.png"
WIDTH, HEIGHT = 1360, 1240
PAST_SECONDS = 6 * 3600.0
OPENED = "sales"
READABLE_SECONDS = 1.0


def main() -> None:
    """Draw the picture. Everything that it starts ends with it."""
    logs.configure(logging.WARNING)
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is not installed: apt-get install chromium")
    say = partial(print, "  ", flush=True)
    with local_stack(free_ports(), say, past_seconds=PAST_SECONDS) as ready, sync_playwright() as play:
        refresh({}, None)
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        _sign_in(page, f"{ready.phone_url}/board")
        page.goto(f"{ready.phone_url}/board?open={OPENED}")
        time.sleep(READABLE_SECONDS)
        page.screenshot(path=PICTURE)
        browser.close()
    print(f"Drew {PICTURE.relative_to(Path.cwd())}.")


def _sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("#passphrase", PASSPHRASE)
    page.click("main button")
    page.wait_for_url(address)


if __name__ == "__main__":
    main()
