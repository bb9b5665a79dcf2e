"""Which documents Twilio runs, and what is wrong with each of the others."""

import pytest

from simulator.caller.twiml.document import Context
from simulator.caller.twiml.grammar import violations

WORKFLOW = "WW" + "0123456789abcdef" * 2
TASK = '<Task priority="5">{"lang":"de"}</Task>'


def enqueue(task: str = TASK, attributes: str = f'workflowSid="{WORKFLOW}"') -> str:
    return f"<Enqueue {attributes}>{task}</Enqueue>"


ACCEPTED = [
    "",
    "<Say>One moment.</Say>",
    '<Say voice="Polly.Vicki" language="de-DE" loop="0">Guten Tag.</Say>',
    '<Say>It takes <break time="1s"/><emphasis level="strong">five</emphasis> minutes.</Say>',
    '<Say><prosody rate="slow"><say-as interpret-as="cardinal">5</say-as></prosody></Say>',
    '<Say><lang xml:lang="fr-FR">Bonjour</lang></Say>',
    "<Play>https://example.com/hold.mp3#rc=2</Play>",
    "<Play>/hold.wav</Play>",
    '<Play digits="ww12#"/>',
    '<Pause length="2"/>',
    '<Gather numDigits="1" timeout="4" finishOnKey="" input="dtmf speech"><Say>Press 1.</Say></Gather>',
    '<Redirect method="GET">/voice/next</Redirect>',
    "<Redirect>https://webhooks.twilio.com/v1/Accounts/AC1/Flows/FW1?FlowEvent=return&amp;waittime=4</Redirect>",
    "<Leave/>",
    '<Reject reason="busy"/>',
    "<Dial>+15550100002</Dial>",
    "<Dial><Number>+15550100002</Number></Dial>",
    "<Enqueue>support</Enqueue>",
    enqueue(),
    enqueue(attributes=f'workflowSid="{WORKFLOW}" waitUrl="" action="/left#rc=1" method="POST"'),
    '<Connect><Stream url="wss://example.com/audio"/></Connect>',
]

REFUSED = [
    ("<say>One moment.</say>", "<say> is no TwiML element, did you mean Say?"),
    ("<Announce>One moment.</Announce>", "<Announce> is no TwiML element"),
    ('<Stream url="wss://example.com/"/>', "<Stream> may not stand inside <Response>"),
    ("<Gather><Dial>+15550100002</Dial></Gather>", "<Dial> may not stand inside <Gather>"),
    ("<Say>One <Play>/a.mp3</Play></Say>", "<Play> may not stand inside <Say>"),
    ('<Gather numDigit="1"/>', "<Gather> has no attribute numDigit, did you mean numDigits?"),
    ('<Say Voice="man">One.</Say>', "<Say> has no attribute Voice, did you mean voice?"),
    ('<Leave action="/left"/>', "<Leave> has no attribute action"),
    ("One moment.", '<Response> holds text, where only elements belong: "One moment."'),
    ("<Leave/>Goodbye.", '<Response> holds text, where only elements belong: "Goodbye."'),
    ("<Say> </Say>", "<Say> says nothing"),
    (f"<Say>{'a' * 4097}</Say>", "<Say> has 4097 characters, more than 4096"),
    ('<Say voice="Joanna">Hi.</Say>', '<Say> voice="Joanna" must be man, woman or a provider\'s voice'),
    ('<Say language="english">Hi.</Say>', '<Say> language="english" must be a language tag like en-US'),
    ('<Say loop="twice">Hi.</Say>', '<Say> loop="twice" must be a whole number from 0'),
    ('<Pause length="0"/>', '<Pause> length="0" must be a whole number from 1'),
    ('<Pause length="1.5"/>', '<Pause> length="1.5" must be a whole number from 1'),
    ('<Gather timeout="-1"/>', '<Gather> timeout="-1" must be a whole number from 1 or "auto"'),
    ('<Gather numDigits="٣"/>', '<Gather> numDigits="٣" must be a whole number from 1'),
    ('<Gather input="keys"/>', '<Gather> input="keys" must be one of dtmf, speech'),
    ('<Gather finishOnKey="x"/>', '<Gather> finishOnKey="x" must be digits, #, * or empty'),
    ('<Gather method="PUT"/>', '<Gather> method="PUT" must be one of GET, POST'),
    ('<Gather actionOnEmptyResult="yes"/>', '<Gather> actionOnEmptyResult="yes" must be one of true, false'),
    ('<Gather action="next"/>', '<Gather> action="next" must be an http(s) address'),
    ('<Reject reason="tired"/>', '<Reject> reason="tired" must be one of rejected, busy'),
    ("<Play>hold.mp3</Play>", '<Play> leads to "hold.mp3", which must be an http(s) address'),
    ("<Play>ftp://example.com/hold.mp3</Play>", '<Play> leads to "ftp://example.com/hold.mp3"'),
    ("<Play>//example.com/hold.mp3</Play>", '<Play> leads to "//example.com/hold.mp3"'),
    ("<Redirect/>", '<Redirect> leads to ""'),
    ("<Redirect>https://[bad/</Redirect>", '<Redirect> leads to "https://[bad/"'),
    ("<Redirect>https://example.com:none/</Redirect>", '<Redirect> leads to "https://example.com:none/"'),
    ("<Redirect>https:///voice</Redirect>", '<Redirect> leads to "https:///voice"'),
    ("<Redirect>/voice next</Redirect>", '<Redirect> leads to "/voice next"'),
    ('<Enqueue waitUrlMethod="get">support</Enqueue>', '<Enqueue> waitUrlMethod="get" must be one of GET, POST'),
    ("<Enqueue/>", "<Enqueue> names neither a workflow nor a queue"),
    (enqueue(task=""), "<Enqueue> to a workflow needs exactly one <Task>, not 0"),
    (enqueue(task=TASK + TASK), "<Enqueue> to a workflow needs exactly one <Task>, not 2"),
    (enqueue(attributes=""), "<Task> needs an <Enqueue> with a workflowSid"),
    (enqueue(attributes='workflowSid="WW123"'), '<Enqueue> workflowSid="WW123" must be WW and 32 hexadecimal'),
    (enqueue(task='<Task priority="high">{}</Task>'), '<Task> priority="high" must be a whole number from 0'),
    (enqueue(task="<Task>{'lang':'de'}</Task>"), "<Task> does not hold JSON"),
    (enqueue(task="<Task/>"), "<Task> does not hold JSON"),
    (enqueue(task=f"<Task>{'[' * 4000}</Task>"), "<Task> does not hold JSON"),
    (enqueue(task="<Task>[1]</Task>"), "<Task> holds JSON that is not an object"),
    (enqueue(task='<Task>{"note":"' + "a" * 4090 + '"}</Task>'), "<Task> has 4101 characters, more than 4096"),
]


@pytest.mark.parametrize("body", ACCEPTED)
def test_what_twilio_runs_has_no_violations(body: str) -> None:
    assert violations(f"<Response>{body}</Response>") == []


@pytest.mark.parametrize(("body", "fault"), REFUSED)
def test_each_fault_is_named(body: str, fault: str) -> None:
    found = violations(f"<Response>{body}</Response>")

    assert len(found) == 1
    assert found[0].startswith(fault)


def test_several_faults_are_reported_together() -> None:
    assert len(violations('<Response><say/><Pause length="x"/><Leave a="1"/></Response>')) == 3


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ("<Response><Say>One</Response>", "not well-formed XML: mismatched tag"),
        ("", "not well-formed XML: no element found"),
        (b"<Response>\xff</Response>", "not well-formed XML: not well-formed"),
        ("<!DOCTYPE Response><Response/>", "not well-formed XML: a document type declaration has no place"),
        ("<VoiceResponse/>", "the root is <VoiceResponse>, not <Response>"),
        ("<response/>", "the root is <response>, not <Response>"),
        ('<Response xmlns="https://example.com/"/>', "<Response> has no attribute xmlns"),
    ],
)
def test_a_document_that_is_no_response_is_refused(document: bytes | str, fault: str) -> None:
    assert violations(document)[0].startswith(fault)


def test_a_document_may_have_64_kilobytes_and_no_more() -> None:
    prompts = "<Say>" + "a" * 4000 + "</Say>"
    fitting = f"<Response>{prompts * 16}</Response>".ljust(65536)

    assert violations(fitting) == []
    assert violations(fitting + " ") == ["the document has 65537 bytes, more than 65536"]


@pytest.mark.parametrize("content_type", ["text/xml", "application/xml", "Text/XML; charset=utf-8"])
def test_xml_content_types_are_accepted(content_type: str) -> None:
    assert violations("<Response/>", content_type=content_type) == []


@pytest.mark.parametrize("content_type", ["", "text/html", "application/json", "text/xmlx"])
def test_other_content_types_are_refused(content_type: str) -> None:
    assert violations("<Response/>", content_type=content_type) == [
        f'content type "{content_type}" is not text/xml or application/xml'
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<Say>One moment.</Say><Play>/hold.mp3</Play><Pause/><Redirect>/hold/2</Redirect>",
        '<Gather numDigits="1"><Say>Press 1.</Say></Gather><Leave/>',
        "<Hangup/>",
    ],
)
def test_a_hold_document_may_use_seven_verbs(body: str) -> None:
    assert violations(f"<Response>{body}</Response>", inside=Context.HOLD) == []


@pytest.mark.parametrize("body", ["<Dial>+15550100002</Dial>", "<Record/>", "<Enqueue>support</Enqueue>", "<Reject/>"])
def test_other_verbs_are_refused_in_a_hold_document_only(body: str) -> None:
    document = f"<Response>{body}</Response>"
    name = body[1:].partition(">")[0].strip("/")

    assert violations(document) == []
    assert violations(document, inside=Context.HOLD) == [f"<{name}> is not allowed in a hold document (waitUrl)"]
