"""Metrics in CloudWatch's Embedded Metric Format: one line, which its agent takes out of the log."""

import json

import pytest

from waittimes import metrics


def test_a_line_holds_values_units_and_dimensions(capsys: pytest.CaptureFixture[str]) -> None:
    metrics.emit({"refreshed": (17, "Count"), "duration": (2.5, "Seconds")}, {"account": "travel", "workspace": "WS1"})

    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    (directive,) = told["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "TaskRouterWaitTimes"
    assert [sorted(each) for each in directive["Dimensions"]] == [["account", "workspace"]]
    assert directive["Metrics"] == [{"Name": "refreshed", "Unit": "Count"}, {"Name": "duration", "Unit": "Seconds"}]
    assert (told["refreshed"], told["duration"]) == ([17.0], [2.5])
    assert (told["account"], told["workspace"]) == ("travel", "WS1")


def test_what_one_line_tells_is_not_told_again_by_the_next(capsys: pytest.CaptureFixture[str]) -> None:
    metrics.emit({"failed": (3, "Count")}, {"account": "travel"})
    metrics.emit({"calls": (5, "Count")}, {"line": "claims"})

    second = json.loads(capsys.readouterr().out.splitlines()[1])
    assert "failed" not in second
    assert "account" not in second


def test_a_command_for_a_person_emits_nothing_and_a_poll_after_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with metrics.silent():
        metrics.emit({"VoicemailsPending": (3.0, "Count")}, {"line": "sales"})
    metrics.emit({"VoicemailsPending": (4.0, "Count")}, {"line": "sales"})

    (line,) = capsys.readouterr().out.splitlines()
    assert '"VoicemailsPending":[4.0]' in line.replace(" ", "")
