"""A line's resources at Twilio: its voice queue, and the phone numbers that call it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import urldefrag

from ops.checking.accounts import CheckedAccount
from ops.checking.finding import Finding
from poller.taskrouter.port import TaskRouterError
from server.introduction import TIMEOUTS
from waittimes.settings.config import ANY_NUMBER, Line

DEFAULT_QUEUE_SIZE = 100
"""The most callers in a voice queue unless its size is raised (Twilio's documentation of the Queue resource)."""
LARGEST_QUEUE_SIZE = 5000


def named(lines: Iterable[Line]) -> str:
    """Return the lines as the subject of a sentence."""
    names = [line.name for line in lines]
    return f"line{'s' * (len(names) > 1)} {', '.join(names)}"


def voice_queues(checked: CheckedAccount, lines: Iterable[Line]) -> Iterator[Finding]:
    """Yield how many callers each workflow's voice queue holds."""
    sharing: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        sharing[line.workflow_sid].append(line)
    try:
        sizes = checked.twilio.voice_queue_sizes()
    except (TaskRouterError, KeyError, ValueError) as error:
        yield Finding(f"account {checked.account.name}: its voice queues could not be read ({error})", is_note=True)
        return
    for workflow_sid, those in sharing.items():
        size = sizes.get(workflow_sid)
        holds = f"{named(those)}: the voice queue of workflow {workflow_sid}"
        if size is None:
            yield Finding(f"{holds} is made when the first caller comes, and holds {DEFAULT_QUEUE_SIZE} callers then")
        elif size <= DEFAULT_QUEUE_SIZE:
            yield Finding(
                f"{holds} holds {size} callers; the next one leaves it at once as queue-full. To raise it,"
                f" POST MaxSize (at most {LARGEST_QUEUE_SIZE}) to its entry in the list of Queues (docs/deploy.md)",
                is_note=True,
            )
        else:
            yield Finding(f"{holds} holds {size} callers")


def phone_numbers(checked: CheckedAccount, lines: Iterable[Line], public_url: str) -> Iterator[Finding]:
    """Yield whether the account's phone numbers call the phone, by their voice URLs."""
    try:
        urls = checked.twilio.phone_numbers()
    except (TaskRouterError, KeyError) as error:
        yield Finding(f"account {checked.account.name}: its phone numbers could not be read ({error})", is_note=True)
        return
    for line in lines:
        for number in line.numbers:
            if number == ANY_NUMBER:
                calling = sum(is_ours(url, public_url, line) for url in urls.values())
                yield Finding(f"line {line.name}: {calling} of the account's {len(urls)} phone numbers call the phone")
            elif number.startswith("+"):
                yield _number(line, number, urls.get(number), public_url)


def is_ours(voice_url: str, public_url: str, line: Line) -> bool:
    """Return whether a phone number's voice URL, without its fragment, leads this line's callers to the phone."""
    address = urldefrag(voice_url).url.rstrip("/")
    return address in (f"{public_url}/voice", f"{public_url}/voice/{line.name}") or address.startswith(
        f"{public_url}/voice/{line.name}/"
    )


def _number(line: Line, number: str, voice_url: str | None, public_url: str) -> Finding:
    what = f"line {line.name}: phone number {number}"
    wanted = f"set it to {public_url}/voice{TIMEOUTS} in the Twilio console"
    if voice_url is None:
        return Finding(f"{what} is not a number of account {line.account.sid}", "correct numbers in the settings")
    if not voice_url:
        return Finding(
            f"{what} has no voice URL of its own (perhaps a TwiML App, a trunk or a Studio flow)", is_note=True
        )
    if not is_ours(voice_url, public_url, line):
        return Finding(f"{what} calls {voice_url}, which is not the phone", wanted)
    return Finding(f"{what} calls {voice_url}")
