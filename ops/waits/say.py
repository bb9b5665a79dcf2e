"""`say`: what a caller would hear in a given situation, in one language or in all, for a supervisor to review."""

import math
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from ivr.announcing import languages
from ivr.announcing.announce import Announcement, announce
from ivr.announcing.phrases import Phrases
from ivr.phone import queue_line
from ivr.voice import holding
from ivr.voice.initial_state import after_announcement
from ops.known_line import known_line
from waittimes.settings import loading
from waittimes.settings.config import Account, Line
from waittimes.settings.settings_reader import ConfigurationError
from waittimes.wait import Basis, Estimate, Wait

FOLLOWED_SECONDS = 900
"""How many seconds of the caller's time on hold are printed."""
ESPEAK = "espeak-ng"
CANNOT_RENDER = f"{ESPEAK} is not installed, so nothing can be rendered; install it (apt install {ESPEAK})"
LONGEST_SECONDS = 7 * 24 * 3600
SECONDS = click.FloatRange(0, LONGEST_SECONDS)

NOBODY = Account(name="", sid="", auth_tokens=(), workspace_sids=())
DEFAULT_LINE = queue_line("", NOBODY, "")


@dataclass(frozen=True, slots=True)
class Situation:
    """A situation that the table might describe. Durations are in seconds; None is a wait that is not known."""

    wait_seconds: float | None
    low_seconds: float | None = None
    high_seconds: float | None = None
    age_seconds: float = 10
    agents: int = 1
    """Agents free for the next caller; -1 where nobody is on duty."""

    def record(self, now: float) -> Wait:
        """Return the record that describes this situation."""
        basis = Basis.HISTORY if self.wait_seconds is not None else Basis.UNKNOWN
        if self.agents < 0:
            basis = Basis.UNSTAFFED
        elif self.agents > 0 and not self.wait_seconds:
            basis = Basis.AGENT_FREE
        return Wait(
            queue_sid="",
            queue_name="",
            measured_at=now - self.age_seconds,
            basis=basis,
            estimate=Estimate(self.wait_seconds, self.low_seconds, self.high_seconds),
            agents_free=max(0, self.agents),
        )


@click.command()
@click.option("--line", "line_name", help="The line whose settings count; default: the first one.")
@click.option("--wait", "wait_seconds", type=SECONDS, help="The estimated wait in seconds; default: not known.")
@click.option("--low", "low_seconds", type=SECONDS, help="The low end of its range, in seconds.")
@click.option("--high", "high_seconds", type=SECONDS, help="The high end of its range, in seconds.")
@click.option("--age", "age_seconds", type=SECONDS, default=10, show_default=True, help="The record's age in seconds.")
@click.option(
    "--agents", type=click.IntRange(-1), default=0, show_default=True, help="Agents free; -1: nobody is on duty."
)
@click.option("--language", help="One language; default: all, one after another.")
@click.option("--wav", "folder", type=click.Path(path_type=Path), help="Render each language into this folder.")
def say(line_name: str | None, language: str | None, folder: Path | None, **situation: float | None) -> None:
    """Print what a caller would hear on arrival, and on hold if the wait is as announced."""
    _refuse_a_range_without_its_wait(**situation)
    line = _line(line_name)
    known = languages.load()
    if language and language not in known:
        raise click.BadParameter(f"there is no language {language!r}; there are {', '.join(known)}")
    for words in (known[language],) if language else known.values():
        sentences = list(heard(line, Situation(**situation), words))  # type: ignore[arg-type]  # click checked them
        click.echo(rendered(words, sentences))
        if folder:
            _render(words, [text for _, text in sentences], folder)


def _refuse_a_range_without_its_wait(
    *, wait_seconds: float | None, low_seconds: float | None, high_seconds: float | None, **_others: float | None
) -> None:
    ends = [each for each in (low_seconds, wait_seconds, high_seconds) if each is not None]
    if any(math.isnan(each) for each in ends) or ends != sorted(ends):
        raise click.UsageError("--low, --wait and --high must rise; write for example --low 120 --wait 250 --high 400")
    if wait_seconds is None and ends:
        raise click.UsageError("--low and --high are the range of --wait; give it too")


def _line(name: str | None) -> Line:
    """Return the line of this name, or the first line; without usable settings, a line with the defaults.

    Raises ConfigurationError where a line is named.
    """
    try:
        settings = loading.current(languages.vocabulary())
    except ConfigurationError as error:
        if name:
            raise
        click.echo("The settings cannot be used, so this is a line with the defaults:", err=True)
        for problem in error.problems:
            click.echo(f"  {problem}", err=True)
        return DEFAULT_LINE
    return known_line(settings, name) if name else settings.lines[0]


def heard(line: Line, situation: Situation, words: Phrases, now: float | None = None) -> Iterator[tuple[int, str]]:
    """Yield each sentence with the second at which it is spoken, while the situation stays the same."""
    moment = time.time() if now is None else now
    said = announce(situation.record(moment), now=moment, policy=line.policy, priority=line.priority)
    is_own = line.greeting and words.name == line.language
    yield 0, line.greeting if is_own and line.greeting else words.say("greeting").text
    yield 0, words.wait(said).text
    state = after_announcement(said)
    for waited in range(FOLLOWED_SECONDS):
        if holding.is_due(state, waited, line.hold):
            sentences, state = holding.speak(state, _moment(waited, said), line.hold, words)
            yield from ((waited, each.text) for each in sentences)


def rendered(words: Phrases, sentences: list[tuple[int, str]]) -> str:
    """Return what is heard in one language, one sentence per line; repetitions are left out."""
    lines = [f"{words.name}  ({words.voice}, {words.language})"]
    before = ""
    for at, text in sentences:
        if text != before:
            lines.append(f"  {at // 60}:{at % 60:02d}  {text}")
        before = text
    return "\n".join(lines) + "\n"


def _moment(waited: int, said: Announcement) -> holding.Moment:
    return holding.Moment(waited_seconds=waited, newcomers=said)


def _render(words: Phrases, sentences: list[str], folder: Path) -> None:
    program = shutil.which(ESPEAK)
    if program is None:
        raise click.ClickException(CANNOT_RENDER)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{words.name}.wav"
    text = "\n".join(dict.fromkeys(sentences))
    voice = words.language.lower().removesuffix("-xa")
    subprocess.run([program, "-v", voice, "-w", str(file), text], check=True)  # noqa: S603 - our own words
    click.echo(f"  {file}")
