"""Mistakes that only the whole file shows: numbers that lead to two lines, and a public URL that some lines need."""

from collections.abc import Iterator

from waittimes.settings.addresses import canonical
from waittimes.settings.config import Config
from waittimes.settings.kinds import key_shown
from waittimes.settings.line_callback import DIAL


def mistakes(found: Config) -> Iterator[str]:
    """Yield a sentence for each mistake."""
    yield from _numbers_twice(found)
    if not found.public_url:
        yield from _unreachable(found)


def _numbers_twice(found: Config) -> Iterator[str]:
    owners: dict[str, str] = {}
    for line in found.lines:
        for number in line.numbers:
            owner = owners.setdefault(canonical(number), line.name)
            if owner != line.name:
                where = f"{found.file}: [lines.{key_shown(line.name)}]"
                yield f"{where} numbers has {number}, which already leads to line {owner!r}; keep one"


def _unreachable(found: Config) -> Iterator[str]:
    """Yield what is wrong with lines of which Twilio asks or tells something outside the call that came in."""
    for line in found.lines:
        where = f"{found.file}: [lines.{key_shown(line.name)}"
        if line.voicemail:
            yield (
                f"{where}] voicemail needs public_url, where Twilio tells that a message was recorded; set public_url,"
                " or remove the table"
            )
        if line.callback and line.callback.style == DIAL:
            yield (
                f"{where}.callback] style is {DIAL!r}, which needs public_url, because Twilio asks there what to say to"
                " the person; set it"
            )
