"""Logs the languages that a call asked for and no file has."""

import logging
import re
from dataclasses import dataclass, field
from typing import Final

log = logging.getLogger("waittimes.ivr")

TAG: Final = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z]{2,4})?")
"""Language tags that may be logged. Any other text could hold a secret, so it is logged as "none"."""
MOST: Final = 50
"""Upper bound on the missing languages that one process logs."""


@dataclass(frozen=True, slots=True)
class MissingLanguages:
    """Logs each missing language once."""

    logged: set[str] = field(default_factory=set)

    def log(self, language: str) -> None:
        """Log that this language was asked for and is missing."""
        tag = language if TAG.fullmatch(language) else "none"
        if tag not in self.logged and len(self.logged) < MOST:
            self.logged.add(tag)
            log.warning("language.missing", extra={"language": tag})
