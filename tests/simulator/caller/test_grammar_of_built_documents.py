"""The grammar accepts all that Twilio's own package builds from valid values, and refuses every other attribute."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml import TwiML
from twilio.twiml.voice_response import Gather, Say, VoiceResponse

from simulator.caller.twiml.document import Context
from simulator.caller.twiml.grammar import violations
from simulator.caller.twiml.vocabulary import vocabulary

WORKFLOW = "WW" + "0123456789abcdef" * 2


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
