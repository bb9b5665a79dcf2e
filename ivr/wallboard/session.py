"""Who is looking: the viewer behind this request's cookie, with what they may see and do."""

import secrets
from dataclasses import dataclass
from typing import Any, cast

from flask import abort, g

from ivr.phone import Phone
from ivr.wallboard.signing_in import cookies, passphrases
from ivr.wallboard.signing_in.keys import Keys, SecretsUnavailable
from ivr.wallboard.signing_in.kiosks import Kiosks
from waittimes.settings.config import Account, Config, Line
from waittimes.settings.wallboard import OPERATE, VIEW, Passphrase

PURPOSE = "session"
KIOSK_PURPOSE = "kiosk"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who has signed in, or a screen on a wall."""

    name: str
    """The name of the passphrase or of the screen; it is shown beside what the viewer changes."""
    role: str
    account: str
    """The name of the account whose lines the viewer sees; "" for every account."""
    expires_at: int
    """When the cookie ends, in seconds since the epoch."""
    id: str
    """Differs from session to session; forms are signed for it."""
    is_kiosk: bool = False

    @property
    def accounts(self) -> frozenset[str]:
        """The names of the accounts that the viewer sees; empty for every account."""
        return frozenset({self.account} if self.account else ())

    @property
    def may_operate(self) -> bool:
        """Whether the viewer may mute and close lines."""
        return self.role == OPERATE

    def may_see(self, account: Account) -> bool:
        """Tell whether the viewer may see this account's lines and task queues."""
        return self.account in ("", account.name)

    def lines(self, config: Config) -> tuple[Line, ...]:
        """Return the lines that the viewer may see."""
        return tuple(line for line in config.lines if self.may_see(line.account))

    def line(self, config: Config, name: str) -> Line:
        """Return the line of this name. Abort with 404 if there is none that the viewer may see."""
        found = config.line(name)
        if found is None or not self.may_see(found.account):
            abort(404)
        return found


def viewer() -> Viewer:
    """Return who is looking. Call it only in a view that needs a viewer, which is every one outside OPEN_ENDPOINTS."""
    return cast("Viewer", g.viewer)


def viewer_or_none() -> Viewer | None:
    """Return who is looking, None for a stranger."""
    return cast("Viewer | None", g.get("viewer"))


def keys() -> Keys:
    """Return the keys that sign in this request."""
    return cast("Keys", g.keys)


def must_operate() -> Viewer:
    """Return who is looking. Abort with 403 if the viewer may only look."""
    found = viewer()
    if not found.may_operate:
        abort(403, "You may look, but not change anything. Sign in with the passphrase of an operator.")
    return found


def begun(passphrase: Passphrase, value: str, with_keys: Keys, now: float) -> str:
    """Return the value of the cookie that begins a session with this passphrase."""
    expires_at = int(now) + cookies.SESSION_SECONDS
    return with_keys.sealed(PURPOSE, [passphrase.name, with_keys.marks(value)[0], expires_at, secrets.token_hex(8)])


def found(phone: Phone, with_keys: Keys, kiosks: Kiosks) -> Viewer | None:
    """Return the viewer whose session a cookie holds, else the screen, else None.

    Raises SecretsUnavailable, and TableUnavailable if it is not known whether a screen has been revoked.
    """
    return _signed_in(phone, with_keys) or _screen(phone, with_keys, kiosks)


def _signed_in(phone: Phone, with_keys: Keys) -> Viewer | None:
    """Return the viewer whose session the cookie holds, None without a valid one.

    Role and account are those that the settings give the passphrase now. When its text is changed, its sessions end.
    Raises SecretsUnavailable if the passphrase cannot be read.
    """
    match with_keys.opened(PURPOSE, cookies.sent(cookies.SESSION)):
        case [str(name), str(mark), int(expires_at), str(session_id)] if phone.clock() < expires_at:
            passphrase = _passphrase(phone.config, name)
        case _:
            return None
    if passphrase is None or not _is_still_accepted(passphrase, mark, with_keys):
        return None
    account = passphrase.account.name if passphrase.account else ""
    return Viewer(name, passphrase.role, account, expires_at, session_id)


def _screen(phone: Phone, with_keys: Keys, kiosks: Kiosks) -> Viewer | None:
    """Return the screen that the cookie names, if it is still listed."""
    now = phone.clock()
    match with_keys.opened(KIOSK_PURPOSE, cookies.sent(cookies.KIOSK)):
        case [str(kiosk_id), int(expires_at), str(session_id)] if now < expires_at:
            kiosk = kiosks.listed(now).get(kiosk_id)
        case _:
            return None
    return Viewer(kiosk.name, VIEW, kiosk.account, expires_at, session_id, is_kiosk=True) if kiosk else None


def _passphrase(config: Config, name: str) -> Passphrase | None:
    ways: Any = config.wallboard.passphrases if config.wallboard else ()
    return next((each for each in ways if each.name == name), None)


def _is_still_accepted(passphrase: Passphrase, mark: str, with_keys: Keys) -> bool:
    values = list(passphrases.values(passphrase))
    if not values:
        raise SecretsUnavailable
    return any(mark in with_keys.marks(value) for value in values)
