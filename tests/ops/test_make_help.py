"""`make help` lists every target that a person runs."""

import re
import subprocess

from tests.pages import ROOT


def test_every_target_is_listed_with_what_it_does() -> None:
    phony = re.search(r"^\.PHONY: ((?:.*\\\n)*.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony is not None

    run = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607 - make on the path

    listed = dict(re.findall(r"^make ([a-z-]+) +(\S.*)$", run.stdout, re.MULTILINE))
    assert listed.keys() == set(phony[1].replace("\\\n", " ").split())
