"""Terraform on this machine: the project's files in a folder of their own, with the provider that the machine has."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.pages import ROOT

NOWHERE = {"HTTPS_PROXY": "http://127.0.0.1:9", "CHECKPOINT_DISABLE": "1", "TF_REGISTRY_CLIENT_TIMEOUT": "1"}
"""Keeps `terraform init` from the network: it takes the provider from a folder of this machine, or fails."""


@dataclass(frozen=True, slots=True)
class Terraform:
    """The program, and the folder it works in."""

    program: str
    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run it, and return how it ended and what it printed."""
        environ = {**os.environ, **NOWHERE, **self.environ, **variables}
        command = [self.program, f"-chdir={self.folder}", *arguments]
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def initialised(folder: Path) -> Terraform:
    """Return Terraform in `folder`, with a copy of the files. Skips the test where program or provider are missing."""
    program = shutil.which("terraform") or shutil.which("tofu")
    if program is None:
        pytest.skip("NOT CHECKED: deployment/terraform by Terraform itself, which is not on this machine")
    shutil.copytree(
        ROOT / "deployment" / "terraform", folder, ignore=shutil.ignore_patterns(".terraform*", "*tfstate*")
    )
    terraform = Terraform(program, folder)
    begun = terraform.run("init", "-input=false", "-backend=false", "-no-color")
    if begun.returncode:
        pytest.skip(
            "NOT CHECKED: deployment/terraform by Terraform itself, because this machine has no AWS provider for it"
            ' (TF_CLI_ARGS_init="-plugin-dir=FOLDER" names a folder of providers)'
        )
    return terraform
