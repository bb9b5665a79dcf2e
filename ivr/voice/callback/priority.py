"""Whether a person who is called back can be put at the head of the queue by priority, as style `dial` does."""

import logging

from ivr import webhook
from ivr.deadline import DeadlineExceeded, within
from ivr.phone import Phone
from waittimes.routing.priority import overridden
from waittimes.settings.config import Line
from waittimes.table import TableUnavailable

log = logging.getLogger("waittimes.ivr")


def counts(phone: Phone, line: Line) -> bool:
    """Tell whether the line's workflow leaves the priority of a task as it comes; False where that is not known."""
    now = phone.clock()
    try:
        stored = within(
            webhook.current().deadline,
            lambda: phone.workflows.workflow(line.workspace_sid, line.workflow_sid, now=now),
        )
    except (TableUnavailable, DeadlineExceeded) as error:
        log.warning("callback.not_read", extra={"line": line.name, "reason": f"{type(error).__name__} {error}"})
        return False
    except Exception:
        # No error may cost the call: the caller goes on without a callback.
        log.exception("callback.not_read", extra={"line": line.name})
        return False
    return stored.is_usable(now) and not overridden(stored.workflow, line.task_queue_sid)
