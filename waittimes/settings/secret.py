"""A secret and the reference to it: `env:NAME`, `ssm:/path`, `secretsmanager:name`. No repr or log shows its value."""

from collections.abc import Callable

STORES = ("env", "ssm", "secretsmanager")


class SecretUnavailable(Exception):
    """A secret could not be read from its store; the message names the reference, never the value."""


class Secret:
    """A value that is looked up when it is needed. While its store cannot be reached, the last value is used."""

    def __init__(self, reference: str, look_up: Callable[[], str], *, is_remote: bool = False) -> None:
        self._reference = reference
        self._look_up = look_up
        self._last: str | None = None
        self.is_remote = is_remote
        """Whether `reveal` may have to ask a store over the network."""

    @property
    def last(self) -> str | None:
        """The value that `reveal` returned last, None before the first time."""
        return self._last

    @property
    def reference(self) -> str:
        """How messages name it: by its reference, or by the setting that holds the value itself."""
        return self._reference

    def reveal(self) -> str:
        """Return the value. Raises SecretUnavailable if it was never read and cannot be now."""
        try:
            self._last = self._look_up()
        except SecretUnavailable:
            if self._last is None:
                raise
        return self._last

    def __repr__(self) -> str:
        return f"Secret({self._reference!r})"


def is_reference(text: str) -> bool:
    """Tell whether the text is a reference to a value that is kept elsewhere."""
    return text.partition(":")[0] in STORES and ":" in text
