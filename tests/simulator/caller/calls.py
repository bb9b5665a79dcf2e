"""Where a caller of the tests dials, and documents for the app that answers there."""

from twilio.twiml.voice_response import Gather, VoiceResponse

URL = "https://phone.example.com/voice"
TOKEN = "a-token-that-opens-nothing"


def saying(*sentences: str) -> VoiceResponse:
    response = VoiceResponse()
    for sentence in sentences:
        response.say(sentence)
    return response


def asking(sentence: str = "Press 1 or 2.", otherwise: str = "Goodbye.", **gather: object) -> VoiceResponse:
    response = VoiceResponse()
    question = Gather(**gather)
    question.say(sentence)
    response.append(question)
    response.say(otherwise)
    return response
