"""What Terraform itself says of deployment/terraform."""

import json
from pathlib import Path

import pytest

from tests.terraform_program import initialised

pytestmark = pytest.mark.slow


def test_terraform_finds_the_files_valid_and_in_its_own_format(tmp_path: Path) -> None:
    terraform = initialised(tmp_path / "terraform")

    found = json.loads(terraform.run("validate", "-json").stdout)
    assert (found["valid"], found["diagnostics"]) == (True, [])
    formatted = terraform.run("fmt", "-check", "-diff")
    assert formatted.returncode == 0, formatted.stdout
