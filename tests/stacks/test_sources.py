"""What an adapter takes is on the stream or kept; a device speaks for itself; an API's token is no text."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from environments import dev
from lambdas.core.api_source.api import parse_api
from lambdas.core.api_source.source import LEAST_MS
from stacks.config import ConfigError
from stacks.constructs.sources.api_source import ApiSourceSettings, ApiWords
from stacks.constructs.sources.device_source import DeviceSourceSettings
from stacks.constructs.sources.queue_source import QueueSourceSettings
from stacks.sources import SourcesSettings
from tests.stacks.policies import actions, policies_of, statements
from tests.stacks.synthesized import Environment, Resource, beside, synthesize
from twin.permissions.policies import Attachment
from twin.permissions.reference import misfits

STACK = "Sluice-full-Sources"
A_FIELD = "must be the name of a field: letters, digits and underscores"
WORDS = ApiWords(name="shop")


def ours(environment: Environment, kind: str) -> list[Resource]:
    """The adapters' resources of a kind."""
    return [one for one in environment.every(kind) if one.stack == STACK]


def role_of(environment: Environment, user: Resource) -> Resource:
    """The role that it names."""
    (role,) = [one for one in ours(environment, "AWS::IAM::Role") if user.mentions(one)]
    return role


def rules(environment: Environment) -> dict[str, dict[str, Any]]:
    """What each topic rule says, by its name."""
    found = ours(environment, "AWS::IoT::TopicRule")
    return {
        one.logical_id.removeprefix("DeviceSource")[:-8]: dict(one.properties["TopicRulePayload"])
        for one in found
    }


def test_each_adapter_can_be_left_out() -> None:
    alone = synthesize(beside(dev(), SourcesSettings(queue=QueueSourceSettings())))

    kinds = {one.kind for one in alone if one.stack == "Sluice-dev-Sources"}
    assert not kinds & {"AWS::IoT::TopicRule", "AWS::Scheduler::Schedule", "AWS::SecretsManager::Secret"}
    assert len([one for one in alone if one.stack == "Sluice-dev-Sources" and "Mapping" in one.kind]) == 1


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (SourcesSettings(), "sources is empty: name a queue, devices or an API, or leave it out"),
        (
            SourcesSettings(queue=QueueSourceSettings(batch=11)),
            "sources.queue.batch is 11: must be 1 to 10",
        ),
        (
            SourcesSettings(queue=QueueSourceSettings(at_once=1)),
            "sources.queue.at_once is 1: must be 2 to 1,000",
        ),
        (
            SourcesSettings(devices=DeviceSourceSettings(speaker_field="store_id", tries=1)),
            "sources.devices.tries is 1: must be 5 to 1,000",
        ),
        (
            SourcesSettings(devices=DeviceSourceSettings(speaker_field="a' OR 'b")),
            "sources.devices.speaker_field is \"a' OR 'b\": " + A_FIELD,
        ),
        (
            SourcesSettings(api=ApiSourceSettings(words=WORDS, every_minutes=1)),
            "sources.api.every_minutes is 1: must be 5 to 1,440",
        ),
        (
            SourcesSettings(api=ApiSourceSettings(words=replace(WORDS, page_events=501))),
            "sources.api.words.page_events is 501: must be 1 to 500",
        ),
    ],
)
def test_a_setting_that_aws_does_not_take_is_refused(settings: SourcesSettings, says: str) -> None:
    with pytest.raises(ConfigError, match=f"^{re.escape(says)}$"):
        beside(dev(), settings)


def test_whole_events_lie_under_the_house_key(full: Environment) -> None:
    (key,) = [one for one in full.every("AWS::KMS::Key") if one.stack.endswith("-Storage")]
    holding = [one for one in ours(full, "AWS::SQS::Queue") if "NotStarted" not in one.logical_id]

    assert len(holding) == 4
    for queue in (*holding, *ours(full, "AWS::SecretsManager::Secret")):
        assert queue.mentions(key), queue.logical_id


def test_a_message_comes_again_until_it_is_a_dead_letter(full: Environment) -> None:
    """FAULTS 42."""
    for mapping in ours(full, "AWS::Lambda::EventSourceMapping"):
        assert mapping.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        (queue,) = [one for one in ours(full, "AWS::SQS::Queue") if mapping.mentions(one)]
        (function,) = [one for one in ours(full, "AWS::Lambda::Function") if mapping.mentions(one)]
        assert queue.properties["RedrivePolicy"]["maxReceiveCount"] >= 5
        assert queue.properties["VisibilityTimeout"] == 6 * function.properties["Timeout"]


def test_an_adapter_may_put_and_lay_aside_and_do_no_more(full: Environment) -> None:
    common = {
        "kinesis:PutRecords",
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "s3:PutObject",
    }
    queued = {"sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"}
    own = {
        "queue_source": queued,
        "device_source": queued,
        "api_source": {"dynamodb:GetItem", "dynamodb:PutItem", "secretsmanager:GetSecretValue"},
    }
    for function in ours(full, "AWS::Lambda::Function"):
        service = function.properties["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]
        granted = policies_of(full, role_of(full, function))
        assert actions(granted) == common | own[service], service
        assert actions(granted, on=f"/{service}/*") == {"s3:PutObject"}


def test_an_application_may_send_and_do_no_more(full: Environment) -> None:
    (policy,) = [one for one in ours(full, "AWS::IAM::ManagedPolicy") if "Sender" in one.logical_id]

    assert actions(statements(policy)) == {"kms:Decrypt", "kms:GenerateDataKey", "sqs:SendMessage"}


def test_a_rule_may_put_or_send_what_failed_and_do_no_more(full: Environment) -> None:
    (rule, *_) = ours(full, "AWS::IoT::TopicRule")

    granted = policies_of(full, role_of(full, rule))
    assert actions(granted) == {"kinesis:PutRecord", "kms:Decrypt", "kms:GenerateDataKey", "sqs:SendMessage"}


def test_a_device_publishes_for_its_own_speaker_alone(full: Environment) -> None:
    """FAULTS 50: the policy's topic, the rules' filter and the partition key name the same."""
    (policy,) = ours(full, "AWS::IoT::Policy")
    connect, publish = statements(policy)

    assert (connect["Action"], publish["Action"]) == ("iot:Connect", "iot:Publish")
    assert connect["Condition"] == {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
    topic = publish["Resource"]["Fn::Join"][1][-1].removeprefix(":topic/")
    assert topic == "sluice/full/${iot:Connection.Thing.Attributes[store_id]}/events"
    for rule in rules(full).values():
        assert "FROM 'sluice/full/+/events'" in rule["Sql"]
    assert rules(full)["Own"]["Actions"][0]["Kinesis"]["PartitionKey"] == "${topic(3)}"


def test_the_policy_of_devices_names_actions_that_exist(full: Environment) -> None:
    (policy,) = ours(full, "AWS::IoT::Policy")
    text = json.dumps(statements(policy))
    plain = re.sub(r'\{"Fn::Join": \["", \[(.*?)\]\]\}', lambda found: _joined(found[1]), text)

    assert not list(misfits(Attachment("device", "device", "identity", json.loads(plain))))


def test_what_no_rule_could_do_goes_to_the_queue_that_is_tried_again(full: Environment) -> None:
    (failed,) = [
        one for one in ours(full, "AWS::SQS::Queue") if re.match("DeviceSourceFailed.{8}$", one.logical_id)
    ]

    for rule in rules(full).values():
        assert rule["AwsIotSqlVersion"] == "2016-03-23"
        assert rule["ErrorAction"]["Sqs"]["QueueUrl"] == {"Ref": failed.logical_id}
        assert not rule["ErrorAction"]["Sqs"]["UseBase64"]


def test_an_api_is_told_what_its_function_reads(full: Environment) -> None:
    (function,) = [one for one in ours(full, "AWS::Lambda::Function") if "ApiSource" in one.logical_id]
    variables = function.properties["Environment"]["Variables"]

    assert parse_api(variables["API"]).name == "partner-shop"
    assert variables["API_URL"] == {"Ref": "ApiUrl"}
    assert function.properties["Timeout"] * 1_000 > LEAST_MS
    assert full.templates[STACK]["Parameters"]["ApiUrl"]["Default"].startswith("https://source.invalid/")


def test_no_token_stands_in_the_template(full: Environment) -> None:
    (secret,) = ours(full, "AWS::SecretsManager::Secret")

    assert "SecretString" not in secret.properties
    assert secret.properties["GenerateSecretString"]


def test_an_operator_may_send_every_letter_back(full: Environment) -> None:
    (policy,) = [one for one in ours(full, "AWS::IAM::ManagedPolicy") if "Operators" in one.logical_id]
    granted = statements(policy)

    for queue in ours(full, "AWS::SQS::Queue"):
        may = actions(granted, on=f'"{queue.logical_id}"')
        assert may >= {"sqs:GetQueueAttributes"}
        if "DeadLetters" in queue.logical_id:
            assert may >= {"sqs:ReceiveMessage", "sqs:StartMessageMoveTask", "sqs:DeleteMessage"}


def _joined(parts: str) -> str:
    names = {"AWS::Partition": "aws", "AWS::Region": "eu-west-1", "AWS::AccountId": "111122223333"}
    whole = "".join(
        part if isinstance(part, str) else names[part["Ref"]] for part in json.loads(f"[{parts}]")
    )
    return json.dumps(whole)
