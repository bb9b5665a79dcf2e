"""Decides whether callers of a line may leave a message. Pure."""

from ivr.announcing.announce import State, estimate_for
from ivr.current_wait import CurrentWait
from waittimes.settings.config import Line


def takes_messages(line: Line, current: CurrentWait) -> bool:
    """Tell whether a caller who hears this wait now may leave a message. Where the wait is unknown, none may.

    A line that is closed takes messages in place of its goodbye, or before its queue; not in place of its overflow.
    """
    policy, state = line.voicemail, current.announcement.state
    if policy is None:
        return False
    if current.is_closed:
        is_goodbye = line.closing.when_closed != "overflow" or not line.leaving.overflow
        return policy.if_closed and is_goodbye
    if state is State.UNSTAFFED:
        return policy.if_unstaffed
    if state is not State.NUMBER or current.wait is None:
        return False
    return (estimate_for(current.wait, line.priority).seconds or 0) > policy.above_minutes * 60
