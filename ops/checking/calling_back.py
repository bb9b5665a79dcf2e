"""What callbacks need at Twilio: permission to call the countries, a caller id, a task channel, their priority."""

from collections.abc import Iterable, Iterator

from ops.checking.accounts import CheckedAccount
from ops.checking.finding import Finding
from poller.taskrouter.port import TaskRouterError
from waittimes.routing.priority import overridden
from waittimes.routing.workflow import read
from waittimes.settings.config import Line
from waittimes.settings.line_callback import FLEX, CallbackPolicy
from waittimes.settings.secret import SecretUnavailable


def findings(checked: CheckedAccount, lines: Iterable[Line]) -> Iterator[Finding]:
    """Yield what the account's lines that call back have at Twilio, and what they lack."""
    for line in lines:
        if line.callback is None:
            continue
        try:
            yield from _of_line(checked, line, line.callback)
        except (TaskRouterError, SecretUnavailable, KeyError, TypeError) as error:
            reason = type(error).__name__ if isinstance(error, KeyError | TypeError) else error
            yield Finding(
                f"line {line.name}: what its callbacks need could not be read at Twilio ({reason})", is_note=True
            )


def _of_line(checked: CheckedAccount, line: Line, policy: CallbackPolicy) -> Iterator[Finding]:
    for country in policy.countries:
        may_call = checked.twilio.may_call(country)
        yield Finding(
            f"line {line.name}: the account {'may' if may_call else 'may not'} call numbers of {country}",
            ""
            if may_call
            else "allow the country in the console, Voice, Geographic permissions; until then its callbacks fail",
        )
    if policy.caller_id:
        is_ours = policy.caller_id in checked.twilio.caller_ids()
        yield Finding(
            f"line {line.name}: caller_id {policy.caller_id} is {'' if is_ours else 'not '}a number of the account",
            "" if is_ours else "buy or verify it in the console, or correct caller_id; until then nobody is called",
        )
    if policy.style == FLEX:
        yield _task_channel(line, policy, checked.twilio.task_channels(line.workspace_sid))
    else:
        yield _priority(line, checked.twilio.workflow(line.workspace_sid, line.workflow_sid)[1])


def _task_channel(line: Line, policy: CallbackPolicy, channels: frozenset[str]) -> Finding:
    name = policy.task_channel
    if name in channels:
        return Finding(f"line {line.name}: its workspace has the task channel {name}")
    return Finding(
        f"line {line.name}: its workspace has no task channel {name}",
        f"create it in the console, or set task_channel to one of {', '.join(sorted(channels))}",
    )


def _priority(line: Line, document: str) -> Finding:
    if why := overridden(read(document), line.task_queue_sid):
        return Finding(
            f"line {line.name}: nobody can be put at the head of its task queue, because {why}",
            'remove that priority from the workflow, or set style = "flex"; until then no callback is offered',
        )
    return Finding(f"line {line.name}: whoever is called back can be put at the head of its task queue")
