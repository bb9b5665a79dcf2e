"""Secrets by reference: `env:NAME`, `ssm:/path`, `secretsmanager:name`. Values never reach a repr or a log."""

from collections.abc import Callable

STORES = ("env", "ssm", "secretsmanager")


class SecretUnavailable(Exception):
    """A secret's store did not give it; the message names the reference, never the value."""


class Secret:
    """A value that is looked up when needed; its last value is kept for when its store cannot be reached."""

    def __init__(self, reference: str, look_up: Callable[[], str], *, is_remote: bool = False) -> None:
        self._reference = reference
        self._look_up = look_up
        self._last: str | None = None
        self.is_remote = is_remote
        """Whether revealing it may have to ask a store, and so may take its time."""

    @property
    def last(self) -> str | None:
        """The value as it was last revealed, None before that."""
        return self._last

    @property
    def reference(self) -> str:
        """What the settings call it: a reference, or the name of the setting that holds the value itself."""
        return self._reference

    def reveal(self) -> str:
        """Return the value. Raises SecretUnavailable."""
        try:
            self._last = self._look_up()
        except SecretUnavailable:
            if self._last is None:
                raise
        return self._last

    def __repr__(self) -> str:
        return f"Secret({self._reference!r})"


def is_reference(text: str) -> bool:
    """Tell whether the text refers to a value kept elsewhere."""
    return text.partition(":")[0] in STORES and ":" in text
