"""The attributes of a task: those of its line, and those of its call."""

from tests.waittimes.routing.workflows import document, drawn, to, where
from waittimes.routing.doubt import Doubt
from waittimes.routing.route import predict
from waittimes.routing.task_attributes import merged
from waittimes.routing.workflow import read

CALL = {
    "From": "+15550100001",
    "To": "+15550100002",
    "Caller": "+15550100001",
    "Called": "+15550100002",
    "Direction": "inbound",
    "CallSid": "CA1",
    "AccountSid": "AC1",
    "FromCountry": "US",
    "ToCity": "",
}


def test_the_call_adds_its_numbers_and_places() -> None:
    found = merged({"type": "sales"}, CALL)

    assert (found["from"], found["to"], found["called"]) == ("+15550100001", "+15550100002", "+15550100002")
    assert (found["direction"], found["call_sid"], found["account_sid"]) == ("inbound", "CA1", "AC1")
    assert (found["from_country"], found["to_city"], found["type"]) == ("US", "", "sales")


def test_what_the_webhook_does_not_tell_is_unknown_and_not_missing() -> None:
    found = merged({}, {"From": "+15550100001"})

    assert all(isinstance(found[name], Doubt) for name in ("to", "from_zip", "call_status", "direction"))


def test_the_lines_own_attribute_stays_where_the_call_agrees() -> None:
    assert merged({"from": "+15550100001"}, CALL)["from"] == "+15550100001"


def test_an_attribute_over_which_line_and_call_disagree_is_unknown() -> None:
    written = document(where("from == '+15550100001'", to("A")), default="Z")

    assert drawn(predict(read(written), merged({"from": "+15550100009"}, CALL))) == "A | Z"


def test_a_filter_on_what_nobody_told_is_unknown() -> None:
    written = document(where("from_country == 'US'", to("A")), default="Z")

    assert drawn(predict(read(written), merged({}, CALL))) == "A"
    assert drawn(predict(read(written), merged({}, {}))) == "A | Z"


def test_a_filter_on_what_the_caller_will_be_told_is_unknown() -> None:
    written = document(where("promise.high_seconds > 600", to("A")), default="Z")

    assert drawn(predict(read(written), merged({}, CALL))) == "A | Z"
