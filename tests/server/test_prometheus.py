"""The text form of Prometheus: labels are escaped, and nothing is told that is not known."""

from server import prometheus
from server.call_metrics import Series
from server.lease import PollRecord


def test_before_the_first_poll_and_call_nothing_is_told() -> None:
    assert prometheus.text(PollRecord(), []) == ""


def test_labels_are_escaped() -> None:
    series = Series("Waited", {"line": 'a "b" \\ c\nd'}, 1, 7)

    assert '\nWaited_sum{line="a \\"b\\" \\\\ c\\nd"} 7\n' in prometheus.text(PollRecord(), [series])


def test_lines_of_one_metric_stand_together_under_one_head() -> None:
    calls = [Series(name, {"line": line}, 1, 7) for line in ("a", "b") for name in ("Waited", "Promised")]

    told = prometheus.text(PollRecord(), calls).splitlines()

    assert [each.split()[2] for each in told if each.startswith("# TYPE")] == ["Promised", "Waited"]
    assert [each for each in told if each.startswith("Waited_sum")] == [
        'Waited_sum{line="a"} 7',
        'Waited_sum{line="b"} 7',
    ]
