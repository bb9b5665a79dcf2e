"""`make bench-accuracy-plot`: announced and experienced waits through a spike and a lunch break, as a picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import click

from benchmarks.accuracy.announcers.baselines import AVERAGE
from benchmarks.accuracy.announcers.product import PRODUCT, Estimator
from benchmarks.accuracy.picture.chart import Frame, band, box, dots, line, stairs, swatch, words
from benchmarks.accuracy.picture.episode import Episode, Told, episode
from benchmarks.accuracy.play.jobs import FIRST_SEED
from poller.estimation import estimate

PICTURE = Path("assets/announced-and-experienced.svg")
OPENING_HOUR = 8
HOUR, HALF_HOUR, MINUTE = 3600, 1800, 60
TICK_MINUTES = 5
TOP, WIDTH, HEIGHT = 106, 434, 268

HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1020 416" role="img" aria-labelledby="title description"
     font-family="Helvetica, Arial, sans-serif" font-size="14" fill="#26323d">
  <title id="title">Announced and experienced waits</title>
  <desc id="description">{description}</desc>
  <style>
    .caller { fill: none; stroke: #26323d; stroke-opacity: .5; stroke-width: 3.6; stroke-linecap: round }
    .told { fill: none; stroke: #1f5b93; stroke-width: 2.4; stroke-linejoin: round }
    .range { fill: #1f5b93; fill-opacity: .17 }
    .average { fill: none; stroke: #a8521c; stroke-width: 2.2; stroke-dasharray: 6 3 }
    .event { fill: #fdf0e4 }
    .ground { fill: #ffffff; stroke: #d8d5cb }
    .grid { fill: none; stroke: #d8d5cb; stroke-width: .8 }
    .name { font-weight: bold }
    .small { font-size: 12px; fill: #46545f }
    .middle { text-anchor: middle }
    .end { text-anchor: end }
    .blue { fill: #1f5b93 }
    .brown { fill: #8a3f10 }
  </style>
  <rect x="1" y="1" width="1018" height="414" rx="14" fill="#faf9f5" stroke="#d8d5cb" stroke-width="1.5"/>
"""


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart: a scenario, the stretch of its day that is shown, and what happens in it."""

    scenario: str
    title: str
    hours: tuple[float, float]
    """From when to when, since the opening."""
    event: str
    left: float

    @property
    def seconds(self) -> tuple[float, float]:
        """The same hours in seconds."""
        return self.hours[0] * HOUR, self.hours[1] * HOUR


PANELS = (
    Panel("spike", "Three times the calls for twenty minutes", (3.25, 5.25), "the spike", 62),
    Panel("lunch", "Nine of twenty agents at lunch", (3.75, 5.75), "the lunch break", 562),
)


@click.command()
@click.argument("picture", type=click.Path(path_type=Path), default=PICTURE)
@click.option("--seed", default=FIRST_SEED, show_default=True, help="Which replication is shown.")
def main(picture: Path, seed: int) -> None:
    """Draw what callers were told and how long they waited, on one day of two scenarios."""
    picture.write_text(drawn(seed), encoding="utf-8")
    click.echo(f"{picture}: {picture.stat().st_size} bytes")


def drawn(seed: int, estimator: Estimator = estimate) -> str:
    """Return the picture of this replication's third day."""
    episodes = [episode(panel.scenario, seed, *panel.seconds, estimator) for panel in PANELS]
    step = TICK_MINUTES * MINUTE
    most = step * ceil(max(_highest(found) for found in episodes) / step)
    said = " ".join(f"{panel.title}: {_errors(found)}." for panel, found in zip(PANELS, episodes, strict=True))
    parts = [*_legend()]
    for panel, found in zip(PANELS, episodes, strict=True):
        parts += _panel(panel, Frame(panel.left, TOP, WIDTH, HEIGHT, found.start, found.end, most), found)
    return HEAD.replace("{description}", said) + "  " + "\n  ".join(parts) + "\n</svg>\n"


def _highest(found: Episode) -> float:
    """Return the highest of the waits and figures; a range may reach beyond the chart."""
    figures = (each.estimate.seconds or 0.0 for told in found.told.values() for each in told)
    return max(*figures, *(offered for _, offered in found.callers))


def _errors(found: Episode) -> str:
    ours, theirs = (_clock(found.errors[name]) for name in (PRODUCT, AVERAGE))
    return f"off by {ours} min on average; AVG15 by {theirs} min"


def _legend() -> Iterator[str]:
    yield line(66, 34, 66, 34.1, "caller")
    yield words(78, 39, "a caller's real wait")
    yield swatch(262, 26, 34, 16, "range")
    yield line(262, 34, 296, 34, "told")
    yield words(306, 39, "what callers are told, with its range", "blue")
    yield line(632, 34, 666, 34, "average")
    yield words(676, 39, "AVG15: mean wait of the last 15 minutes", "brown")


def _panel(panel: Panel, frame: Frame, found: Episode) -> Iterator[str]:
    yield words(frame.left, 77, panel.title, "name")
    yield words(frame.left, 96, _errors(found), "small")
    yield box(frame, frame.start, frame.end, "ground")
    yield box(frame, *found.event, "event")
    yield words(frame.x(sum(found.event) / 2), frame.top + 17, panel.event, "small middle brown")
    yield from _axes(frame)
    yield band(frame, _ranges(found.told[PRODUCT]), "range")
    yield dots(frame, found.callers, "caller")
    for name, style in ((AVERAGE, "average"), (PRODUCT, "told")):
        steps = [(told.start, told.end, told.estimate.seconds) for told in found.told[name]]
        yield stairs(frame, [(start, end, high) for start, end, high in steps if high is not None], style)


def _ranges(told: list[Told]) -> Iterator[tuple[float, float, float, float]]:
    for each in told:
        low, high = each.estimate.low_seconds, each.estimate.high_seconds
        if low is not None and high is not None:
            yield each.start, each.end, low, high


def _axes(frame: Frame) -> Iterator[str]:
    most = round(frame.most) // MINUTE
    for minutes in range(0, most + 1, TICK_MINUTES):
        y = frame.y(minutes * MINUTE)
        yield line(frame.left, y, frame.right, y, "grid")
        yield words(frame.left - 8, y + 4, f"{minutes} min" if minutes == most else f"{minutes}", "small end")
    for half_hour in range(ceil(frame.start / HALF_HOUR), int(frame.end / HALF_HOUR) + 1):
        x = frame.x(half_hour * HALF_HOUR)
        yield line(x, frame.bottom, x, frame.bottom + 5, "grid")
        yield words(x, frame.bottom + 20, f"{OPENING_HOUR + half_hour // 2}:{half_hour % 2 * 30:02d}", "small middle")


def _clock(seconds: float) -> str:
    return f"{round(seconds) // 60}:{round(seconds) % 60:02d}"


if __name__ == "__main__":
    main()
