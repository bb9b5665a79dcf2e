"""Which credentials open which account of the API, and what each account may see."""

import pytest
from twilio.base.exceptions import TwilioRestException

from simulator.centre.sids import sid
from tests.simulator.api.stand_in_api import ACCOUNT_SID, KEY_SID, OTHER_SID, OTHER_TOKEN, SECRET, TOKEN, Exchange


def test_an_api_key_opens_the_account_too(api: Exchange) -> None:
    client = api.client(KEY_SID, SECRET)

    assert client.taskrouter.v1.workspaces(api.workspace_sid).fetch().account_sid == ACCOUNT_SID


@pytest.mark.parametrize(
    ("username", "password"),
    [(ACCOUNT_SID, "wrong"), (KEY_SID, TOKEN), (ACCOUNT_SID, OTHER_TOKEN), (sid("AC", "nobody"), TOKEN)],
)
def test_wrong_credentials_are_401(api: Exchange, username: str, password: str) -> None:
    with pytest.raises(TwilioRestException) as refused:
        api.client(username, password).taskrouter.v1.workspaces(api.workspace_sid).fetch()

    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_another_accounts_workspace_is_not_there(api: Exchange) -> None:
    with pytest.raises(TwilioRestException) as refused:
        api.client(OTHER_SID, OTHER_TOKEN).taskrouter.v1.workspaces(api.workspace_sid).fetch()

    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_each_account_sees_its_own_workspaces(api: Exchange) -> None:
    elsewhere = sid("WS", "Elsewhere")
    other = api.client(OTHER_SID, OTHER_TOKEN).taskrouter.v1.workspaces(elsewhere)

    assert other.fetch().account_sid == OTHER_SID
    assert [queue.friendly_name for queue in other.task_queues.list()] == ["Z"]
