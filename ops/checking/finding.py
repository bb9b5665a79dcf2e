"""What a check has found, as a line for a person."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, and what to do where it is not as it should be."""

    what: str
    remedy: str = ""
    """Empty where all is well."""


def shown(finding: Finding) -> str:
    """Return a finding as a person reads it."""
    return f"DO   {finding.what}: {finding.remedy}" if finding.remedy else f"ok   {finding.what}"
