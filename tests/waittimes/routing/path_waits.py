"""The wait of a caller through a workflow, from the records of its task queues."""

from typing import Any

from tests.waittimes.routing.workflows import QUEUES, document, where
from waittimes.routing.path_wait import wait_on
from waittimes.routing.route import predict
from waittimes.routing.workflow import read
from waittimes.wait import Basis, Estimate, Wait

UNKNOWN = "level == '3'"


def a_wait(letter: str, seconds: float | None, spread: float = 0.0, **fields: Any) -> Wait:
    """Return the record of a queue: an estimate, and as much below and above it."""
    estimate = Estimate() if seconds is None else Estimate(seconds, seconds - spread, seconds + spread)
    facts: dict[str, Any] = {"measured_at": 1000.0, "basis": Basis.LINE, "estimate": estimate, "agents_busy": 4}
    return Wait(queue_sid=QUEUES[letter], queue_name=letter, **facts | fields)


def waited(*filters: Any, waits: list[Wait], default: str | None = None, speaks_narrowed: bool = False) -> Wait | None:
    route = predict(read(document(*filters, default=default)), {"level": 3})
    return wait_on(route, {each.queue_sid: each for each in waits}, speaks_narrowed=speaks_narrowed)


def seconds_through(*targets: Any, waits: list[Wait], **fields: Any) -> tuple[float | None, float | None, float | None]:
    """Return estimate, low and high end of a caller who goes through these targets."""
    found = waited(where("1==1", *targets), waits=waits, **fields)
    return (
        (None, None, None)
        if found is None
        else (
            found.estimate.seconds,
            found.estimate.low_seconds,
            found.estimate.high_seconds,
        )
    )


FREE: dict[str, Any] = {"basis": Basis.AGENT_FREE, "agents_free": 2}
UNSTAFFED: dict[str, Any] = {"basis": Basis.UNSTAFFED, "agents_busy": 0}
