"""How a caller in another process reaches the exchange: beside Twilio's API, under /simulator."""

import math
from collections.abc import Callable
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from simulator.phones.phone import Phone
from simulator.phones.recording import Recordings
from simulator.telephony.exchange import Exchange
from simulator.telephony.visitors import Visitors


def visitors_api(
    visitors: Visitors, exchange: Exchange, recordings: Recordings, clock: Callable[[], float]
) -> Blueprint:
    """Return the routes: a phone is registered, listened to and taken away, and a recording is handed in."""
    routes = Blueprint("visitors", __name__, url_prefix="/simulator")

    @routes.put("/phones/<number>")
    def register(number: str) -> ResponseReturnValue:
        visitors.register(number, _phone(request.get_json()), clock())
        return "", 204

    @routes.get("/phones/<number>")
    def heard(number: str) -> ResponseReturnValue:
        visit = visitors.heard(number, clock())
        if visit is None:
            return {"lines": [], "agent": False, "over": True}, 404
        is_over = bool(visit.calls) and all(call.is_over for call in visit.calls)
        return {"lines": [line for _, line in visit.lines], "agent": visit.agent_at is not None, "over": is_over}

    @routes.delete("/phones/<number>")
    def leave(number: str) -> ResponseReturnValue:
        for call in visitors.leave(number):
            exchange.end(call, "completed")
        return "", 204

    @routes.post("/recordings")
    def keep() -> ResponseReturnValue:
        body = request.get_json()
        kept = recordings.keep(body["account_sid"], body["call_sid"], body["started_at"], body["seconds"])
        return {"sid": kept.sid, "url": kept.url}, 201

    return routes


def _phone(body: dict[str, Any]) -> Phone:
    return Phone(
        rings_seconds=body["rings_seconds"],
        keys=tuple(body["keys"]),
        reacts_seconds=body["reacts_seconds"],
        patience_seconds=math.inf if body["patience_seconds"] is None else body["patience_seconds"],
    )
