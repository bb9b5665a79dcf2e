"""`make bench-callbacks`: days with callbacks beside the same days without, in both styles."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from itertools import product
from statistics import fmean
from typing import Any, Final

import click

from benchmarks.callbacks.figures import Figures
from benchmarks.callbacks.play import NONE, PATIENT, play
from ops.layout import NOTHING, columns
from waittimes.settings.line_callback import DIAL, FLEX

SCENARIOS: Final = (
    *("moderate", "overload", "ramp", "spike", "lunch"),
    *("small", "large", "multi-skill", "priority", "day"),
)
FIRST_SEED: Final = 9000
HEADINGS: Final = (
    *("scenario", "style", "callers", "promised", "reached", "kept", "late", "overtaken"),
    *("live wait", "beside none", "beside patient", "gave up", "beside none", "beside patient", "agents' time"),
)


@click.command()
@click.option("--scenario", "scenarios", multiple=True, type=click.Choice(SCENARIOS), help="Only these.")
@click.option("--style", "styles", multiple=True, type=click.Choice((DIAL, FLEX)), help="Only these.")
@click.option("--replications", default=3, show_default=True, help="Days of each scenario.")
@click.option("--refresh", "poll_seconds", default=60, show_default=True, help="Seconds from one poll to the next.")
@click.option("--processes", default=2, show_default=True)
def main(scenarios: Sequence[str], styles: Sequence[str], replications: int, poll_seconds: int, processes: int) -> None:
    """Play days in which a third of those whose wait is above two minutes take a callback.

    kept: of those who answered the first call to them, who spoke with an agent by the end of the promised window.
    late: seconds after it, the others. overtaken: live callers who came more than a minute before somebody who was
    called back and served sooner. live wait: the mean, in seconds, of callers who take no callback. gave up: who hung
    up, or would have answered the call they were promised and got none. agents' time: the part in which agents rang
    people. Beside: the ratio to the same day without callbacks, and to the day on which those who would take one stay
    on the line and never hang up.
    """
    played = scenarios or SCENARIOS
    seeds = range(FIRST_SEED, FIRST_SEED + replications)
    jobs = list(product(played, (NONE, PATIENT, *(styles or (DIAL, FLEX))), seeds, [poll_seconds]))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context) as pool:
        found = dict(zip(jobs, pool.map(play, *zip(*jobs, strict=True)), strict=True))
    rows: list[Sequence[str]] = [HEADINGS]
    for name, style in product(played, styles or (DIAL, FLEX)):
        days = (mean([found[name, each, seed, poll_seconds] for seed in seeds]) for each in (style, NONE, PATIENT))
        rows.append((name, style, *_row(*days)))
    click.echo(columns(rows))


def mean(days: Sequence[Figures]) -> Figures:
    """Return the mean of each figure over the days."""

    def of(name: str) -> Any:
        known = [value for day in days if (value := getattr(day, name)) is not None]
        return fmean(known) if known else None

    return Figures(**{field.name: of(field.name) for field in fields(Figures)})


def _row(day: Figures, none: Figures, patient: Figures) -> tuple[str, ...]:
    return (
        f"{day.callers:.0f}",
        f"{day.promised:.0f}",
        f"{day.reached:.0f}",
        NOTHING if day.kept_share is None else f"{day.kept_share:.3f}",
        f"{day.late_seconds:.0f}",
        f"{day.overtaken:.1f}",
        f"{day.live_wait_seconds:.0f}",
        _ratio(day.live_wait_seconds, none.live_wait_seconds),
        _ratio(day.live_wait_seconds, patient.live_wait_seconds),
        f"{day.gave_up_share:.3f}",
        _ratio(day.gave_up_share, none.gave_up_share),
        _ratio(day.gave_up_share, patient.gave_up_share),
        f"{day.idle_share:.4f}",
    )


def _ratio(one: float, other: float) -> str:
    return f"{one / other:.3f}" if other else NOTHING


if __name__ == "__main__":
    main()
