"""`make bench-accuracy`: how accurate the estimates are, beside AVG15 and other ways to announce a wait."""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from benchmarks.accuracy.centres.scenarios import SCENARIOS
from benchmarks.accuracy.play import jobs
from benchmarks.accuracy.play.five_thousand import cpu_seconds
from benchmarks.accuracy.play.replication import Job, Setting
from benchmarks.accuracy.report import comparison, gate, measures, pages, trials
from benchmarks.accuracy.report.constants_table import constants_table
from benchmarks.accuracy.report.findings import MODES
from benchmarks.accuracy.report.random_centres_table import table
from benchmarks.accuracy.report.results import Results
from benchmarks.accuracy.report.tables import Table, exact
from benchmarks.accuracy.report.verdict import verdict
from benchmarks.accuracy.scores.targets import GEOMETRIC_MEAN


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    quick: bool
    parts: tuple[str, ...]
    scenarios: tuple[str, ...]
    replications: int | None
    first_seed: int
    random: int | None
    constants: bool
    processes: int
    bounds: Path
    write_bounds: bool
    markdown: Path | None

    @property
    def jobs(self) -> list[Job]:
        """The replications of named scenarios to play."""
        todo = self._quick() if self.quick else self._whole()
        return [job for job in todo if not self.scenarios or job.setting.scenario in self.scenarios]

    def _quick(self) -> list[Job]:
        return jobs.quick(self.first_seed, self.replications or jobs.QUICK_REPLICATIONS)

    def _whole(self) -> list[Job]:
        replications = self.replications or jobs.REPLICATIONS
        return [job for part in self.parts or jobs.PARTS for job in jobs.jobs_of(part, self.first_seed, replications)]


@click.command()
@click.option("--quick", is_flag=True, help="Few replications, multi-tasking only; exits with 1 beyond a bound.")
@click.option("--part", "parts", multiple=True, type=click.Choice(list(jobs.PARTS)), help="Only these parts.")
@click.option("--scenario", "scenarios", multiple=True, type=click.Choice(list(SCENARIOS)), help="Only these.")
@click.option("--replications", type=click.IntRange(1), help="How often each scenario is played, for three days each.")
@click.option("--random", type=click.IntRange(1), help="Instead, play this many contact centres drawn at random.")
@click.option("--constants", is_flag=True, help="Instead, halve and double each of the estimator's constants.")
@click.option("--first-seed", default=jobs.FIRST_SEED, show_default=True, help="The seed of the first replication.")
@click.option("--processes", type=click.IntRange(1), default=os.cpu_count(), show_default=True, help="Played at once.")
@click.option("--bounds", type=click.Path(path_type=Path), default=gate.BOUNDS, help="The file with the bounds.")
@click.option("--write-bounds", is_flag=True, help="With --quick: set the bounds to the results plus 3 %.")
@click.option("--markdown", type=click.Path(path_type=Path), help="A page whose generated section is replaced.")
def main(**given: Any) -> None:
    """Play contact centres in virtual time, and print how far announced waits were from real ones."""
    options = Options(**given)
    if options.random:
        played = jobs.play_all(jobs.random_centres(options.first_seed, options.random), options.processes)
        _show(options, pages.RANDOM, [table(list(played))])
    elif options.constants:
        replications = options.replications or 1
        _show(options, pages.CONSTANTS, [constants_table(options.first_seed, replications, options.processes)])
    else:
        sys.exit(_compare(options))


def _compare(options: Options) -> bool:
    """Play the scenarios and print every table; return whether a bound is exceeded."""
    began, todo = time.monotonic(), options.jobs
    results = Results.of(jobs.play_all(todo, options.processes))
    cpu = None if options.quick or options.parts else cpu_seconds()
    _show(options, pages.FIGURES, [each for each in _tables(results, cpu) if each.rows])
    click.echo(f"\n{len(todo)} replications in {time.monotonic() - began:.0f} s")
    violations = _violations(results, options) if options.quick else []
    click.echo("\n".join([*violations, last_line(results)]))
    return bool(violations)


def _show(options: Options, section: str, tables: list[Table]) -> None:
    click.echo("\n\n".join(each.text() for each in tables))
    if options.markdown:
        pages.write(options.markdown, section, tables)


def _tables(results: Results, cpu: float | None) -> Iterator[Table]:
    modes = [mode for mode in (False, True) if any(Setting(name, mode) in results for name in SCENARIOS)]
    yield from (measures.details(results, multi_tasking=mode) for mode in modes)
    yield measures.sentences(results)
    yield comparison.first_minutes(results)
    yield trials.started_in_a_jam(results)
    yield trials.ablation(results)
    yield comparison.beside_the_oracle(results)
    yield from (comparison.compared(results, multi_tasking=mode) for mode in modes)
    yield verdict(results, cpu)


def _violations(results: Results, options: Options) -> list[str]:
    """Return a sentence for each exceeded bound; with `write_bounds` the measured ratios become the bounds first."""
    found = gate.measured(results)
    if options.write_bounds:
        gate.write_bounds(found, options.bounds)
    bounds = gate.read_bounds(options.bounds)
    known = {name: bound for name, bound in bounds.items() if not options.scenarios or name in found}
    return gate.violations(found, known)


def last_line(results: Results) -> str:
    """Return the geometric means of the ten scenarios as a sentence; "" unless all of them were played."""
    means = [
        f"{exact(found, 3)} at {seconds} s {mode} (target {asked:g})"
        for seconds, asked in GEOMETRIC_MEAN.items()
        for multi_tasking, mode in MODES.items()
        if (found := results.geometric_mean(Setting("", multi_tasking, seconds)))
    ]
    return "geometric mean, product/AVG15: " + "; ".join(means) if means else ""


if __name__ == "__main__":
    main()
