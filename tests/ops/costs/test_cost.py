"""What a month costs: the formula, recalculated by hand, and the page that shows it."""

import json
import math
from dataclasses import replace

import pytest
from click.testing import CliRunner

from ops.__main__ import commands
from ops.costs.cost import Usage, dollars, row
from tests.pages import ROOT, table, text

PAGE = ROOT / "docs" / "deploy.md"
QUEUES = (50, 500, 5000)


@pytest.mark.parametrize(("heading", "seconds"), [("task queues", 60), ("task queues, every 15 s", 15)])
def test_the_page_shows_what_the_formula_gives(heading: str, seconds: int) -> None:
    assert table(PAGE, heading) == [list(row(Usage(queues, refresh_seconds=seconds))) for queues in QUEUES]


def test_the_page_shows_what_arm64_costs() -> None:
    shown = " and ".join(f"{dollars(Usage(queues, arm64=True))['Lambda']:.2f}" for queues in QUEUES)

    assert f"falls to {shown.replace(' and ', ', ', 1)} dollars (" in text(PAGE)


def test_only_the_seconds_of_lambda_cost_less_on_arm64() -> None:
    x86, arm64 = dollars(Usage(5000)), dollars(Usage(5000, arm64=True))
    started = (43_800 + Usage(5000).requests) * 0.2e-6

    assert {name for name in x86 if x86[name] != arm64[name]} == {"Lambda"}
    assert (arm64["Lambda"] - started) / (x86["Lambda"] - started) == pytest.approx(0.8, abs=1e-4)


def test_five_hundred_queues_cost_what_they_cost_by_hand() -> None:
    found = dollars(Usage(500, calls_a_day=1000))

    polls, requests = 43_800, 1000 * 730 / 24 * 5
    seconds = polls * 0.275 + requests * 0.05
    writes, reads = polls * 16 * 2, polls * 16 + requests
    assert found == pytest.approx(
        {
            "Lambda": (polls + requests) * 0.2e-6 + seconds * 0.5 * 0.0000166667,
            "DynamoDB": writes * 0.625e-6 + reads * 0.125e-6,
            "API Gateway": requests * 3.5e-6,
            "logs": (polls * 1400 + requests * 700) / 1e9 * 0.53,
            "metrics and alarms": 9 * 0.30 + 4 * 0.10,
        }
    )


def test_the_history_adds_what_it_costs_by_hand() -> None:
    small, large = Usage(50, calls_a_day=0), Usage(5000, calls_a_day=0)

    added = [dollars(replace(each, history_days=30))["DynamoDB"] - dollars(each)["DynamoDB"] for each in (small, large)]

    units = 730 * sum(math.ceil(slots * 50 * 6.3 / 1024) for slots in range(1, 13)), 0.05 * 43_800 * 16 * 19
    stored = [queues * 6.3 * 12 * 24 * 30 / 1e9 * 0.25 for queues in (50, 5000)]
    assert added == [
        pytest.approx(each * 0.625e-6 + each / 4 * 0.125e-6 + kept) for each, kept in zip(units, stored, strict=True)
    ]


def test_without_history_days_there_is_no_history() -> None:
    assert (Usage(50).history_units, Usage(50).history_gigabytes) == (0, 0)


def test_the_command_counts_the_history_that_is_asked_for() -> None:
    without, kept = (
        json.loads(CliRunner().invoke(commands, ["cost", "--json", *options]).output)[2]["total_dollars"]
        for options in ([], ["--history-days", "30"])
    )

    assert 0.1 < kept - without < 1


def test_refreshing_every_quarter_of_a_minute_keeps_one_function_running_and_writes_four_times_as_much() -> None:
    seldom, often = dollars(Usage(5000)), dollars(Usage(5000, refresh_seconds=15, calls_a_day=0))

    assert often["Lambda"] == pytest.approx(43_800 * (45 + 1.85) * 0.5 * 0.0000166667 + 43_800 * 0.2e-6)
    assert often["DynamoDB"] == pytest.approx(4 * dollars(Usage(5000, calls_a_day=0))["DynamoDB"])
    assert often["Lambda"] > 10 * seldom["Lambda"]


def test_a_poll_of_single_queues_costs_its_waiting_up_to_its_deadline() -> None:
    assert Usage(500, singly=True).running_seconds_a_minute == 12.5
    assert Usage(5000, singly=True).running_seconds_a_minute == 50
    assert Usage(5000, singly=True, refresh_seconds=15).running_seconds_a_minute == 60


def test_a_caller_who_does_not_wait_makes_two_requests() -> None:
    assert Usage(1, calls_a_day=24, wait_seconds=0).requests == 24 * 730 / 24 * 2
    assert Usage(1, calls_a_day=24, wait_seconds=47).requests == 24 * 730 / 24 * 4


def test_a_page_stays_within_the_measured_write_units() -> None:
    units = 16 * math.ceil(Usage(5000).page_bytes / 1024)

    assert 0.06 <= units / 5000 <= 0.062


def test_the_command_prints_a_row_for_each_number_of_queues() -> None:
    printed = CliRunner().invoke(commands, ["cost", "--queues", "7", "--queues", "70"]).output.splitlines()

    assert printed[0].split()[:2] == ["TASK", "QUEUES"]
    assert [line.split()[0] for line in printed[1:]] == ["7", "70"]


@pytest.mark.parametrize("seconds", ["17", "1", "0", "61"])
def test_a_pause_between_polls_that_the_settings_do_not_allow_is_refused(seconds: str) -> None:
    refused = CliRunner().invoke(commands, ["cost", "--refresh-seconds", seconds])

    assert refused.exit_code == 2
    assert "'15', '20', '30', '60'" in refused.output
