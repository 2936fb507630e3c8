"""Every consumer survives what its stream and its own mistakes can do to it."""

import json
from typing import Any

import pytest

from domain import CONSUMERS
from tests.stacks.consumers import every_ledger, function, ledger, told_of
from tests.stacks.policies import actions, listed, policies_of
from tests.stacks.synthesized import Environment, Resource
from tests.synthesis import REPOSITORY

pytestmark = pytest.mark.needs("Fraud", "Shelves")


@pytest.fixture
def environment(environment: Environment) -> Environment:
    """What every environment has: a capability keeps its promises in tests of its own."""
    return environment.base


def mappings(environment: Environment) -> list[dict[str, Any]]:
    """The settings of every event source mapping of a stream."""
    return [dict(mapping.properties) for mapping in of_streams(environment)]


def of_streams(environment: Environment) -> list[Resource]:
    """The event source mappings that read a stream from some position on, and not a queue."""
    found = environment.some("AWS::Lambda::EventSourceMapping")
    return [mapping for mapping in found if "StartingPosition" in mapping.properties]


def role(environment: Environment, name: str) -> Resource:
    """The role that a consumer's function takes."""
    roles = environment.every("AWS::IAM::Role")
    (found,) = [role for role in roles if function(environment, name).mentions(role)]
    return found


every_function = pytest.mark.parametrize(
    "name", ["fraud", "reorder", "shelves", *(row.name for row in CONSUMERS)]
)
every_reader = pytest.mark.parametrize("name", ["fraud", "shelves", *(row.name for row in CONSUMERS)])


def test_every_consumer_and_who_follows_a_ledger_has_a_mapping(environment: Environment) -> None:
    assert len(mappings(environment)) == len(CONSUMERS) + len(("fraud", "shelves"))


def test_every_mapping_reports_single_failures(environment: Environment) -> None:
    """FAULTS 2: without it one failure repeats the whole batch."""
    for mapping in mappings(environment):
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_every_mapping_starts_with_the_oldest_record(environment: Environment) -> None:
    """FAULTS 47: LATEST skips what arrives while the mapping is made."""
    for mapping in mappings(environment):
        assert mapping["StartingPosition"] == "TRIM_HORIZON"


def test_every_mapping_bisects_and_gives_up_in_the_end(environment: Environment) -> None:
    """FAULTS 4: neither a poisoned batch nor its neighbours hold up a shard for ever."""
    for mapping in mappings(environment):
        assert mapping["BisectBatchOnFunctionError"]
        assert mapping["MaximumRetryAttempts"] == environment.config.retries
        assert 0 < mapping["MaximumRetryAttempts"] <= 10


def test_every_mapping_gives_up_while_the_stream_still_has_the_record(environment: Environment) -> None:
    """FAULTS 4 and 23: what expires in the stream first never reaches the failure archive."""
    stream = environment.the("AWS::Kinesis::Stream").properties["RetentionPeriodHours"] * 3600
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
    table_stream = 24 * 3600

    for mapping in mappings(environment):
        of_table = "StreamArn" in str(mapping["EventSourceArn"])
        assert 0 < mapping["MaximumRecordAgeInSeconds"] < (table_stream if of_table else stream)


def test_every_mapping_archives_whole_batches_that_it_gives_up(environment: Environment) -> None:
    """FAULTS 4 and 5: a queue would get only the shard and the sequence numbers."""
    buckets = environment.every("AWS::S3::Bucket")

    for mapping in of_streams(environment):
        archive = str(mapping.properties["DestinationConfig"]["OnFailure"]["Destination"])
        assert [bucket for bucket in buckets if bucket.logical_id in archive]


def test_every_mapping_counts_what_it_does(environment: Environment) -> None:
    for mapping in mappings(environment):
        assert mapping["MetricsConfig"] == {"Metrics": ["EventCount"]}


@every_function
def test_runs_the_handler_of_its_name(environment: Environment, name: str) -> None:
    handler = function(environment, name).properties["Handler"]

    package = handler.removesuffix(".handler.lambda_handler")
    assert package == declared().get(name, f"lambdas.{name}")
    assert (REPOSITORY / package.replace(".", "/") / "handler.py").exists()


def declared() -> dict[str, str]:
    """The package of each consumer that keeps a ledger."""
    return {each.name: each.package for each in CONSUMERS}


@every_function
def test_runs_where_its_layer_was_built_for(environment: Environment, name: str) -> None:
    runs = function(environment, name)
    (layer,) = [one for one in environment.every("AWS::Lambda::LayerVersion") if runs.mentions(one)]
    properties = runs.properties

    assert properties["Runtime"] in layer.properties["CompatibleRuntimes"] == ["python3.12"]
    assert properties["Architectures"] == layer.properties["CompatibleArchitectures"] == ["arm64"]


def test_all_functions_run_one_code_asset(environment: Environment) -> None:
    keys = {str(f.properties["Code"]["S3Key"]) for f in environment.every("AWS::Lambda::Function")}

    assert len(keys) == 1


@every_function
def test_logs_json_into_a_group_of_its_own(environment: Environment, name: str) -> None:
    logging = function(environment, name).properties["LoggingConfig"]

    (group,) = [
        g for g in environment.every("AWS::Logs::LogGroup") if g.logical_id in str(logging["LogGroup"])
    ]

    assert logging["LogFormat"] == "JSON"
    assert len([f for f in environment.every("AWS::Lambda::Function") if f.mentions(group)]) == 1


@every_ledger
def test_inserts_and_reads_ledger_rows_and_changes_one_for_a_correction_alone(
    environment: Environment, name: str
) -> None:
    """FAULTS 7 and 8: marker and effect are one row that nothing can take back."""
    granted = policies_of(environment, role(environment, name))

    assert actions(granted, on=ledger(environment, name).logical_id) == {
        "dynamodb:PartiQLInsert",
        "dynamodb:BatchGetItem",
        "dynamodb:PutItem",
    }
    [change] = [each for each in granted if "dynamodb:PutItem" in str(each)]
    assert change["Condition"] == {"ForAnyValue:StringEquals": {"dynamodb:Attributes": ["correction"]}}


@every_ledger
def test_may_do_nothing_else(environment: Environment, name: str) -> None:
    granted = policies_of(environment, role(environment, name))

    assert actions(granted) == {
        "dynamodb:BatchGetItem",
        "dynamodb:PartiQLInsert",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:PutObject",
    }
    assert actions(granted, on="/claims/*") == {"s3:GetObject"}
    assert actions(granted, on=f"/{name}/*") == {"s3:PutObject"}


@every_reader
def test_notes_where_it_is_and_cannot_come_to_depend_on_it(environment: Environment, name: str) -> None:
    """FAULTS 22: shards come and go, and nobody who decides may read which there were."""
    positions = told_of(environment, name, "POSITIONS_TABLE")
    granted = policies_of(environment, role(environment, name))

    assert actions(granted, on=positions.logical_id) == {"dynamodb:UpdateItem"}
    assert [s for s in granted if "dynamodb:UpdateItem" in listed(s["Action"])] == [
        s for s in granted if positions.logical_id in json.dumps(s["Resource"])
    ]


@every_reader
def test_a_position_is_seen_for_longer_than_the_stream_keeps_its_record(
    environment: Environment, name: str
) -> None:
    told = function(environment, name).properties["Environment"]["Variables"]
    retention = environment.the("AWS::Kinesis::Stream").properties["RetentionPeriodHours"]
    positions = told_of(environment, name, "POSITIONS_TABLE").properties

    assert retention < int(told["POSITIONS_HOURS"]) <= retention + 24
    assert positions["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}
    assert [each["AttributeName"] for each in positions["KeySchema"]] == ["consumer", "shard"]
