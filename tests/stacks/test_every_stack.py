"""What holds in every stack."""

import json

from stacks.config import preset
from tests.stacks.policies import identities, listed
from tests.stacks.synthesized import Environment, synthesize
from tests.synthesis import templates

OWNED = ("AWS::S3::Bucket", "AWS::Kinesis::Stream", "AWS::Lambda::Function", "AWS::DynamoDB::Table")
NAMED = {"BucketName", "FunctionName", "TableName", "LogGroupName", "Name"}


def test_there_are_no_custom_resources(environment: Environment) -> None:
    for resource in environment:
        assert resource.kind.startswith("AWS::"), resource.logical_id
        assert resource.kind != "AWS::CloudFormation::CustomResource", resource.logical_id


def test_every_log_group_ends(environment: Environment) -> None:
    for group in environment.every("AWS::Logs::LogGroup"):
        assert group.properties["RetentionInDays"] in {7, 90}, group.logical_id


def test_no_permission_is_for_every_action_or_resource(environment: Environment) -> None:
    for policy, statement in identities(environment):
        assert "*" not in listed(statement["Resource"]), policy
        assert "*" not in json.dumps(statement["Action"]), policy


def test_the_only_wildcards_are_objects_under_a_prefix(environment: Environment) -> None:
    for policy, statement in identities(environment):
        for resource in listed(statement["Resource"]):
            if "*" in json.dumps(resource):
                assert all(action.startswith("s3:") for action in listed(statement["Action"])), policy
                assert resource["Fn::Join"][1][-1].endswith("/*"), policy


def test_physical_names_are_generated(environment: Environment) -> None:
    for resource in [found for kind in (*OWNED, "AWS::Logs::LogGroup") for found in environment.every(kind)]:
        assert not resource.properties.keys() & NAMED, resource.logical_id


def test_everything_says_whose_it_is(environment: Environment) -> None:
    for resource in [found for kind in OWNED for found in environment.every(kind)]:
        tags = {tag["Key"]: tag["Value"] for tag in resource.properties["Tags"]}
        assert tags == {"project": "sluice", "environment": environment.config.environment}


def test_no_stack_is_pulled_away_from_under_its_data(environment: Environment) -> None:
    """A strong import keeps the stack that it imports from."""
    for stack in ("Stream", "Consumers"):
        template = json.dumps(environment.templates[f"Sluice-{environment.config.environment}-{stack}"])
        assert "Fn::ImportValue" in template
        assert "Fn::GetStackOutput" not in template


def test_an_operator_finds_the_data(environment: Environment) -> None:
    outputs = {name for template in environment.templates.values() for name in template.get("Outputs", {})}

    assert {"StreamName", "RawBucket", "QuarantineBucket", "FailuresBucket"} < outputs
    assert {"InventoryLedger", "LoyaltyLedger", "ProducerPolicyArn"} < outputs


def test_a_layer_for_this_machine_changes_nothing_else() -> None:
    deployed = Environment(preset("dev"), templates("dev"))

    local = synthesize(preset("dev"), layer="host")

    changed = [one.kind for one, other in zip(deployed, local, strict=True) if one != other]

    assert changed == ["AWS::Lambda::LayerVersion"]
