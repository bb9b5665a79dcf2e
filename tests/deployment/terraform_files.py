"""deployment/terraform as Terraform reads it, for one account and region, with the defaults of its variables."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import hcl2

from tests.pages import ROOT

FOLDER = ROOT / "deployment" / "terraform"
REGION, ACCOUNT = "eu-west-1", "123456789012"
WORKSPACES = {"main": ["WS" + "1" * 32, "WS" + "2" * 32], "partners": ["WS" + "3" * 32]}
REQUIRED = {"region": REGION, "workspaces": WORKSPACES}
"""The variables that have no default."""
KNOWN_AFTERWARDS = {
    "data.aws_caller_identity.current.account_id": ACCOUNT,
    "data.aws_partition.current.partition": "aws",
    "aws_apigatewayv2_api.phone.id": "abc123def4",
    "aws_cloudwatch_log_group.function.arn": (
        f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/taskrouter-wait-times-production"
    ),
    "aws_dynamodb_table.waits.arn": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/task-queue-waits",
}
"""What AWS says of a resource once it is made, in the form of AWS's documentation."""
EXPRESSION = re.compile(r"\$\{([^{}]*)\}")


@cache
def _blocks(kind: str) -> dict[str, Any]:
    """Return all blocks of a kind by their labels, such as "aws_iam_role.function"."""
    found: dict[str, Any] = {}
    for file in sorted(FOLDER.glob("*.tf")):
        for block in _plain(hcl2.loads(file.read_text(encoding="utf-8"))).get(kind, []):
            found |= _by_labels(block)
    return found


def _plain(parsed: Any) -> Any:
    """Return what was parsed without the quotation marks and the notes of the parser."""
    if isinstance(parsed, dict):
        return {_plain(key): _plain(value) for key, value in parsed.items() if key != "__comments__"}
    if isinstance(parsed, list):
        return [_plain(each) for each in parsed]
    if isinstance(parsed, str) and parsed.startswith('"'):
        return re.sub(r"\\(.)", r"\1", parsed[1:-1])
    return parsed


def _by_labels(block: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    if "__is_block__" in block:
        content = {name: value for name, value in block.items() if name != "__is_block__"}
        return {before: content} if before else content
    found: dict[str, Any] = {}
    for label, inner in block.items():
        found |= _by_labels(inner, f"{before}.{label}".removeprefix("."))
    return found


def resource(address: str, each: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return a resource, such as "aws_iam_role.function", evaluated; `each` is what for_each gives it."""
    found: dict[str, Any] = _evaluated(_blocks("resource")[address], each or {})
    return found


def resources() -> set[str]:
    """Return the addresses of all resources."""
    return set(_blocks("resource"))


def statements(document: str) -> dict[str, Any]:
    """Return the statements of a policy document by their sid, evaluated."""
    found = _blocks("data")[f"aws_iam_policy_document.{document}"]["statement"]
    return {each["sid"]: _evaluated(each, {}) for each in found}


def variable(name: str) -> Any:
    """Return the value that a variable has if only those without a default are set."""
    return REQUIRED[name] if name in REQUIRED else _blocks("variable")[name]["default"]


def _evaluated(value: Any, each: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _evaluated(inner, each) for name, inner in value.items() if name != "__is_block__"}
    if isinstance(value, list):
        return [_evaluated(inner, each) for inner in value]
    if not isinstance(value, str):
        return value
    if whole := EXPRESSION.fullmatch(value):
        return _reference(whole[1], each)
    return EXPRESSION.sub(lambda found: str(_reference(found[1], each)), value)


def _reference(text: str, each: Mapping[str, str]) -> Any:
    """Return what an expression refers to; an expression that is more than a reference stays as it is."""
    if text in KNOWN_AFTERWARDS:
        return KNOWN_AFTERWARDS[text]
    match text.split(".") if re.fullmatch(r"[\w.-]+", text) else []:
        case ["each", *names]:
            return each[".".join(names)]
        case ["var", name]:
            return variable(name)
        case ["local", name]:
            return _evaluated(_blocks("locals")[name], each)
        case [kind, name, attribute] if attribute in _blocks("resource").get(f"{kind}.{name}", {}):
            return _evaluated(_blocks("resource")[f"{kind}.{name}"][attribute], each)
    return f"${{{text}}}"
