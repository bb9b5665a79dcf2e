"""The values that Twilio documents for attributes of voice TwiML. Attributes not listed here may hold anything."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for a value: a test, and words that complete "must be"."""

    allows: Callable[[str], object]
    wanted: str


def attribute_fault(element: str, attribute: str, value: str) -> str | None:
    """Return a sentence about a value that Twilio would refuse; None for a valid one."""
    rule = _rule(element, attribute)
    if rule is None or rule.allows(value):
        return None
    return f'<{element}> {attribute}="{value[:80]}" must be {rule.wanted}'


def is_web_address(value: str) -> bool:
    """Return whether the value is an absolute http(s) URL, or an absolute path."""
    if not re.fullmatch(r"[!-~]+", value):
        return False
    try:
        parts = urlsplit(value)
        absolute = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return absolute or (value.startswith("/") and not value.startswith("//"))


def _rule(element: str, attribute: str) -> Rule | None:
    specific = _OF_ONE_ELEMENT.get((element, attribute))
    if specific or attribute in _ANYWHERE:
        return specific or _ANYWHERE[attribute]
    if attribute.endswith("Method") and attribute != "paymentMethod":
        return _ANYWHERE["method"]
    if attribute in {"action", "url"} or attribute.endswith(("Url", "Callback")):
        return ADDRESS
    return None


def _whole(least: int, *words: str) -> Rule:
    also = "".join(f' or "{word}"' for word in words)
    return Rule(
        lambda value: value in words or (value.isdecimal() and value.isascii() and int(value) >= least),
        f"a whole number from {least}{also}",
    )


def _one_of(*words: str) -> Rule:
    return Rule(lambda value: value in words, "one of " + ", ".join(words))


def _matching(pattern: str, wanted: str) -> Rule:
    return Rule(re.compile(pattern).fullmatch, wanted)


ADDRESS = Rule(is_web_address, "an http(s) address, absolute or starting with /")
_LANGUAGE = _matching(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag like en-US")
_YES_NO = _one_of("true", "false")

_ANYWHERE = {
    "method": _one_of("GET", "POST"),
    "loop": _whole(0),
    "length": _whole(1),
    "timeout": _whole(1),
    "timeLimit": _whole(1),
    "numDigits": _whole(1),
    "maxLength": _whole(1),
    "maxSpeechTime": _whole(1),
    "maxQueueSize": _whole(1),
    "finishOnKey": _matching(r"[0-9#*]*", "digits, #, * or empty"),
} | dict.fromkeys(
    ("actionOnEmptyResult", "answerOnBridge", "bargeIn", "enhanced", "hangupOnStar", "playBeep", "transcribe"),
    _YES_NO,
)

_OF_ONE_ELEMENT = {
    ("Enqueue", "waitUrl"): Rule(lambda value: not value or is_web_address(value), f"empty or {ADDRESS.wanted}"),
    ("Enqueue", "workflowSid"): _matching(r"WW[0-9a-fA-F]{32}", "WW and 32 hexadecimal digits"),
    ("Task", "priority"): _whole(0),
    ("Gather", "input"): _one_of("dtmf", "speech", "dtmf speech", "speech dtmf"),
    ("Record", "timeout"): _whole(0),
    ("Record", "maxLength"): _whole(2),
    ("Record", "trim"): _one_of("trim-silence", "do-not-trim"),
    ("Record", "recordingStatusCallbackEvent"): _matching(
        r"(in-progress|completed|absent)( (in-progress|completed|absent))*", "in-progress, completed or absent"
    ),
    ("Gather", "timeout"): _whole(1, "auto"),
    ("Gather", "speechTimeout"): _whole(1, "auto"),
    ("Gather", "language"): _LANGUAGE,
    ("Gather", "profanityFilter"): _YES_NO,
    ("Say", "language"): _LANGUAGE,
    ("Say", "voice"): _matching(
        r"man|woman|alice|[A-Z][A-Za-z]+\.[A-Za-z0-9-]+", "man, woman or a provider's voice like Polly.Joanna"
    ),
    ("Play", "digits"): _matching(r"[0-9#*wW]+", "digits, #, *, w"),
    ("Reject", "reason"): _one_of("rejected", "busy"),
    ("Stream", "url"): _matching(r"wss?://[!-~]+", "a ws(s) address"),
    ("ConversationRelay", "url"): _matching(r"wss?://[!-~]+", "a ws(s) address"),
}
