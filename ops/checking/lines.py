"""Lines as Twilio sees them: the task queue, the workflow that leads to it, the voice queue, the phone numbers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus
from urllib.parse import urldefrag

from ops.checking.accounts import CheckedAccount, asked_in_vain
from ops.checking.finding import Finding
from poller.taskrouter.port import TaskRouterError
from waittimes.settings.config import ANY_NUMBER, Line

DEFAULT_QUEUE_SIZE = 100
"""Callers in a voice queue unless it is raised (Twilio's documentation of the Queue resource)."""
LARGEST_QUEUE_SIZE = 5000


def named(lines: Iterable[Line]) -> str:
    """Return the lines as the subject of a sentence."""
    names = [line.name for line in lines]
    return f"line{'s' * (len(names) > 1)} {', '.join(names)}"


def in_taskrouter(checked: CheckedAccount, lines: Iterable[Line]) -> Iterator[Finding]:
    """Yield whether each line's task queue is there, and whether its workflow names it."""
    sharing: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        queues = checked.queue_names.get(line.workspace_sid)
        if queues is None:
            continue  # why the workspace could not be read has been said
        if line.task_queue_sid in queues:
            sharing[line.workspace_sid, line.workflow_sid].append(line)
            continue
        there = ", ".join(f"{name} ({sid})" for sid, name in sorted(queues.items(), key=lambda each: each[1]))
        yield Finding(
            f"line {line.name}: its task queue {line.task_queue_sid} is not in workspace {line.workspace_sid},"
            " so no wait is announced",
            f"set task_queue_sid to one of {there}",
        )
    for (workspace_sid, workflow_sid), those in sharing.items():
        yield from _workflow(checked, workspace_sid, workflow_sid, those)


def _workflow(
    checked: CheckedAccount, workspace_sid: str, workflow_sid: str, lines: Sequence[Line]
) -> Iterator[Finding]:
    """Yield whether the workflow's document names the task queues of these lines, all of which lead into it."""
    try:
        name, targets = checked.twilio.workflow(workspace_sid, workflow_sid)
    except TaskRouterError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            yield Finding(
                f"{named(lines)}: there is no workflow {workflow_sid} in workspace {workspace_sid}, so no caller can be"
                " enqueued",
                "set workflow_sid to one of the workspace's workflows",
            )
        else:
            yield asked_in_vain(f"{named(lines)}: workflow {workflow_sid}", error)
        return
    queues = checked.queue_names[workspace_sid]
    leading = [line for line in lines if line.task_queue_sid in targets]
    if leading:
        to = ", ".join(f"{line.name} ({queues[line.task_queue_sid]})" for line in leading)
        says = f"workflow {name} ({workflow_sid}) names the task queue of line{'s' * (len(leading) > 1)} {to}"
        only = len(targets) == 1
        yield Finding(f"{says} and no other" if only else f"{says}; whether their attributes lead there was not tested")
    for line in lines:
        if line not in leading:
            others = ", ".join(f"{queues.get(sid, 'unknown')} ({sid})" for sid in sorted(targets))
            yield Finding(
                f"line {line.name}: workflow {name} ({workflow_sid}) never leads to its task queue"
                f" {queues[line.task_queue_sid]} ({line.task_queue_sid}), so the wait of another one is announced",
                f"set task_queue_sid to one of {others}" if others else "set workflow_sid to the one that fills it",
            )


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
    """Tell whether a phone number's voice URL, without what follows its #, leads this line's callers to the phone."""
    address = urldefrag(voice_url).url.rstrip("/")
    return address in (f"{public_url}/voice", f"{public_url}/voice/{line.name}") or address.startswith(
        f"{public_url}/voice/{line.name}/"
    )


def _number(line: Line, number: str, voice_url: str | None, public_url: str) -> Finding:
    what = f"line {line.name}: phone number {number}"
    wanted = f"set it to {public_url}/voice#rc=2&rt=4000&rp=all in the Twilio console"
    if voice_url is None:
        return Finding(f"{what} is not a number of account {line.account.sid}", "correct numbers in the settings")
    if not voice_url:
        return Finding(
            f"{what} has no voice URL of its own (perhaps a TwiML App, a trunk or a Studio flow)", is_note=True
        )
    if not is_ours(voice_url, public_url, line):
        return Finding(f"{what} calls {voice_url}, which is not the phone", wanted)
    return Finding(f"{what} calls {voice_url}")
