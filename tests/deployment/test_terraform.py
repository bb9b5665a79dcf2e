"""What Terraform makes is what Zappa's path makes: function, schedule, rights, table. Read from the files."""

import json
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from deployment import afterwards
from entry import scheduled_event
from ops.setup.create_table import create
from tests import addresses
from tests.deployment.terraform_files import REGION, resource, resources, statements, variable
from tests.pages import ROOT, one
from tests.zappa_stage import loaded
from waittimes.settings.config import Config

FUNCTION, STAGE = "taskrouter-wait-times-production", "production"
NEEDED_BY_ZAPPA_ALONE = {
    "ApiGatewayCallsIt": "a REST API calls with the role; Terraform's HTTP API has a permission of its own",
    "logs:CreateLogGroup": "Terraform makes the log group before the function",
}


class Noting:
    """A client of AWS that notes the arguments of every call by its name."""

    def __init__(self) -> None:
        self.asked: dict[str, dict[str, Any]] = {}

    def __getattr__(self, operation: str) -> Any:
        def ask(**arguments: Any) -> Any:
            self.asked[operation] = arguments
            return ANSWERS.get(operation, {})

        return ask

    def get_waiter(self, _: str) -> "Noting":
        return self


ANSWERS: dict[str, Any] = {
    "put_rule": {"RuleArn": "arn:aws:events:eu-west-1:123456789012:rule/x"},
    "put_targets": {"ResponseMetadata": {"HTTPStatusCode": 200}},
    "describe_time_to_live": {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}},
    "describe_continuous_backups": {"ContinuousBackupsDescription": {}},
}


def scheduled_by_zappa(folder: Path) -> Noting:
    """Return what Zappa asks of EventBridge when it schedules."""
    events = Noting()
    with loaded(folder, STAGE) as cli:
        zappa = cli.zappa
        zappa.events_client, zappa.credentials_arn = events, "arn:aws:iam::123456789012:role/x"
        zappa.unschedule_events = zappa.create_event_permission = lambda *_, **__: None
        zappa.schedule_events("arn:aws:lambda:x", cli.lambda_name, cli.stage_config["events"])
    return events


def test_the_function_is_zappas(tmp_path: Path) -> None:
    made = resource("aws_lambda_function.waits")

    with loaded(tmp_path, STAGE) as zappa:
        assert made["function_name"] == zappa.lambda_name == FUNCTION
        assert made["handler"] == zappa.lambda_handler
        assert made["runtime"] == zappa.runtime
        assert (made["memory_size"], made["timeout"]) == (zappa.memory_size, zappa.timeout_seconds)
        assert made["architectures"] == [zappa.architecture]


def test_its_environment_names_the_table_and_what_the_operator_adds_as_zappas_does(tmp_path: Path) -> None:
    (environment,) = resource("aws_lambda_function.waits")["environment"]
    with loaded(tmp_path, STAGE) as zappa:
        zappas = zappa.aws_environment_variables.get("TABLE", Config.__dataclass_fields__["table"].default)

    assert environment == {"variables": "${merge({TABLE = aws_dynamodb_table.waits.name}, var.environment)}"}
    assert resource("aws_dynamodb_table.waits")["name"] == zappas
    assert variable("environment") == {}


def test_the_schedule_is_zappas(tmp_path: Path) -> None:
    zappas = scheduled_by_zappa(tmp_path).asked
    rule, target = resource("aws_cloudwatch_event_rule.poll"), resource("aws_cloudwatch_event_target.poll")

    assert rule["name"] == zappas["put_rule"]["Name"] == target["rule"]
    assert rule["schedule_expression"] == zappas["put_rule"]["ScheduleExpression"]
    transformer = one(zappas["put_targets"]["Targets"])["InputTransformer"]
    made = one(target["input_transformer"])
    assert made["input_paths"] == transformer["InputPathsMap"]
    assert made["input_template"].replace(" ", "") == transformer["InputTemplate"].replace(" ", "")


def test_the_function_lets_the_schedules_event_in() -> None:
    """EventBridge replaces each name between angle brackets with the value at its path, as JSON."""
    fired = addresses.recorded("schedule")
    fired["resources"] = [
        f"arn:aws:events:{REGION}:123456789012:rule/{resource('aws_cloudwatch_event_rule.poll')['name']}"
    ]
    transformer = one(resource("aws_cloudwatch_event_target.poll")["input_transformer"])
    paths = {name: path.removeprefix("$.") for name, path in transformer["input_paths"].items()}

    event = re.sub(r"<([\w-]+)>", lambda name: json.dumps(fired[paths[name[1]]]), transformer["input_template"])

    assert scheduled_event.is_ours(json.loads(event))


def test_the_function_may_do_what_zappas_may_and_to_fewer_things() -> None:
    policy = json.loads((ROOT / "deployment" / "policies" / f"{STAGE}.json").read_text(encoding="utf-8"))
    zappas = {each["Sid"]: each for each in policy["Statement"] if each["Sid"] not in NEEDED_BY_ZAPPA_ALONE}
    made = statements("function")

    assert made.keys() == zappas.keys()
    for sid, statement in zappas.items():
        allowed = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        assert set(made[sid]["actions"]) == set(statement["Action"]) - NEEDED_BY_ZAPPA_ALONE.keys(), sid
        for each in made[sid]["resources"]:
            assert [wide for wide in allowed if fnmatchcase(each, wide)], each
            assert f":{REGION}:123456789012:" in each, "it names region and account"


def test_lambda_alone_takes_the_role_and_only_the_api_and_the_schedule_invoke_the_function() -> None:
    allowed = {name: resource(name) for name in resources() if name.startswith("aws_lambda_permission.")}

    assert {(each["principal"], each["source_arn"]) for each in allowed.values()} == {
        ("apigateway.amazonaws.com", "${aws_apigatewayv2_api.phone.execution_arn}/*"),
        ("events.amazonaws.com", "${aws_cloudwatch_event_rule.poll.arn}"),
    }


def test_retries_and_logs_are_as_zappas_path_leaves_them() -> None:
    retries: Any = Noting()
    log: Any = Noting()
    log.exceptions = type("Exceptions", (), {"ResourceAlreadyExistsException": KeyError})
    afterwards.finish({"lambda": retries, "logs": log}.__getitem__, FUNCTION, str)

    made = resource("aws_lambda_function_event_invoke_config.waits")
    assert made["maximum_retry_attempts"] == retries.asked["put_function_event_invoke_config"]["MaximumRetryAttempts"]
    group = resource("aws_cloudwatch_log_group.function")
    assert group["name"] == log.asked["put_retention_policy"]["logGroupName"]
    assert group["retention_in_days"] == log.asked["put_retention_policy"]["retentionInDays"]


def test_the_table_is_that_of_create_table() -> None:
    client = Noting()
    create(client, "task-queue-waits", str)
    asked, made = client.asked, resource("aws_dynamodb_table.waits")

    assert made["name"] == asked["create_table"]["TableName"]
    assert made["billing_mode"] == asked["create_table"]["BillingMode"]
    assert asked["create_table"]["KeySchema"] == [{"AttributeName": made["hash_key"], "KeyType": "HASH"}]
    described = [{"AttributeName": each["name"], "AttributeType": each["type"]} for each in made["attribute"]]
    assert described == asked["create_table"]["AttributeDefinitions"]
    ttl = asked["update_time_to_live"]["TimeToLiveSpecification"]
    assert made["ttl"] == [{"attribute_name": ttl["AttributeName"], "enabled": ttl["Enabled"]}]
    assert made["point_in_time_recovery"] == [{"enabled": True}]
    assert made["lifecycle"] == [{"prevent_destroy": True}]


def test_the_parameter_never_brings_the_token_into_terraforms_state() -> None:
    made = resource("aws_ssm_parameter.auth_token")

    assert made["name"].startswith("/taskrouter-wait-times/")
    assert made["type"] == "SecureString"
    assert made.keys() & {"value", "insecure_value"} == set()
    assert "store-secret" in made["value_wo"]


@pytest.mark.parametrize("name", ["variables.tf", "outputs.tf"])
def test_every_variable_and_output_says_what_it_is(name: str) -> None:
    file = (ROOT / "deployment" / "terraform" / name).read_text(encoding="utf-8")

    assert len(re.findall(r"^(?:variable|output) ", file, re.MULTILINE)) == len(re.findall(r"description +=", file)) > 1
