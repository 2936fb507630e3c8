"""Who can't sign AWS requests may push a sale, and is told what became of it; nobody gets in otherwise."""

import json
import re

import pytest

from environments import preset
from stacks.constructs.push import endpoint
from stacks.constructs.push.schema import event_schema
from stacks.push import PushSettings
from tests.stacks.policies import actions, policies_of
from tests.stacks.pushing import method, stage
from tests.stacks.synthesized import Environment, synthesize

pytestmark = pytest.mark.needs("Push")

JSON = "application/json"
API = "AWS::ApiGateway::RestApi"
RETRYABLE = {"THROTTLED", "QUOTA_EXCEEDED", "DEFAULT_5XX"}
RETRY_AFTER = "gatewayresponse.header.Retry-After"


@pytest.fixture
def environment(environment: Environment) -> Environment:
    """What every environment has: a capability keeps its promises in tests of its own."""
    return environment.base


def test_a_sale_is_posted_with_a_key_and_checked_before_anything_else(environment: Environment) -> None:
    post = method(environment)
    validator = environment.the("AWS::ApiGateway::RequestValidator")
    model = environment.the("AWS::ApiGateway::Model")

    assert post["HttpMethod"] == "POST"
    assert post["ApiKeyRequired"]
    assert post["RequestValidatorId"] == {"Ref": validator.logical_id}
    assert validator.properties["ValidateRequestBody"]
    assert post["RequestModels"] == {JSON: {"Ref": model.logical_id}}
    assert model.properties["Schema"] == event_schema()


def test_what_is_no_json_is_refused_and_never_passed_through(environment: Environment) -> None:
    integration = method(environment)["Integration"]

    assert integration["PassthroughBehavior"] == "NEVER"
    assert list(integration["RequestTemplates"]) == [JSON]


def test_it_puts_the_body_on_the_stream_under_its_store(environment: Environment) -> None:
    integration = method(environment)["Integration"]
    parts = integration["RequestTemplates"][JSON]["Fn::Join"][1]
    (stream,) = {part["Fn::ImportValue"] for part in parts if isinstance(part, dict) and "Ref" not in part}
    template = "".join(part if isinstance(part, str) else "…" for part in parts)

    assert integration["Type"] == "AWS"
    assert integration["Uri"]["Fn::Join"][1][-1] == ":kinesis:action/PutRecord"
    assert environment.the("AWS::Kinesis::Stream").logical_id in stream
    assert '"Data": "$util.base64Encode($input.body)"' in template
    assert "\"PartitionKey\": $input.json('$.store_id')" in template


def test_each_key_is_known_by_its_id_and_has_one_sender(environment: Environment) -> None:
    parts = method(environment)["Integration"]["RequestTemplates"][JSON]["Fn::Join"][1]
    keys = [one.logical_id for one in environment.every("AWS::ApiGateway::ApiKey")]

    declared = environment.settings(PushSettings).keys
    found = re.findall(r'": "(\d+)"[,}]', "".join(map(str, parts)))

    assert [part["Ref"] for part in parts if isinstance(part, dict) and "Ref" in part] == keys * 2
    assert found[: len(keys)] == [key.sender for key in declared]
    assert [int(end) / 1_000 for end in found[len(keys) :]] == [key.end.timestamp() for key in declared]


def test_it_may_put_one_record_on_the_stream_and_no_more(environment: Environment) -> None:
    role_id = method(environment)["Integration"]["Credentials"]["Fn::GetAtt"][0]
    (role,) = [one for one in environment.every("AWS::IAM::Role") if one.logical_id == role_id]

    granted = policies_of(environment, role)

    assert actions(granted) == {"kinesis:PutRecord", "kms:GenerateDataKey"}
    assert actions(granted, on=environment.the("AWS::Kinesis::Stream").logical_id) == {"kinesis:PutRecord"}
    assert "ManagedPolicyArns" not in role.properties


def test_only_what_the_stream_has_taken_is_told_as_accepted(environment: Environment) -> None:
    accepted, otherwise = method(environment)["Integration"]["IntegrationResponses"]

    assert (accepted["SelectionPattern"], accepted["StatusCode"]) == ("200", "202")
    assert "$.SequenceNumber" in accepted["ResponseTemplates"][JSON]
    assert "SelectionPattern" not in otherwise
    assert otherwise["StatusCode"] == "503"
    assert "accepted" not in otherwise["ResponseTemplates"][JSON]


def test_every_other_answer_says_whether_to_try_again(environment: Environment) -> None:
    for answer in environment.every("AWS::ApiGateway::GatewayResponse"):
        told = json.loads(answer.properties["ResponseTemplates"][JSON])
        again = answer.properties["ResponseType"] in RETRYABLE

        assert told["outcome"] == ("retry" if again else "refused"), answer.logical_id
        assert told.keys() == {"outcome", "why"}
        assert (RETRY_AFTER in answer.properties.get("ResponseParameters", {})) == again


def test_every_failure_of_the_gateway_itself_is_told_as_one_that_passes(environment: Environment) -> None:
    answers = {
        one.properties["ResponseType"]: one.properties
        for one in environment.every("AWS::ApiGateway::GatewayResponse")
    }

    assert answers["DEFAULT_5XX"]["StatusCode"] == "503"
    assert answers.keys() > {"DEFAULT_4XX", "BAD_REQUEST_BODY"}
    assert not any(name.startswith(("INTEGRATION_", "API_CONFIGURATION")) for name in answers)


def test_every_store_has_a_key_whose_value_nobody_can_read_here(environment: Environment) -> None:
    keys = environment.every("AWS::ApiGateway::ApiKey")
    joined = [one.properties for one in environment.every("AWS::ApiGateway::UsagePlanKey")]
    plan = environment.the("AWS::ApiGateway::UsagePlan")

    assert {key.properties["Description"] for key in keys} == {
        f"Sender {store}" for store in environment.settings(PushSettings).senders
    }
    assert not any("Value" in key.properties for key in keys)
    assert sorted(each["KeyId"]["Ref"] for each in joined) == sorted(key.logical_id for key in keys)
    assert all(each["UsagePlanId"] == {"Ref": plan.logical_id} for each in joined)


def test_a_key_is_limited_and_all_together_too(environment: Environment) -> None:
    config, limits = environment.config, environment.settings(PushSettings)
    plan = environment.the("AWS::ApiGateway::UsagePlan").properties
    (all_of_it,) = stage(environment).properties["MethodSettings"]

    assert plan["ApiStages"][0]["Stage"] == {"Ref": stage(environment).logical_id}
    assert plan["Throttle"] == {"RateLimit": limits.events_per_second, "BurstLimit": limits.burst}
    assert plan["Quota"] == {"Limit": limits.events_per_day, "Period": "DAY"}
    assert (all_of_it["HttpMethod"], all_of_it["ResourcePath"]) == ("*", "/*")
    assert all_of_it["ThrottlingRateLimit"] == config.load.events_per_second


def test_requests_are_logged_without_what_they_hold(prod: Environment) -> None:
    properties = stage(prod).properties
    (settings,) = properties["MethodSettings"]
    told = json.loads(properties["AccessLogSetting"]["Format"])

    assert (settings["LoggingLevel"], settings["DataTraceEnabled"]) == ("ERROR", False)
    assert "$context.identity.apiKeyId" in told.values()
    assert all(re.fullmatch(r"\$context(\.\w+)+", value) for value in told.values())
    assert not any(value.endswith((".apiKey", "String", ".message")) for value in told.values())


def test_the_log_of_faults_is_there_before_the_gateway_would_make_it(prod: Environment) -> None:
    (faults,) = [
        group
        for group in prod.every("AWS::Logs::LogGroup")
        if "API-Gateway-Execution-Logs_" in json.dumps(group.properties)
    ]

    assert faults.logical_id in stage(prod).body["DependsOn"]


def test_it_speaks_no_tls_older_than_1_2(environment: Environment) -> None:
    """What the name says: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html."""
    assert environment.the(API).properties["SecurityPolicy"].startswith("SecurityPolicy_TLS13_1_2_")


def test_another_schema_is_another_deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    before = synthesize(preset("dev"))

    monkeypatch.setattr(endpoint, "event_schema", lambda: {**event_schema(), "maxProperties": 99})
    after = synthesize(preset("dev"))

    deployments = [one.the("AWS::ApiGateway::Deployment").logical_id for one in (before, after)]
    assert deployments[0] != deployments[1]
