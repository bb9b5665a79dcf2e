"""An account as Twilio sees it: the accepted credentials, the workspaces, and their task queues."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from entry.remedies import remedy
from ops.checking.finding import Finding
from ops.checking.twilio_rest import Credential, Twilio, credentials
from ops.layout import counted
from poller.taskrouter.client import TaskRouter
from poller.taskrouter.port import TaskRouterError
from poller.taskrouter.request_counts import RequestCounts
from poller.taskrouter.transport import Connection
from waittimes.deadline import Deadline
from waittimes.settings.config import Account, Line
from waittimes.settings.secret import SecretUnavailable

TASKROUTER_SECONDS = 30.0
NO_ANSWER = "check the network and status.twilio.com, and try again"
CALLERS_ARE_REFUSED = "until then callers are refused, because their webhooks are signed with an auth token"


@dataclass(slots=True)
class CheckedAccount:
    """An account, and what its checks have found out for the later ones."""

    account: Account
    taskrouter_url: str
    there: str
    """Where AWS is asked for the account's secrets, as words for a sentence."""
    queue_names: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """The names of the task queues by SID, by the SID of each workspace that could be read."""

    @property
    def twilio(self) -> Twilio:
        """The account's REST APIs."""
        return Twilio(self.account, self.taskrouter_url)

    def polls(self, line: Line) -> bool:
        """Tell whether a poll finds the line's task queue in its workspace; True for a line that names none."""
        queues = self.queue_names.get(line.workspace_sid)
        return queues is not None and (not line.task_queue_sid or line.task_queue_sid in queues)

    def findings(self) -> Iterator[Finding]:
        """Yield the findings on the credentials and, if one of them is accepted, on the workspaces."""
        accepted: list[Credential] = []
        refused: list[Credential] = []
        for credential in credentials(self.account):
            try:
                (accepted if self.twilio.accepts(credential) else refused).append(credential)
            except SecretUnavailable as error:
                what = f"account {self.account.name}: {credential.shown} ({error})"
                yield Finding(what, remedy(str(error), self.there) or "correct the reference")
            except TaskRouterError as error:
                yield Finding(f"account {self.account.name}: Twilio does not answer ({error})", NO_ANSWER)
                return
        yield from self._judged(accepted, refused)
        if accepted:
            for workspace_sid in self.account.workspace_sids:
                try:
                    yield self._workspace(workspace_sid)
                except (TaskRouterError, SecretUnavailable) as error:
                    yield asked_in_vain(f"account {self.account.name}: workspace {workspace_sid}", error)

    def _judged(self, accepted: list[Credential], refused: list[Credential]) -> Iterator[Finding]:
        name = f"account {self.account.name}"
        has_token = any(each.is_auth_token for each in accepted)
        for each in accepted:
            yield Finding(f"{name}: {each.shown}")
        if not refused:
            return
        which = ", ".join(each.shown for each in refused)
        store = f"store the auth token of {self.account.sid} (python -m ops store-secret)"
        if has_token:
            yield Finding(f"{name}: Twilio refuses {which} (HTTP 401); another is accepted, so remove it", is_note=True)
        elif accepted:
            yield Finding(f"{name}: Twilio refuses {which} (HTTP 401)", f"{store}; {CALLERS_ARE_REFUSED}")
        else:
            yield Finding(
                f"{name}: Twilio refuses {which} (HTTP 401), so nothing is polled", f"{store}; {CALLERS_ARE_REFUSED}"
            )

    def _workspace(self, workspace_sid: str) -> Finding:
        account = self.account
        in_time = Connection(account, self.taskrouter_url).until(
            Deadline.in_seconds(TASKROUTER_SECONDS), RequestCounts()
        )
        queues = TaskRouter(account.sid, in_time).workspace(workspace_sid, now=0).queue_names
        self.queue_names[workspace_sid] = queues
        named = f"workspace {self.twilio.workspace_name(workspace_sid)} ({workspace_sid})"
        return Finding(
            f"account {account.name}: {named} has {counted(len(queues), 'task queue')}",
            "" if queues else "is it the right workspace? correct workspaces in the settings",
        )


def workflow_unread(whose: str, workspace_sid: str, workflow_sid: str, error: TaskRouterError) -> Finding:
    """Return the finding that a workflow could not be read; `whose` names its lines as the subject of a sentence."""
    if error.status != HTTPStatus.NOT_FOUND:
        return asked_in_vain(f"{whose}: workflow {workflow_sid}", error)
    return Finding(
        f"{whose}: workspace {workspace_sid} has no workflow {workflow_sid}, so no caller can be enqueued",
        "set workflow_sid to one of the workspace's workflows",
    )


def asked_in_vain(what: str, error: TaskRouterError | SecretUnavailable) -> Finding:
    """Return the finding that Twilio did not answer the question `what`, with the reason."""
    return Finding(f"{what} ({error})", remedy(str(error), "") or NO_ANSWER)
