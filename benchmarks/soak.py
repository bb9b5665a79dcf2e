"""A deployment that runs by itself: its schedule fires, calls arrive, and every age and every answer is recorded.

`make soak-lambda` runs it for fifteen minutes, MINUTES= for another time.
"""

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from simulator.caller.phone.webhooks import CallDropped
from tests.on_lambda.build import AUTH_TOKEN, PLAN
from tests.on_lambda.site import TABLE, Site, site, within
from tests.on_lambda.terminal import terminal
from tests.pages import ROOT, blocks
from waittimes import cache
from waittimes.table import DynamoTable

OLDEST_SECONDS = 90.0
LOOKS_EVERY_SECONDS = 1.0
CALLS_EVERY_SECONDS = 2.0
FIRST_POLL_WITHIN_SECONDS = 120.0


@dataclass
class Soak:
    """What came of it; seconds."""

    ages: list[float] = field(default_factory=list)
    """The age of the oldest wait in the table, looked at every second."""
    answered: list[float] = field(default_factory=list)
    """How long each caller took to be greeted and enqueued, by three requests."""
    unanswered: list[str] = field(default_factory=list)
    polls: set[float] = field(default_factory=set)
    """When the oldest wait was measured, each time that it was another."""

    @property
    def is_well(self) -> bool:
        """Whether every call was answered and no wait grew too old."""
        return bool(self.answered and self.ages) and not self.unanswered and max(self.ages) <= OLDEST_SECONDS

    def lines(self) -> str:
        """Return the figures as lines."""
        looked, took = sorted(self.ages) or [0.0], sorted(self.answered) or [0.0]
        return "\n".join(
            [
                f"calls      {len(self.answered)} answered, {len(self.unanswered)} not, {len(self.polls)} polls seen",
                f"oldest wait  {_spread(looked, 's', 1)} in {len(looked)} readings, {OLDEST_SECONDS:.0f} s are allowed",
                f"until enqueued  {_spread(took, 'ms', 1000)}",
                *self.unanswered[:5],
            ]
        )


def _spread(values: list[float], unit: str, scale: float) -> str:
    """Return the median, the 99th percentile and the maximum of sorted values, as text."""
    shown = [statistics.median(values), values[int(len(values) * 0.99)], values[-1]]
    return "{:.0f} {unit} in the median, {:.0f} {unit} at p99, {:.0f} {unit} at most".format(
        *(scale * each for each in shown), unit=unit
    )


def oldest_measured_at(there: Site) -> float:
    """Return when the oldest wait in the table was measured, 0 while one is missing."""
    waits = list(cache.all_waits(DynamoTable(there.root("dynamodb"), TABLE), PLAN.workspace.sid))
    return min((wait.measured_at for wait in waits), default=0.0) if len(waits) == len(PLAN.task_queues) else 0.0


def soak(there: Site, minutes: float) -> Soak:
    """Let calls arrive for `minutes` at a deployment that has polled, and record the ages of its waits meanwhile."""
    found, over = Soak(), threading.Event()
    threads = [threading.Thread(target=each, args=(there, found, over), daemon=True) for each in (_calls, _looks)]
    for thread in threads:
        thread.start()
    over.wait(minutes * 60)
    over.set()
    for thread in threads:
        thread.join(60)
    return found


def _calls(there: Site, found: Soak, over: threading.Event) -> None:
    while not over.wait(CALLS_EVERY_SECONDS):
        began = time.perf_counter()
        try:
            there.calls(len(found.answered))
        except (AssertionError, CallDropped) as error:
            found.unanswered.append(f"{type(error).__name__}: {error}"[:500])
        else:
            found.answered.append(time.perf_counter() - began)


def _looks(there: Site, found: Soak, over: threading.Event) -> None:
    while not over.wait(LOOKS_EVERY_SECONDS):
        measured_at = oldest_measured_at(there)
        found.polls.add(measured_at)
        found.ages.append(time.time() - measured_at)


def deploy(there: Site, says: Callable[[str], None]) -> None:
    """Type the commands of docs/deploy.md up to the deployment, and wait for the schedule's first poll."""
    lines = [each for block in blocks(ROOT / "docs" / "deploy.md", "sh") for each in block.splitlines()]
    with terminal(there.project, there.environ) as typing:
        for line in lines[: next(index for index, each in enumerate(lines) if each.startswith("zappa deploy")) + 1]:
            says(line)
            shown = typing.types(f"{line} <<< {AUTH_TOKEN}" if "store-secret" in line else line)
        there.is_deployed(shown)
    if not within(FIRST_POLL_WITHIN_SECONDS, lambda: oldest_measured_at(there) > 0):
        sys.exit(f"The schedule has not polled:\n{there.logged()[-3000:]}")


def main() -> None:
    """Print the figures; exit with 1 if a call was not answered or a wait was too old."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=15.0)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as there:
        deploy(there, lambda line: print(f"$ {line}", flush=True))
        print(f"Calls arrive for {minutes:g} minutes ...", flush=True)
        found = soak(there, minutes)
    print(found.lines())
    sys.exit(not found.is_well)


if __name__ == "__main__":
    main()
