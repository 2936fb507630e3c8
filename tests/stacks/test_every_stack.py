"""What holds in every stack."""

import json
import re

import pytest

from environments import preset
from stacks.account import Presence
from stacks.constructs.replay.replay_machine import VENDED_LOGS
from stacks.push import PushSettings
from tests.stacks.policies import identities, listed
from tests.stacks.synthesized import Environment, references, synthesize
from tests.stacks.watched import named
from tests.synthesis import templates

OWNED = ("AWS::S3::Bucket", "AWS::Kinesis::Stream", "AWS::Lambda::Function", "AWS::DynamoDB::Table")
FUNCTION = "AWS::Lambda::Function"
RUNNING_A_REPLICATION = ("Custom::ReplicationPause", "Custom::ReplicationRun")
NAMED = {"BucketName", "FunctionName", "TableName", "LogGroupName", "Name"}
# What Glue counts of its evaluations: https://docs.aws.amazon.com/glue/latest/dg/data-quality-alerts.html
OF_GLUE = "Glue Data Quality"
# Metrics, log deliveries and the names of streams are no resources, and lists are of an account:
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
# https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsdatabasemigrationservice.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonredshiftdataapi.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonredshiftserverless.html
# With this Lambda places functions in a network; their own code is denied it (constructs/placement.py):
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
# Objects of an hour that is known when they are written, under a name of their own.
BACKFILLED = "/events/*/backfill-*"
ENDINGS = ("error", "output")
ON_NOTHING = {
    "cloudformation:ListStacks",
    "cloudwatch:GetMetricData",
    "cloudwatch:PutMetricData",
    "dms:DescribeReplications",
    "dynamodb:ListStreams",
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
    "ecr:GetAuthorizationToken",
    "events:ListReplays",
    "events:ListRules",
    "kinesis:ListStreams",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
    "redshift-data:DescribeStatement",
    "redshift-data:GetStatementResult",
    "redshift-serverless:CreateUsageLimit",
    "redshift-serverless:ListUsageLimits",
    "redshift-serverless:UpdateUsageLimit",
    "secretsmanager:GetRandomPassword",
}


def test_there_is_no_custom_resource_but_what_runs_a_replication(environment: Environment) -> None:
    """Creating one starts nothing, and it changes only while it stands still: docs/decisions/0013."""
    for resource in environment:
        if not resource.kind.startswith("AWS::"):
            assert resource.kind in RUNNING_A_REPLICATION, resource.logical_id
            (provider,) = [each for each in environment.every(FUNCTION) if resource.mentions(each)]
            assert provider.properties["Handler"] == "lambdas.core.replication.handler.lambda_handler"
        assert resource.kind != "AWS::CloudFormation::CustomResource", resource.logical_id


def test_every_log_group_ends(environment: Environment) -> None:
    for group in environment.every("AWS::Logs::LogGroup"):
        assert group.properties["RetentionInDays"] in {7, 90}, group.logical_id


def test_no_permission_is_for_every_action_or_resource(environment: Environment) -> None:
    for policy, statement in identities(environment):
        assert "*" not in json.dumps(statement["Action"]), policy
        if "*" in listed(statement["Resource"]):
            assert set(listed(statement["Action"])) <= ON_NOTHING, policy


@pytest.mark.needs("Lake")
def test_who_counts_counts_for_its_own_environment(environment: Environment) -> None:
    counting = [s for _, s in identities(environment) if "cloudwatch:PutMetricData" in listed(s["Action"])]
    namespaces = [s["Condition"]["StringEquals"]["cloudwatch:namespace"] for s in counting]

    assert set(namespaces) == {environment.config.namespace, OF_GLUE}
    assert namespaces.count(OF_GLUE) == 1


def test_the_only_wildcards_are_of_what_is_named_later(environment: Environment) -> None:
    """Objects, streams of a log, tables of a generation or a catalog, executions, replays named for a rule.

    Besides, whoever looks may read what is described of all that a stack has, by the stack's name.
    """
    stack = f"Sluice-{environment.config.environment}-(\\w+-)?"
    ends = {
        "cloudformation": f":stack/{stack}\\*",
        "dynamodb": rf"(:table/{stack}|-|)\*",
        "events": rf":replay/(orders|suspicions)-{environment.config.environment}-\*",
        "glue": rf"(:job/{stack}|/)\*",
        "lambda": rf":function:{stack}\*",
        "logs": r":\*",
        "secretsmanager": r"-\*",
        "s3": r"/.*\*(\.metadata\.json)?",
        "sqs": rf":{stack}\*",
        "states": r":\*",
    }
    for policy, statement in identities(environment):
        services = {action.partition(":")[0] for action in listed(statement["Action"])}
        for resource in listed(statement["Resource"]):
            if "*" in json.dumps(resource) and resource != "*":
                (service,) = services
                assert re.search(f"{ends[service]}$", resource["Fn::Join"][1][-1]), policy
                assert json.dumps(resource).replace(BACKFILLED, "*").count("*") == 1, policy


def test_physical_names_are_generated(environment: Environment) -> None:
    for resource in [found for kind in OWNED for found in environment.some(kind)]:
        assert not resource.properties.keys() & NAMED, resource.logical_id


@pytest.mark.needs("Push", "Lake")
def test_only_logs_that_a_service_names_or_looks_for_have_names(environment: Environment) -> None:
    """Glue adds endings to a prefix: https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html.

    A state machine's lies below a prefix (tests/stacks/test_lifetime.py); API Gateway adds API and stage:
    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    """
    stage = environment.the("AWS::ApiGateway::Stage").properties
    api = ["API-Gateway-Execution-Logs_", stage["RestApiId"], f"/{stage['StageName']}"]
    prefixes = [
        job.properties["DefaultArguments"]["--custom-logGroup-prefix"]
        for job in environment.every("AWS::Glue::Job")
    ]

    named = [group.properties.get("LogGroupName") for group in environment.every("AWS::Logs::LogGroup")]

    glues = [f"{prefix}/{kind}" for prefix in prefixes for kind in ENDINGS]
    others = [name["Fn::Join"][1] for name in named if isinstance(name, dict)]
    logged = environment.config.account.api_log_role is not Presence.ABSENT
    assert [name for name in others if not str(name[0]).startswith(VENDED_LOGS)] == [api] * logged
    assert {name for name in named if isinstance(name, str)} == set(glues)


def test_everything_says_whose_it_is(environment: Environment) -> None:
    for resource in [found for kind in OWNED for found in environment.some(kind)]:
        tags = {tag["Key"]: tag["Value"] for tag in resource.properties["Tags"]}
        assert tags == {"project": "sluice", "environment": environment.config.environment}


@pytest.mark.needs("Fraud", "Shelves")
def test_no_stack_is_pulled_away_from_under_its_data(environment: Environment) -> None:
    """A strong import keeps the stack that it imports from."""
    for stack in ("Stream", "Consumers", "Fraud", "Shelves"):
        template = json.dumps(environment.templates[f"Sluice-{environment.config.environment}-{stack}"])
        assert "Fn::ImportValue" in template
        assert "Fn::GetStackOutput" not in template


@pytest.mark.needs("Consumers", "Lake")
def test_the_lake_may_lose_only_what_it_looks_at(environment: Environment) -> None:
    """A weak reference lets its stack go: ledgers and Firehose hold their own."""
    lake = environment.templates[f"Sluice-{environment.config.environment}-Lake"]

    weak = {named(environment, one).kind for one in references(lake, "Fn::GetStackOutput")}

    assert weak == {"AWS::DynamoDB::Table", "AWS::KinesisFirehose::DeliveryStream"}
    assert list(references(lake, "Fn::ImportValue"))


@pytest.mark.needs("Push", "Lake", "Consumers")
def test_an_operator_finds_the_data(environment: Environment) -> None:
    outputs = {name for template in environment.templates.values() for name in template.get("Outputs", {})}

    assert {"StreamName", "RawBucket", "QuarantineBucket", "FailuresBucket"} < outputs
    assert {"InventoryLedger", "LoyaltyLedger", "ProducerPolicyArn"} < outputs
    assert {"LandingBucket", "CuratedBucket", "AnswersBucket", "Database", "WorkGroup"} < outputs
    assert {"IngestStoreFilesJob", "CurateSalesJob", "CloseDayJob"} < outputs
    assert {"PushUrl"} | {f"PushKey{store}" for store in environment.settings(PushSettings).senders} < outputs


def test_a_layer_for_this_machine_changes_nothing_else() -> None:
    deployed = Environment(preset("dev"), templates("dev"))

    local = synthesize(preset("dev"), layer="host")

    changed = [one.kind for one, other in zip(deployed, local, strict=True) if one != other]

    assert set(changed) == {"AWS::Lambda::LayerVersion"}
