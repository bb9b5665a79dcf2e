import io

import pytest
from twilio.twiml.voice_response import Gather, VoiceResponse

from simulator.caller.caller import Caller
from simulator.caller.conversation import Conversation, Dialled, Event, Heard, HungUp, Music, Silence, Transferred
from simulator.caller.phone.transport import InProcess
from simulator.caller.phone.webhooks import CallDropped
from simulator.caller.scripted_switchboard import answers_after
from simulator.caller.transcript import described, show, transcript
from tests.simulator.caller.answering_app import AnsweringApp


def calling(listened: list[Event]) -> Caller:
    app = AnsweringApp("token")
    response, question = VoiceResponse(), Gather(num_digits=1, action="/voice/queue")
    question.say("Thank you for calling Example Travel.")
    response.append(question)
    queue, hold = VoiceResponse(), VoiceResponse()
    queue.say("The wait is between four and seven minutes.")
    queue.enqueue(None, workflow_sid="WW" + "77" * 16, wait_url="/hold", action="/left").task("{}", priority=5)
    hold.play("https://elsewhere.example.com/music/piano.mp3")
    app.on("/voice", response)
    app.on("/voice/queue", queue)
    app.on("/hold", hold)
    app.on("/left", VoiceResponse())
    return Caller(
        send=InProcess(app.flask),
        to="+15550100001",
        from_number="+15550100002",
        account_sid="AC" + "7" * 32,
        auth_token="token",
        switchboard=answers_after(75, talk_seconds=60),
        listener=listened.append,
    )


def test_a_call_reads_as_a_conversation() -> None:
    listened: list[Event] = []
    caller = calling(listened)
    caller.dials("https://phone.example.com/voice")
    caller.presses("1")
    caller.waits_for_the_end()

    assert transcript(caller.conversation).splitlines() == [
        "  0:00  Caller dials +1 555 010 0001",
        '  0:00  Voice  "Thank you for calling Example Travel."',
        "  0:02  Caller presses 1",
        '  0:02  Voice  "The wait is between four and seven minutes."',
        "  0:05  Caller joins the queue (workflow WW7777…, priority 5)",
        "  0:05  Music  piano.mp3 (30 s)",
        "  0:35  Music  piano.mp3 (30 s)",
        "  1:05  Music  piano.mp3 (30 s)  (breaks off after 15 s)",
        "  1:20  Agent answers",
        "  2:20  Call leaves the queue: bridged, after 1:15",
        "  2:20  Call ends",
    ]


def test_a_listener_hears_each_event_as_it_begins() -> None:
    listened: list[Event] = []
    caller = calling(listened)

    caller.dials("https://phone.example.com/voice")
    assert isinstance(listened[-1], Heard)

    caller.waits(6)
    assert isinstance(listened[-1], HungUp)


def test_a_dropped_call_says_why() -> None:
    caller = calling([])

    with pytest.raises(CallDropped):
        caller.dials("https://phone.example.com/nowhere")

    assert transcript(caller.conversation).splitlines()[1:] == [
        '  0:00  Voice  "We are sorry, an application error has occurred. Goodbye."',
        "  0:00  Twilio drops the call: POST https://phone.example.com/nowhere answered 404",
    ]


def test_less_frequent_events_have_their_words_too() -> None:
    heard = Heard(at_seconds=61, lasts_seconds=4, sentence="Hold.", voice=None, language=None, times=2)

    assert described(heard) == '  1:01  Voice  "Hold."  (2 times)'
    assert described(Silence(at_seconds=5, lasts_seconds=3)) == "  0:05  (silence) (3 s)"
    assert described(Silence(at_seconds=5, lasts_seconds=float("inf"))) == "  0:05  (silence)"
    assert described(Music(at_seconds=5, lasts_seconds=float("inf"), url="https://a/b")) == "  0:05  Music  b"
    assert described(Transferred(at_seconds=3600, to="+4930123456")) == " 60:00  Call is put through to +4930123456"
    assert described(HungUp(at_seconds=9, by_caller=True)) == "  0:09  Caller hangs up"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_is_for_terminals() -> None:
    heard = Heard(at_seconds=0, lasts_seconds=1, sentence="Hello.", voice=None, language=None)
    conversation = Conversation((Dialled(at_seconds=0, to="client:anna"), heard))
    plain, terminal = io.StringIO(), Terminal()

    show(conversation, plain)
    show(conversation, terminal)

    assert plain.getvalue() == '  0:00  Caller dials client:anna\n  0:00  Voice  "Hello."\n'
    assert '\033[1m  0:00  Voice  "Hello."\033[0m' in terminal.getvalue()


def test_the_longest_silence_counts_up_to_the_end_of_the_call() -> None:
    first = Music(at_seconds=1, lasts_seconds=9, cut_seconds=4, url="/a.wav")
    second = Heard(at_seconds=8, lasts_seconds=2, sentence="Hello.", voice=None, language=None)

    assert Conversation((first, second)).longest_silence_seconds() == 3
    assert Conversation((first, second, HungUp(at_seconds=30, by_caller=True))).longest_silence_seconds() == 20
    assert Conversation((HungUp(at_seconds=7, by_caller=True),)).longest_silence_seconds() == 7
    assert Conversation().longest_silence_seconds() == 0
