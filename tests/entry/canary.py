"""A function that nobody may get to run by sending an event; it notes that it ran."""

from typing import Any

runs: list[tuple[Any, ...]] = []


def run(*arguments: Any) -> None:
    runs.append(arguments)
