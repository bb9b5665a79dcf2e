"""A function that no event may run. It notes that it ran."""

from typing import Any

runs: list[tuple[Any, ...]] = []


def run(*arguments: Any) -> None:
    runs.append(arguments)
