"""`make bench-routing`: the time to find a caller's task queue in a workflow of 200 filters."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from simulator.centre.sids import sid
from waittimes.routing.route import predict
from waittimes.routing.task_attributes import merged
from waittimes.routing.workflow import read

FILTERS = 200
ROUNDS = 200
MOST_WARM_MS, MOST_READ_MS = 1.0, 10.0
IMPORTING = """
import dataclasses, enum, functools, json, re, time, typing
started = time.perf_counter()
import waittimes.routing.route, waittimes.routing.task_attributes, waittimes.routing.workflow
print(time.perf_counter() - started)
"""


def main() -> None:
    """Print three figures, two of them with a bound; exit with 1 if a bound is exceeded."""
    attributes = merged({"type": "other", "routing": {"skills": ["billing", "english"]}}, {"FromCountry": "US"})
    written = json.dumps(document())
    workflow = read(written)
    warm = _milliseconds(lambda: predict(workflow, attributes))
    cold = _milliseconds(lambda: predict(read(written), attributes))
    print(f"a workflow of {FILTERS} filters, {len(written) / 1024:.0f} KB, none of which matches")
    print(f"  evaluated, once it is parsed   {warm:6.2f} ms (at most {MOST_WARM_MS:.0f})")
    print(f"  read, parsed and evaluated     {cold:6.2f} ms (at most {MOST_READ_MS:.0f})")
    print(f"  imported, beside what the phone has loaded  {_import_ms():6.2f} ms")
    sys.exit(warm > MOST_WARM_MS or cold > MOST_READ_MS)


def document() -> dict[str, Any]:
    """Return the workflow: two or three comparisons a filter, and two targets."""
    expression = "(type == 'kind {0}' AND from_country IN ['US', 'GB']) OR routing.skills HAS 's{0}'"
    filters = [
        {
            "filter_friendly_name": f"filter {number}",
            "expression": expression.format(number),
            "targets": [{"queue": sid("WQ", f"first {number}"), "timeout": "60"}, {"queue": sid("WQ", f"{number}")}],
        }
        for number in range(FILTERS)
    ]
    return {"task_routing": {"filters": filters, "default_filter": {"queue": sid("WQ", "default")}}}


def _milliseconds(work: Callable[[], Any]) -> float:
    """Return the time of the fastest round, as other work on the machine can only add to it."""
    quickest = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        quickest = min(quickest, time.perf_counter() - started)
    return quickest * 1000


def _import_ms() -> float:
    times = [
        float(subprocess.run([sys.executable, "-c", IMPORTING], capture_output=True, text=True, check=True).stdout)
        for _ in range(10)
    ]
    return min(times) * 1000


if __name__ == "__main__":
    main()
