"""Checks what docs/cache.md says about the table against its contents and its cost."""

import json
import runpy
import zlib
from dataclasses import fields, replace
from pathlib import Path

import pytest
from moto import mock_aws

from ops.setup.create_table import create
from tests.fakes.memory_table import MemoryTable
from tests.fakes.units import Units
from tests.fakes.waits import MEASURED_AT, WORKSPACE, busy_contact_centre
from tests.pages import CACHE, blocks, code, one, table
from waittimes import aws, cache
from waittimes.page import EVIDENCE, Page, pack
from waittimes.score import Score
from waittimes.settings.config import DEFAULT_TABLE
from waittimes.table import DynamoTable


def test_the_line_shown_is_one_that_the_cache_reads_and_writes() -> None:
    line = json.loads(one(blocks(CACHE, "json")))
    rows = zlib.compress(one(blocks(CACHE, "json")).strip().encode())
    wait = Page(version=1, measured_at=MEASURED_AT, rows=rows).wait(line[0])

    assert wait is not None
    assert json.loads(zlib.decompress(pack([wait]))) == line
    assert [json.loads(code(row[1])[0]) for row in table(CACHE, "position")] == line


def test_every_number_that_explains_an_estimate_is_told_in_its_order() -> None:
    assert [code(row[0]) for row in table(CACHE, "name")] == [[name] for name in EVIDENCE]


def test_every_sum_is_told_and_no_other() -> None:
    told = [name for attributes, _ in table(CACHE, "attribute", nth=1) for name in code(attributes)]

    assert told == [each.name for each in fields(Score)]


@pytest.mark.usefixtures("aws_credentials")
def test_the_lines_of_python_read_the_cache(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "reads_by_hand.py"
    script.write_text(one(blocks(CACHE, "python")), encoding="utf-8")
    line = zlib.compress(one(blocks(CACHE, "json")).strip().encode())
    with mock_aws():
        client = aws.client("dynamodb", connect_seconds=1, read_seconds=1, attempts=1)
        create(client, DEFAULT_TABLE, lambda _: None)
        pages = DynamoTable(client, DEFAULT_TABLE)
        empty = Page(None, 0, b"")
        pages.put(f"{WORKSPACE}#b", line, replaces=empty, measured_at=MEASURED_AT, expires_at=MEASURED_AT + 90)

        runpy.run_path(str(script))

    assert capsys.readouterr().out == "WQ0000000000000000000000000000002b Sales 240 line\n"


@pytest.mark.parametrize("row", table(CACHE, "task queues"), ids=lambda row: f"{row[0]} task queues")
def test_a_poll_and_a_call_cost_the_units_that_are_named(row: list[str]) -> None:
    waits = MemoryTable()
    busy = busy_contact_centre(int(row[0]))
    measurement = cache.Measurement(WORKSPACE, busy, frozenset(each.queue_sid for each in busy), MEASURED_AT)
    for now in (MEASURED_AT + 1, MEASURED_AT + 61):
        waits.units = Units()
        newer = tuple(replace(each, measured_at=now - 1) for each in busy)
        assert cache.refresh(waits, replace(measurement, waits=newer, listed_at=now - 1), now=now) == {}
    poll, waits.units = waits.units, Units()
    cache.WaitReader(waits).wait(WORKSPACE, busy[0].queue_sid, now=MEASURED_AT + 62)

    assert row[1:] == [f"{each:g}" for each in (poll.read_units, poll.write_units, waits.units.read_units)]
