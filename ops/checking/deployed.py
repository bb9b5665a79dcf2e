"""The function as it is deployed: its environment variables, the settings file in its package, and its schedule."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import click
import requests

from deployment.package import WHERE_LAMBDA_PUTS_IT
from entry.scheduled_event import SCHEDULED_FUNCTION
from ivr.announcing import languages
from ops.aws_clients import client
from ops.checking import runtime
from ops.checking.finding import Finding
from ops.failures import explained
from ops.stage import Stage
from waittimes import aws
from waittimes.settings import loading
from waittimes.settings.config import DEFAULT_FILE, Config
from waittimes.settings.secret_stores import SecretStores

DOWNLOAD_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployed function."""

    stage: Stage
    arn: str
    variables: Mapping[str, str]
    lines: bytes | None
    """The settings file in its package; None if there is none."""
    runtime: str | None = None
    """Such as python3.13; None for a container image."""

    @property
    def lines_file(self) -> str:
        """The name of the settings file in the package."""
        return _in_package(self.variables)

    def settings(self) -> Config:
        """Return the settings that the function reads. Raises ConfigurationError."""
        # The variable may name a folder that exists only on Lambda; here the file is written into a temporary folder.
        name = PurePosixPath(self.lines_file).name
        named = {"LINES_FILE": name} if self.variables.get("LINES_FILE") else {}
        with TemporaryDirectory() as folder:
            if self.lines is not None:
                (Path(folder) / name).write_bytes(self.lines)
            look_up = SecretStores(self.stage.region).value
            return loading.load({**self.variables, **named}, look_up, Path(folder), languages.vocabulary())


def function(stage: Stage) -> Deployed:
    """Return the stage's function. Raises click.ClickException, with the remedy, if it cannot be read."""
    where = f"{stage.function} in {stage.region} of account {_account(stage)}"
    try:
        found = client("lambda", stage.region).get_function(FunctionName=stage.function)
    except aws.AWS_ERRORS as error:
        raise click.ClickException(
            f"the function {where} cannot be read ({aws.error_code(error)}): deploy it (zappa deploy {stage.name}), or"
            " name the region it is in as aws_region in zappa_settings.json, or use the credentials of its account"
        ) from error
    variables = found["Configuration"].get("Environment", {}).get("Variables", {})
    lines = _packed(found["Code"]["Location"], _in_package(variables))
    configuration = found["Configuration"]
    return Deployed(stage, configuration["FunctionArn"], variables, lines, configuration.get("Runtime"))


def findings(deployed: Deployed, terminal_region: str | None, folder: Path, now: float) -> Iterator[Finding]:
    """Yield the function, when its runtime ends, and how it differs from this folder and this terminal."""
    yield Finding(f"function: {deployed.arn}")
    yield runtime.finding(deployed.runtime, deployed.stage.name, now)
    yield _region(deployed.stage, terminal_region)
    yield _variables(deployed)
    yield _file(deployed, folder)
    yield _schedule(deployed)


def _in_package(variables: Mapping[str, str]) -> str:
    return (variables.get("LINES_FILE") or DEFAULT_FILE).removeprefix(f"{WHERE_LAMBDA_PUTS_IT}/")


def _account(stage: Stage) -> str:
    try:
        return str(client("sts", stage.region).get_caller_identity()["Account"])
    except aws.AWS_ERRORS as error:
        raise click.ClickException(f"AWS does not say who you are {explained(error)}") from error


def _packed(address: str, name: str) -> bytes | None:
    """Return the file `name` from the package at this address; None if the package has no such file."""
    try:
        package = requests.get(address, timeout=DOWNLOAD_SECONDS).content
        with suppress(KeyError), zipfile.ZipFile(io.BytesIO(package)) as zipped:
            return zipped.read(name)
    except (requests.RequestException, zipfile.BadZipFile) as error:
        raise click.ClickException(
            f"the function's package cannot be read ({type(error).__name__}); try again"
        ) from error
    return None


def _region(stage: Stage, terminal: str | None) -> Finding:
    what = f"region: the function is in {stage.region}"
    if terminal in (None, stage.region):
        return Finding(what)
    return Finding(
        f"{what}, the terminal in {terminal}",
        f"export AWS_DEFAULT_REGION={stage.region}, so that create-table and store-secret work where the function is,"
        f" or set aws_region to {terminal} and deploy there",
    )


def _variables(deployed: Deployed) -> Finding:
    written = deployed.stage.variables
    differing = sorted(name for name, value in written.items() if deployed.variables.get(name) != value)
    if differing:
        return Finding(
            f"variables: {', '.join(differing)} of zappa_settings.json not as deployed",
            f"zappa update {deployed.stage.name} sets them",
        )
    only_there = sorted(deployed.variables.keys() - written.keys())
    said = f"; only the function has {', '.join(only_there)}" if only_there else ""
    return Finding(f"variables: as in zappa_settings.json{said}")


def _file(deployed: Deployed, folder: Path) -> Finding:
    name = deployed.lines_file
    here = folder / name
    written = here.read_bytes() if here.is_file() else None
    if written == deployed.lines:
        return Finding(f"{name}: as deployed")
    remedy = f"zappa update {deployed.stage.name} deploys that one; the lines below are about the deployed one"
    return Finding(f"{name}: the deployed one differs from the one in this folder", remedy)


def _schedule(deployed: Deployed) -> Finding:
    stage = deployed.stage
    events = client("events", stage.region)
    try:
        names = events.list_rule_names_by_target(TargetArn=deployed.arn)["RuleNames"]
        rules = [events.describe_rule(Name=name) for name in names if name.endswith(f"-{SCHEDULED_FUNCTION}")]
    except aws.AWS_ERRORS as error:
        return Finding(
            f"schedule: cannot be read ({aws.error_code(error)})",
            "ask for the permissions in deployment/policies/deployer.json",
        )
    return _judged(stage, rules)


def _judged(stage: Stage, rules: list[Mapping[str, Any]]) -> Finding:
    again = f"zappa schedule {stage.name}"
    if not rules:
        return Finding("schedule: no rule starts a poll", again)
    names = ", ".join(rule["Name"] for rule in rules)
    if len(rules) > 1:
        return Finding(f"schedule: {len(rules)} rules start polls ({names})", f"delete all of them, then {again}")
    (rule,) = rules
    if rule["State"] != "ENABLED":
        return Finding(f"schedule: the rule {names} is disabled", again)
    return Finding(f"schedule: {rule['ScheduleExpression']}, by the rule {names}")
