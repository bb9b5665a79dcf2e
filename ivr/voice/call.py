"""One call, as one of its webhooks finds it."""

from dataclasses import dataclass, replace

from ivr import responses, webhook
from ivr.announcing.phrases import Phrases
from ivr.phone import Phone
from ivr.voice import call_state
from ivr.voice.call_state import NOTHING_PROMISED, CallState
from waittimes.settings.config import Line


@dataclass(frozen=True, slots=True)
class Call:
    """What a webhook needs in order to answer a call."""

    phone: Phone
    line: Line | None
    """The line that was called; None if the settings do not have it, or have it no longer."""
    line_name: str
    """The line's name in the call's URLs."""
    words: Phrases
    state: CallState = NOTHING_PROMISED

    def in_state(self, state: CallState) -> "Call":
        """Return the same call in another state."""
        return replace(self, state=state)

    def url(self, endpoint: str, **values: str) -> str:
        """Return the URL of another webhook of this call, with the state and further `values` in it."""
        values |= {"line_name": self.line_name, "language": self.words.name, "state": call_state.write(self.state)}
        return responses.url_of(self.phone, endpoint, **values)

    def is_cut_off(self) -> bool:
        """Tell whether the line is closed now and does not serve the callers who still wait."""
        return (
            self.line is not None
            and self.line.closing.last_call == "cut_off"
            and self.phone.is_closed(self.line, webhook.current().deadline)
        )

    @property
    def overflows_when_closed(self) -> bool:
        """Whether callers outside opening hours go to the line's overflow."""
        line = self.line
        return line is not None and line.closing.when_closed == "overflow" and bool(line.leaving.overflow)

    @property
    def music_url(self) -> str:
        """The URL of what the caller hears while waiting."""
        return responses.music_url(self.phone, self.line)
