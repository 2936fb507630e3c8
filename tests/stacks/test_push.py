"""Who can't sign AWS requests may push a sale, and is told what became of it; nobody gets in otherwise."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from environments import preset
from stacks.config import ConfigError
from stacks.constructs.push import endpoint
from stacks.constructs.push.schema import event_schema
from stacks.constructs.push.usage_plan import PushKey
from stacks.push import PushSettings
from tests.stacks.policies import actions, policies_of
from tests.stacks.synthesized import Environment, Resource, beside, settings_of, synthesize

pytestmark = pytest.mark.needs("Push")

JSON = "application/json"
API = "AWS::ApiGateway::RestApi"
RETRYABLE = {"THROTTLED", "QUOTA_EXCEEDED", "DEFAULT_5XX"}
RETRY_AFTER = "gatewayresponse.header.Retry-After"


@pytest.fixture
def environment(environment: Environment) -> Environment:
    """What every environment has: a capability keeps its promises in tests of its own."""
    return environment.base


def method(environment: Environment) -> dict[str, Any]:
    """The only one that there is."""
    return dict(environment.the("AWS::ApiGateway::Method").properties)


def stage(environment: Environment) -> Resource:
    """The only one that there is."""
    return environment.the("AWS::ApiGateway::Stage")


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


def pushing(*keys: PushKey, **changes: Any) -> Environment:
    """The dev environment, with these keys."""
    push = replace(settings_of(preset("dev"), PushSettings), keys=keys, **changes)
    return synthesize(beside(preset("dev"), push))


def key_of(sender: str = "367", expires: str = "2099-12-31", label: str = "") -> PushKey:
    return PushKey(sender=sender, expires=date.fromisoformat(expires), label=label)


def test_a_key_is_replaced_by_another_beside_it_and_the_first_is_then_left_out() -> None:
    both, then = pushing(key_of(), key_of(label="B")), pushing(key_of(label="B"))

    before = synthesize(preset("dev")).the("AWS::ApiGateway::ApiKey").logical_id
    [first, second] = [one.logical_id for one in both.every("AWS::ApiGateway::ApiKey")]
    template = json.dumps(method(both)["Integration"]["RequestTemplates"])
    assert first == before
    assert {one.properties["KeyId"]["Ref"] for one in both.every("AWS::ApiGateway::UsagePlanKey")} == {
        first,
        second,
    }
    assert (f'"Ref": "{first}"' in template, f'"Ref": "{second}"' in template) == (True, True)
    assert then.the("AWS::ApiGateway::ApiKey").logical_id == second


def test_a_key_is_good_to_the_end_of_its_last_day_in_utc() -> None:
    assert key_of(expires="2027-12-31").end == datetime(2028, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2027-01-01", []),
        ("2027-12-01", []),
        ("2027-12-02", ["expires on 2027-12-31"]),
        ("2027-12-31", ["expires on 2027-12-31"]),
        ("2028-01-01", ["expired on 2027-12-31"]),
    ],
)
def test_a_synthesis_says_whose_last_key_ends_within_thirty_days(today: str, said: list[str]) -> None:
    push = PushSettings(
        keys=(
            key_of("1", "2027-06-30"),
            key_of("1", "2027-12-31", "B"),
            key_of("2"),
        )
    )

    warnings = list(push.warnings(date.fromisoformat(today)))

    assert warnings == [f"push.keys: the last key of 1 {each}: give it another beside it" for each in said]


def test_an_environment_whose_keys_have_all_expired_is_refused() -> None:
    push = PushSettings(keys=(key_of("1", "2027-06-30"), key_of("2", "2027-12-31")))

    assert list(push.warnings(date(2027, 12, 31)))
    with pytest.raises(ConfigError, match=r"^push\.keys is expired, the last on 2027-12-31: "):
        list(push.warnings(date(2028, 1, 1)))


@pytest.mark.parametrize("other", [key_of("368"), key_of(expires="2099-12-30")])
def test_another_key_or_another_end_is_another_deployment(other: PushKey) -> None:
    before, after = pushing(key_of()), pushing(other)

    deployments = [one.the("AWS::ApiGateway::Deployment").logical_id for one in (before, after)]
    assert deployments[0] != deployments[1]


def test_a_firewall_stands_in_front_or_the_environment_says_why_none_does(environment: Environment) -> None:
    """FAULTS 50."""
    waived = environment.settings(PushSettings).why_no_firewall is not None
    guarding = [
        one for one in environment.some("AWS::WAFv2::WebACLAssociation") if one.mentions(stage(environment))
    ]

    assert len(guarding) == (0 if waived else 1)


def test_prod_has_its_firewall_on(prod: Environment) -> None:
    assert prod.the("AWS::WAFv2::WebACLAssociation").mentions(prod.the("AWS::WAFv2::WebACL"))


def rules(environment: Environment) -> dict[str, Any]:
    """The rules of its firewall by their names, in the order in which they are evaluated."""
    found = environment.the("AWS::WAFv2::WebACL").properties["Rules"]
    return {rule["Name"]: rule for rule in sorted(found, key=lambda rule: int(rule["Priority"]))}


def test_what_holds_no_key_is_blocked_before_anything_is_counted(prod: Environment) -> None:
    """FAULTS 50."""
    first, *_ = rules(prod).values()
    held = first["Statement"]["NotStatement"]["Statement"]["RegexMatchStatement"]
    answer = first["Action"]["Block"]["CustomResponse"]
    body = prod.the("AWS::WAFv2::WebACL").properties["CustomResponseBodies"][answer["CustomResponseBodyKey"]]

    assert held["FieldToMatch"] == {"SingleHeader": {"Name": "x-api-key"}}
    assert [bool(re.fullmatch(held["RegexString"], key)) for key in ("", "x" * 19, "aB3" * 10)] == [
        False,
        False,
        True,
    ]
    assert (answer["ResponseCode"], json.loads(body["Content"])["outcome"]) == (403, "refused")


@pytest.mark.parametrize(
    ("keys", "requests"), [(1, 6_100), (2, 12_200), (29, 176_900), (30, 180_000), (40, 180_000)]
)
def test_an_address_may_send_what_all_keys_together_may_and_no_more_than_the_stream_takes(
    keys: int, requests: int
) -> None:
    """FAULTS 50."""
    guarded = pushing(*(key_of(str(number)) for number in range(keys)), why_no_firewall=None)
    flood = rules(guarded)["Flood"]

    assert flood["Action"]["Block"]["CustomResponse"]["ResponseCode"] == 429
    assert flood["Statement"]["RateBasedStatement"]["AggregateKeyType"] == "IP"
    assert flood["Statement"]["RateBasedStatement"]["Limit"] == requests


def test_large_sales_pass_the_firewall(prod: Environment) -> None:
    managed = rules(prod)["Attacks"]["Statement"]["ManagedRuleGroupStatement"]

    assert managed["RuleActionOverrides"] == [{"Name": "SizeRestrictions_BODY", "ActionToUse": {"Count": {}}}]
