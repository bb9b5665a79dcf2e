"""The wallboard: whether each key and passphrase can be read, and is long enough."""

from collections.abc import Iterable, Iterator

from ivr.wallboard.signing_in.keys import SHORTEST_KEY
from ivr.wallboard.signing_in.passphrases import SHORTEST_PASSPHRASE
from ops.checking.finding import Finding
from waittimes.settings.secret import Secret, SecretUnavailable
from waittimes.settings.wallboard import Wallboard


def findings(board: Wallboard | None) -> Iterator[Finding]:
    """Yield the findings on its secrets; nothing if there is no wallboard."""
    if board is None:
        return
    yield from _of("wallboard cookie key", board.cookie_keys, SHORTEST_KEY)
    for each in board.passphrases:
        yield from _of(f"wallboard passphrase {each.name}", each.secrets, SHORTEST_PASSPHRASE)


def _of(what: str, secrets: Iterable[Secret], shortest: int) -> Iterator[Finding]:
    for secret in secrets:
        named = f"{what} {secret.reference}"
        try:
            length = len(secret.reveal().strip())
        except SecretUnavailable as error:
            remedy = f"python -m ops store-secret {secret.reference} stores it; check the region and the permission"
            yield Finding(f"{named} cannot be read: {error}", remedy)
            continue
        too_short = f"it has {length} characters and is not used; store one of at least {shortest}"
        yield Finding(named, too_short if length < shortest else "")
