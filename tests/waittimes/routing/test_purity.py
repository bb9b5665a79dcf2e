"""Routing is pure: it loads no module that does I/O, sleeps or reads a clock."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
MODULES = [f"waittimes.routing.{path.stem}" for path in (ROOT / "waittimes" / "routing").glob("[!_]*.py")]
OUTSIDE = {"asyncio", "boto3", "botocore", "flask", "logging", "requests", "socket", "threading", "twilio", "urllib"}


def test_routing_loads_no_module_that_does_input_or_output() -> None:
    script = f"import sys, json, {', '.join(MODULES)}; print(json.dumps(sorted(sys.modules)))"

    # -S and -I: only what these modules load themselves, not what an installation adds at every start.
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {script}"],
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = {name.partition(".")[0] for name in json.loads(run.stdout)}
    assert "waittimes" in loaded
    assert loaded & OUTSIDE == set()
