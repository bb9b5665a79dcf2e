"""The kinds of values that a setting can have: how each is described, checked and read.

They are plain classes, because a dataclass generates its code at every cold start.
"""

from waittimes.settings.kinds.number import Flag, OneOf, RisingNumbers, WholeNumber
from waittimes.settings.kinds.secret import SecretText, SecretTexts, SecretTextsByKey
from waittimes.settings.kinds.task_attributes import TaskAttributes
from waittimes.settings.kinds.text import Kind, OneOfTexts, Text, Texts, TextsByKey
from waittimes.settings.kinds.written import Reading, Written, key_shown

__all__ = [
    "Flag",
    "Kind",
    "OneOf",
    "OneOfTexts",
    "Reading",
    "RisingNumbers",
    "SecretText",
    "SecretTexts",
    "SecretTextsByKey",
    "TaskAttributes",
    "Text",
    "Texts",
    "TextsByKey",
    "WholeNumber",
    "Written",
    "key_shown",
]
