import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml import TwiML
from twilio.twiml.voice_response import Gather, Say, VoiceResponse

from simulator.caller.twiml.document import Context
from simulator.caller.twiml.grammar import violations
from simulator.caller.twiml.vocabulary import vocabulary

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


def test_the_vocabulary_is_that_of_the_installed_package() -> None:
    places = vocabulary()

    assert {"numDigits", "finishOnKey", "actionOnEmptyResult"} < places["VoiceResponse"]["Gather"].attributes
    assert set(places["Gather"]) == {"Say", "Play", "Pause"}
    assert places["Say"]["say-as"].attributes == {"interpret-as", "format"}
    assert len({place.name for children in places.values() for place in children.values()}) > 50


texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=60).filter(str.strip)
addresses = st.sampled_from(["/voice/next", "https://example.com/a?b=1&c=%20", "http://127.0.0.1:8000/x#rc=2"])
methods = st.sampled_from(["GET", "POST", None])
whole = st.integers(1, 9999) | st.none()
says = st.fixed_dictionaries(
    {
        "message": texts,
        "voice": st.sampled_from(["man", "Polly.Joanna-Neural", "Google.de-DE-Wavenet-A", None]),
        "language": st.sampled_from(["en-US", "arb", "cmn-CN", None]),
        "loop": whole,
    }
)
plays = st.fixed_dictionaries({"url": addresses, "loop": whole})
pauses = st.fixed_dictionaries({"length": whole})
prompts = st.tuples(st.just("say"), says) | st.tuples(st.just("play"), plays) | st.tuples(st.just("pause"), pauses)
gathers = st.fixed_dictionaries(
    {
        "input": st.sampled_from(["dtmf", "speech", "dtmf speech", None]),
        "action": addresses | st.none(),
        "method": methods,
        "timeout": whole,
        "num_digits": whole,
        "finish_on_key": st.text("0123456789#*", max_size=3),
        "action_on_empty_result": st.booleans(),
        "hints": texts,
    }
)
enqueues = st.fixed_dictionaries(
    {
        "workflow_sid": st.just(WORKFLOW),
        "action": addresses,
        "method": methods,
        "wait_url": addresses | st.just(""),
        "wait_url_method": methods,
    }
)
tasks = st.tuples(
    st.dictionaries(texts, texts | st.integers() | st.lists(texts), max_size=5),
    st.fixed_dictionaries({"priority": whole, "timeout": whole}),
)
redirects = st.fixed_dictionaries({"url": addresses, "method": methods})


def build(parent: TwiML, steps: list[tuple[str, dict[str, Any]]]) -> None:
    for name, arguments in steps:
        getattr(parent, name)(**arguments)


@given(st.lists(prompts, max_size=4), gathers, st.lists(prompts, max_size=3))
def test_questions_the_package_builds_from_good_values_are_accepted(
    spoken: list[tuple[str, dict[str, Any]]], gather: dict[str, Any], prompted: list[tuple[str, dict[str, Any]]]
) -> None:
    response, question = VoiceResponse(), Gather(**gather)
    build(response, spoken)
    build(question, prompted)
    response.append(question)

    assert violations(str(response)) == []
    assert violations(str(response), inside=Context.HOLD) == []


@given(enqueues, tasks, redirects)
def test_queues_the_package_builds_from_good_values_are_accepted(
    queue: dict[str, Any], task: tuple[dict[str, Any], dict[str, Any]], redirect: dict[str, Any]
) -> None:
    response = VoiceResponse()
    response.enqueue(None, **queue).task(json.dumps(task[0]), **task[1])
    response.dial("+15550100002", action="/dialled")
    response.redirect(**redirect)
    response.hangup()

    assert violations(str(response)) == []


@given(says, st.lists(st.sampled_from(["emphasis", "p", "s", "w", "prosody", "lang"]), max_size=4), texts)
def test_speech_marks_the_package_knows_are_accepted(say: dict[str, Any], marks: list[str], words: str) -> None:
    response, spoken = VoiceResponse(), Say(**say)
    for mark in marks:
        getattr(spoken, mark)(words)
    spoken.break_(strength="weak", time="200ms")
    spoken.say_as(words, interpret_as="spell-out")
    response.append(spoken)

    assert violations(str(response)) == []


@given(st.from_regex(r"[A-Za-z]{1,14}", fullmatch=True))
def test_an_attribute_the_package_does_not_write_is_never_accepted(name: str) -> None:
    known = vocabulary()["VoiceResponse"]["Dial"].attributes

    faults = violations(f'<Response><Dial {name}="1">+15550100002</Dial></Response>')

    assert any(f"<Dial> has no attribute {name}" in fault for fault in faults) == (name not in known)
