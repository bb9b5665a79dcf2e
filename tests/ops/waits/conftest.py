"""An operator with one line and an empty table."""

from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from moto import mock_aws

from ops.aws_clients import client
from ops.setup.create_table import create
from tests.ops.support_line import SUPPORT_LINE


@pytest.fixture
def operator(tmp_path: Any, monkeypatch: pytest.MonkeyPatch, aws_credentials: None) -> Iterator[CliRunner]:
    del aws_credentials
    (tmp_path / "lines.toml").write_text(SUPPORT_LINE, encoding="utf-8")
    monkeypatch.setenv("LINES_FILE", str(tmp_path / "lines.toml"))
    monkeypatch.setenv("AUTH_TOKEN", "a-token-for-this-test")
    with mock_aws():
        create(client("dynamodb"), "task-queue-waits", lambda _: None)
        yield CliRunner()
