"""Twilio's Calls: outbound calls ordered, read, listed and ended, with Twilio's error codes for what it refuses."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal, cast

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from simulator.api.access import access
from simulator.api.errors import ApiRefusal, invalid, not_found
from simulator.api.pagination import page_of_2010
from simulator.api.query import moment
from simulator.api.resources import Json
from simulator.api.voice.orders import order
from simulator.api.voice.resources import call_resource, uri
from simulator.phones.placed_call import ENDS, PlacedCall

calls = Blueprint("calls", __name__, url_prefix="/2010-04-01/Accounts/<account_sid>")

_NO_SUCH_STATUS = 21220
_STATUSES = frozenset({"queued", "ringing", "in-progress", *ENDS})


@calls.post("/Calls.json")
def create_call(account_sid: str) -> ResponseReturnValue:
    """Order a call. Calls above one a second are queued."""
    account, now = access().account(account_sid), access().clock()
    call = access().desk.place(account.sid, order(request.form, account), now)
    return call_resource(call), 201


@calls.get("/Calls.json")
def list_calls(account_sid: str) -> Json:
    """Return a page of the outbound calls, the newest first; inbound calls are not listed."""
    account = access().account(account_sid)
    is_wanted = _wanted()
    found = {call.sid: call for call in access().desk.calls(account.sid) if is_wanted(call)}
    return page_of_2010(f"{uri(account.sid)}/Calls.json", request.args, "calls", found, call_resource)


@calls.get("/Calls/<sid>.json")
def show_call(account_sid: str, sid: str) -> Json:
    """Return one call."""
    return call_resource(_call(account_sid, sid))


@calls.post("/Calls/<sid>.json")
def update_call(account_sid: str, sid: str) -> Json:
    """End a call: `canceled` if nobody has answered yet, or `completed`."""
    call, status = _call(account_sid, sid), request.form.get("Status", "")
    if set(request.form) != {"Status"} or status not in ("canceled", "completed"):
        raise invalid("this simulation changes nothing of a call but its Status, to canceled or completed")
    if not access().desk.end(call, cast("Literal['canceled', 'completed']", status)):
        raise ApiRefusal(400, _NO_SUCH_STATUS, f"Call is {call.status}: it cannot become {status}")
    return call_resource(call)


def _call(account_sid: str, sid: str) -> PlacedCall:
    account = access().account(account_sid)
    for call in access().desk.calls(account.sid):
        if call.sid == sid:
            return call
    raise not_found(request.path)


def _wanted() -> Callable[[PlacedCall], bool]:
    """Return whether the list has a call. One that was not dialled yet counts as started when it was ordered."""
    to, caller, status = (request.args.get(name) for name in ("To", "From", "Status"))
    if status is not None and status not in _STATUSES:
        raise invalid(f"Status cannot be {status}")
    after, before, on = (moment(request.args, name) for name in ("StartTime>", "StartTime<", "StartTime"))

    def is_wanted(call: PlacedCall) -> bool:
        started = datetime.fromtimestamp(call.dialled_at or call.created_at, UTC)
        fits = to in (None, call.order.to) and caller in (None, call.order.from_number)
        in_time = (after is None or started >= after) and (before is None or started < before)
        that_day = on is None or started.date() == on.date()
        return fits and status in (None, call.status) and in_time and that_day

    return is_wanted
