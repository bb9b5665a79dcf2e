"""A switchboard in front of TaskRouter's REST API: the caller becomes a Task, whose status is read repeatedly."""

import base64
import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from simulator.caller.phone.transport import Answer, OverHTTP, Transport, Unreachable
from simulator.caller.switchboard import Answered, Gone, QueueRefused, Standing, Ticket, Waiting
from simulator.centre.sids import sid

ASK_EVERY_SECONDS = 0.5
_CREATED = 201
_FOUND = 200


@dataclass(frozen=True, slots=True)
class RestSwitchboard:
    """Lets callers join one workspace, in real time.

    A Task that TaskRouter itself cancels takes its call out of the queue. Twilio does not document the QueueResult
    for that; here it is "error".
    """

    base_url: str
    workspace_sid: str
    account_sid: str
    auth_token: str
    send: Transport = field(default_factory=OverHTTP)

    def enqueue(self, workflow_sid: str, attributes: Mapping[str, object], priority: int, now_seconds: float) -> Ticket:
        """Create the Task. Raises QueueRefused (system-error) when TaskRouter refuses or does not answer."""
        fields = {
            "WorkflowSid": workflow_sid,
            "Attributes": json.dumps(attributes),
            "Priority": str(priority),
            "TaskChannel": "voice",
        }
        try:
            answer = self._ask("POST", "", fields)
        except Unreachable as error:
            raise QueueRefused("system-error") from error
        if answer.status != _CREATED:
            raise QueueRefused("system-error")
        return Ticket(_task(answer)["sid"], sid("QU", workflow_sid), now_seconds)

    def standing(self, ticket: Ticket, now_seconds: float) -> Standing:
        """Return where the caller stands, by the Task's assignment status; still waiting if it cannot be read."""
        again_seconds = now_seconds + ASK_EVERY_SECONDS
        try:
            answer = self._ask("GET", f"/{ticket.sid}")
        except Unreachable:
            return Waiting(again_seconds)
        if answer.status != _FOUND:
            return Gone("system-error")
        match _task(answer)["assignment_status"]:
            case "pending" | "reserved":
                return Waiting(again_seconds)
            case "assigned":
                return Answered(again_seconds)
            case "wrapping" | "completed":
                return Gone("bridged")
            case _:
                return Gone("error")

    def leaves(self, ticket: Ticket, now_seconds: float) -> None:
        """End the Task as Twilio does when a caller hangs up: canceled while waiting, wrapping while talking."""
        match self.standing(ticket, now_seconds):
            case Gone():
                return
            case standing:
                status = "canceled" if isinstance(standing, Waiting) else "wrapping"
        with contextlib.suppress(Unreachable):
            self._ask("POST", f"/{ticket.sid}", {"AssignmentStatus": status, "Reason": "hangup"})

    def _ask(self, method: str, path: str, fields: Mapping[str, str] | None = None) -> Answer:
        url = f"{self.base_url.rstrip('/')}/v1/Workspaces/{self.workspace_sid}/Tasks{path}"
        credentials = base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/x-www-form-urlencoded"}
        return self.send(method, url, headers, urlencode(fields or {}).encode())


def _task(answer: Answer) -> dict[str, Any]:
    task: dict[str, Any] = json.loads(answer.body)
    return task
