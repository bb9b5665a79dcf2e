"""The result of one check, as a line for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """What was checked, and what to do if something is wrong."""

    what: str
    remedy: str = ""
    """Empty where nothing is wrong."""
    is_note: bool = False
    """Whether this is worth knowing, though nothing is wrong."""


def shown(finding: Finding) -> str:
    """Return a finding as a person reads it."""
    if finding.remedy:
        return f"DO   {finding.what}: {finding.remedy}"
    return f"{'note' if finding.is_note else 'ok  '} {finding.what}"


def as_facts(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return findings as a script reads them."""
    return {
        "problems": sum(bool(each.remedy) for each in findings),
        "findings": [
            {
                "level": "do" if each.remedy else "note" if each.is_note else "ok",
                "what": each.what,
                "remedy": each.remedy or None,
            }
            for each in findings
        ],
    }


def summary(findings: Sequence[Finding]) -> str:
    """Return the last line: the number of problems, and each of them, causes before consequences."""
    problems = [finding.what for finding in findings if finding.remedy]
    if not problems:
        return "No problem found."
    return f"{len(problems)} problem{'s' * (len(problems) > 1)}: {'; '.join(problems)}"
