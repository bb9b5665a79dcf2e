"""Screens on walls that look without a passphrase. One item of the table lists them; no other screen sees anything.

The item has the form of a page. Its rows are compressed JSON: each screen by its id.
"""

import json
import secrets
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from ivr.wallboard import patience
from ivr.wallboard.signing_in.cookies import KIOSK_SECONDS
from waittimes.page import NO_PAGE, Page
from waittimes.table import PageConflict, Table, TableUnavailable

KEY: Final = "wallboard-kiosks"
LINK_SECONDS = 24 * 3600
"""How long a link can be opened. The screens that have opened it go on."""
LIFE_SECONDS = LINK_SECONDS + KIOSK_SECONDS
MEMORY_SECONDS = 5.0
"""How long a process remembers the list, and so how long a screen that was revoked may go on."""
MOST_SCREENS = 200
ATTEMPTS = 6


class NotListed(Exception):
    """The list is as it was. The message is a sentence for the viewer."""


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A screen, or several that opened the same link."""

    name: str
    account: str
    """The name of the account whose lines it shows; "" for every account."""
    made_by: str
    made_at: float

    @property
    def ends_at(self) -> float:
        """When none of its cookies is accepted any more, in seconds since the epoch."""
        return self.made_at + LIFE_SECONDS


@dataclass(slots=True)
class Kiosks:
    """The list, as one process reads and changes it."""

    table: Table
    _listed: Mapping[str, Kiosk] = field(default_factory=dict)
    _read_at: float | None = None

    def listed(self, now: float) -> Mapping[str, Kiosk]:
        """Return the screens by id. If the table fails, what was read last holds.

        Raises TableUnavailable if nothing was ever read.
        """
        if self._read_at is None or not 0 <= now - self._read_at < MEMORY_SECONDS:
            try:
                self._remember(patience.asked(lambda: self.table.get(KEY, consistent=False)), now)
            except TableUnavailable:
                if self._read_at is None:
                    raise
        return {name: each for name, each in self._listed.items() if now < each.ends_at}

    def add(self, wanted: Kiosk, now: float) -> str:
        """List a screen, and return its id. Raises TableUnavailable and NotListed."""
        kiosk_id = secrets.token_hex(8)

        def edit(before: Mapping[str, Kiosk]) -> dict[str, Kiosk]:
            if len(before) >= MOST_SCREENS:
                raise NotListed(f"There are {MOST_SCREENS} screens already. Revoke those that nobody looks at.")
            return {**before, kiosk_id: wanted}

        self._change(edit, now)
        return kiosk_id

    def revoke(self, kiosk_id: str, now: float) -> None:
        """Take a screen off the list. Raises TableUnavailable and NotListed."""
        self._change(lambda before: {name: each for name, each in before.items() if name != kiosk_id}, now)

    def _change(self, edit: Callable[[Mapping[str, Kiosk]], dict[str, Kiosk]], now: float) -> None:
        self._remember(patience.asked(lambda: self._written(edit, now)), now)

    def _written(self, edit: Callable[[Mapping[str, Kiosk]], dict[str, Kiosk]], now: float) -> Page:
        for _ in range(ATTEMPTS):
            page = self.table.get(KEY, consistent=True)
            rows = _encoded(edit({name: each for name, each in _decoded(page).items() if now < each.ends_at}))
            try:
                self.table.put(KEY, rows, replaces=page, measured_at=now, expires_at=now + LIFE_SECONDS)
            except PageConflict:
                continue  # Somebody else has changed the list meanwhile, and that change must not be lost.
            return Page(version=(page.version or 0) + 1, measured_at=now, rows=rows)
        raise NotListed("Somebody else keeps changing the list of screens. Try again.")

    def _remember(self, page: Page, now: float) -> None:
        self._listed, self._read_at = _decoded(page), now


def _encoded(kiosks: Mapping[str, Kiosk]) -> bytes:
    listed = {name: [each.name, each.account, each.made_by, each.made_at] for name, each in kiosks.items()}
    return zlib.compress(json.dumps(listed).encode())


def _decoded(page: Page) -> dict[str, Kiosk]:
    """Return the screens that the item lists; none if it cannot be read, so that nobody gets in by a broken item."""
    if page == NO_PAGE:
        return {}
    try:
        found = json.loads(zlib.decompress(page.rows))
        return {name: _kiosk(*each) for name, each in found.items()}
    except (zlib.error, ValueError, TypeError, LookupError, AttributeError):
        return {}


def _kiosk(name: str, account: str, made_by: str, made_at: float) -> Kiosk:
    return Kiosk(str(name), str(account), str(made_by), float(made_at))
