"""A table with waits and scores for the checks to read."""

from dataclasses import replace
from typing import Any

from ops.checking import stored
from ops.checking.finding import shown
from tests.ops.checking.checked_settings import NOW, PLAN, SALES, settings
from waittimes import cache, feedback
from waittimes.score import Score
from waittimes.settings.config import Config
from waittimes.table import Table
from waittimes.wait import Basis, Estimate, Wait


def one_line(**changed: str) -> Config:
    return settings("http://127.0.0.1:9", **changed)


def of_table(config: Config, table: Table) -> list[str]:
    return [shown(each) for each in stored.findings(config, table, "in eu-west-1", NOW)]


def store(table: Table, *, age: float = 20, **fields: Any) -> None:
    wait = Wait(queue_sid=SALES.sid, queue_name="Sales", measured_at=NOW - age, basis=Basis.LINE)
    wait = replace(wait, **({"estimate": Estimate(240, 120, 400)} | fields))
    stored_as = cache.Measurement(PLAN.workspace.sid, (wait,), frozenset({SALES.sid}), NOW - age)
    assert cache.refresh(table, stored_as, now=NOW - age) == {}


def score(table: Table, config: Config, *scores: Score) -> None:
    for each in scores:
        feedback.add(table, config.lines[0], each, now=NOW)
