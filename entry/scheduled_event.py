"""Recognises the event with which EventBridge starts a poll. Zappa makes its rule for the scheduled function."""

import re
from typing import Any, Final

SCHEDULED_FUNCTION: Final = "poller.handler.refresh"
"""The function that zappa_settings.json schedules. Zappa puts it after the last hyphen of the rule's name."""
MEMBERS: Final = frozenset(
    ("account", "detail", "detail-type", "id", "kwargs", "region", "resources", "source", "time", "version")
)
"""Exactly the members that Zappa's rule passes on (the InputTemplate in zappa/core.py)."""
RULE: Final = re.compile(
    r"arn:aws[a-z-]*:events:([a-z0-9-]+):([0-9]{12}):rule/[\w.-]*-" + re.escape(SCHEDULED_FUNCTION), re.ASCII
)
"""The rule's ARN. The deployment chooses the part before the function's name (`name` of the event)."""


def is_ours(event: Any) -> bool:
    """Tell whether the event is, member by member, the one that our own schedule sends."""
    if not isinstance(event, dict) or event.keys() != MEMBERS:
        return False
    constant = {"detail-type": "Scheduled Event", "source": "aws.events", "detail": {}, "kwargs": {}}
    if any(event[name] != value for name, value in constant.items()):
        return False
    match event["resources"]:
        case [str(rule)]:
            named = RULE.fullmatch(rule)
            return named is not None and named.groups() == (event["region"], event["account"])
        case _:
            return False
