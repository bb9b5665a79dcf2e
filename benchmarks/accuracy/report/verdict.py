"""Which targets are reached, each with the worst figure that was found for it."""

from collections.abc import Iterator

from benchmarks.accuracy.report import findings
from benchmarks.accuracy.report.findings import Finding
from benchmarks.accuracy.report.results import Results
from benchmarks.accuracy.report.tables import Table, exact
from benchmarks.accuracy.scores import targets
from benchmarks.accuracy.scores.confidence import Figure

COLUMNS = ("target", "asked", "worst found", "reached", "where the worst is")


def verdict(results: Results, cpu_seconds: float | None = None) -> Table:
    """Return a row for every target that has a figure."""
    return Table("Targets", COLUMNS, [_row(*each) for each in _targets(results, cpu_seconds) if each[2]])


def _targets(results: Results, cpu_seconds: float | None) -> Iterator[tuple[str, str, list[Finding]]]:
    """Yield each target's name, what is asked, and the figures found."""
    ten, shared = findings.ratios(results, targets.TEN), findings.ratios(results, targets.SHARED, (True,))
    yield "product/AVG15, ten scenarios", "by scenario", list(ten)
    for poll_seconds, asked in targets.GEOMETRIC_MEAN.items():
        yield f"geometric mean, {poll_seconds} s", f"{asked:g}", list(findings.means(results, poll_seconds))
    yield "queues that share agents", f"{max(targets.SHARED.values()):g}", list(shared)
    routed = findings.ratios(results, targets.ROUTED)
    yield "callers whom a workflow moves on", f"{max(targets.ROUTED.values()):g}", list(routed)
    yield "never worse than AVG15", f"{targets.NEVER_WORSE:g}", list(findings.never_worse(results))
    yield "80 % range covers", "{:g} to {:g}".format(*targets.COVERAGE), list(findings.coverages(results))
    yield "bias/mean wait", f"±{targets.BIAS:g}", list(findings.biases(results))
    yield "longer than heard", f"{targets.LONGER_THAN_HEARD:g}", list(findings.longer_than_heard(results))
    much_longer = list(findings.much_longer_than_heard(results))
    yield "longer than heard by two minutes", f"{targets.MUCH_LONGER_THAN_HEARD:g}", much_longer
    yield "pinball loss of the sentence", f"{targets.PINBALL:g}", list(findings.pinballs(results))
    yield "first 90 minutes", f"{targets.NEVER_WORSE:g}", list(findings.first(results))
    yield "started in a jam", f"{targets.NEVER_WORSE:g}", list(findings.jam_ratios(results))
    in_a_jam = "{:g} to {:g}".format(*targets.COVERAGE_IN_A_JAM)
    yield "started in a jam, 80 % range covers", in_a_jam, list(findings.jam_coverages(results))
    yield "one thing missing", f"{targets.ABLATION:g}", list(findings.ablations(results))
    if cpu_seconds is not None:
        cpu = Finding("one poll", Figure(cpu_seconds, None), cpu_seconds - targets.CPU_SECONDS)
        yield "CPU s for 5,000 queues", f"{targets.CPU_SECONDS:g}", [cpu]


def _row(name: str, asked: str, found: list[Finding]) -> tuple[str, ...]:
    worst = max(found, key=lambda finding: finding.excess)
    reached = sum(finding.excess <= 0 for finding in found)
    return name, asked, exact(worst.figure, 3), f"{reached} of {len(found)}", worst.where
