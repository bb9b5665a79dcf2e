"""Questions of a call: which keys answer them, and what follows where nobody answers."""

from twilio.twiml.voice_response import Gather, VoiceResponse

from simulator.caller.caller import Caller
from simulator.caller.conversation import Heard, Pressed
from tests.simulator.caller.answering_app import AnsweringApp
from tests.simulator.caller.calls import URL, asking, saying


def test_a_question_waits_for_the_caller(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", asking(action="/voice/choice", num_digits=1))
    app.on("/voice/choice", saying("You chose well."))

    caller.dials(URL)
    assert caller.hears == "Press 1 or 2."
    assert not caller.is_over

    caller.presses("2")
    assert caller.hears == "You chose well."
    assert app.asked("/voice/choice")[0].fields["Digits"] == "2"


def test_a_question_without_an_answer_falls_through(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", asking(action="/voice/choice", num_digits=1, timeout=4))

    caller.dials(URL)
    caller.waits(3.9)
    assert caller.hears == "Press 1 or 2."

    caller.waits(0.2)
    assert caller.hears == "Goodbye."
    assert app.asked("/voice/choice") == []


def test_an_empty_answer_reaches_the_action_where_it_asks_for_that(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", asking(action="/voice/choice", action_on_empty_result=True))
    app.on("/voice/choice", saying("Are you still there?"))

    caller.dials(URL)
    caller.waits(10)

    assert app.asked("/voice/choice")[0].fields["Digits"] == ""
    assert caller.hears == "Are you still there?"


def test_several_digits_end_with_a_key_a_number_of_digits_or_silence(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", asking(action="/with-key"), asking(action="/counted", num_digits=3), asking(action="/paused"))
    for path in ("/with-key", "/counted", "/paused"):
        app.on(path, saying("Thank you."))

    for keys in ("417#", "5280", "63"):
        caller.dials(URL)
        caller.presses(keys)

    digits = [app.asked(path)[0].fields["Digits"] for path in ("/with-key", "/counted", "/paused")]
    assert digits == ["417", "528", "63"]
    assert [pressed.key for pressed in caller.conversation.of(Pressed)] == ["6", "3"]


def test_a_key_breaks_off_the_prompts_of_its_question(app: AnsweringApp, caller: Caller) -> None:
    response, question = VoiceResponse(), Gather(action="/choice", num_digits=1)
    question.say("one two three four five six seven eight nine ten")
    question.say("Nobody waits for this.")
    response.append(question)
    app.on("/voice", response)
    app.on("/choice", saying("Very well."))

    caller.dials(URL, listens_seconds=1.5)
    caller.presses("1")

    assert caller.conversation.of(Heard)[0].cut_seconds == 1.5
    assert caller.heard_everything[1:] == ("Very well.",)


def test_a_question_for_speech_hears_no_keys(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", asking(input="speech", action="/choice"))

    caller.dials(URL)
    caller.presses("1")
    caller.waits(6)

    assert app.asked("/choice") == []
    assert caller.hears == "Goodbye."


def test_a_key_nobody_asked_for_changes_nothing(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", saying("one two three four five"))

    caller.dials(URL, listens_seconds=1)
    caller.presses("9")

    assert caller.heard_everything == ("one two three four five",)
    assert caller.is_over
