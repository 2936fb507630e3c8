"""Every sale that the stream takes reaches the raw bucket as it came."""

from dataclasses import replace
from typing import Any

import pytest

from environments import preset
from stacks.profiles import COST
from stacks.records import RecordDistribution
from tests.stacks.policies import actions, policies_of, statements
from tests.stacks.synthesized import Environment, Resource, synthesize


@pytest.fixture
def environment(environment: Environment) -> Environment:
    """What every environment has: a capability keeps its promises in tests of its own."""
    return environment.base


def destination(environment: Environment) -> dict[str, Any]:
    """Where and how Firehose delivers."""
    delivery = environment.the("AWS::KinesisFirehose::DeliveryStream")
    return dict(delivery.properties["ExtendedS3DestinationConfiguration"])


def firehose_role(environment: Environment) -> Resource:
    """The role that Firehose takes."""
    delivery = environment.the("AWS::KinesisFirehose::DeliveryStream")
    (role,) = [role for role in environment.every("AWS::IAM::Role") if delivery.mentions(role)]
    return role


def test_the_stream_is_encrypted_with_the_key_of_the_raw_bucket(environment: Environment) -> None:
    stream = environment.the("AWS::Kinesis::Stream")
    delivery = environment.the("AWS::KinesisFirehose::DeliveryStream")
    (raw,) = [bucket for bucket in environment.every("AWS::S3::Bucket") if delivery.mentions(bucket)]

    (key,) = [key for key in environment.every("AWS::KMS::Key") if raw.mentions(key)]

    assert stream.properties["StreamEncryption"]["EncryptionType"] == "KMS"
    assert stream.mentions(key)


def test_the_stream_remembers_the_replay_horizon(environment: Environment) -> None:
    """FAULTS 14: a consumer can start again from as far back as it may have to."""
    remembered = environment.the("AWS::Kinesis::Stream").properties["RetentionPeriodHours"]

    assert remembered >= environment.config.replay_horizon_hours


def test_the_stream_has_the_shards_of_the_plan(environment: Environment) -> None:
    stream = environment.the("AWS::Kinesis::Stream").properties

    assert stream.get("ShardCount") == environment.config.shards
    assert stream["StreamModeDetails"]["StreamMode"] == (
        "PROVISIONED" if "ShardCount" in stream else "ON_DEMAND"
    )


def test_a_stream_leaves_to_aws_what_is_its_default(environment: Environment) -> None:
    stream = environment.the("AWS::Kinesis::Stream").properties

    assert not stream.keys() & {"MaxRecordSizeInKiB", "RecordDistributionStrategy"}


def test_records_without_an_order_and_their_size_are_what_the_stream_and_its_senders_are_told() -> None:
    told = replace(
        preset("prod"),
        record_distribution=RecordDistribution.AUTO,
        payloads_never_change=True,
    )

    made = synthesize(told)

    stream = made.the("AWS::Kinesis::Stream").properties
    outputs = made.templates["Sluice-prod-Stream"]["Outputs"]
    assert stream["RecordDistributionStrategy"] == "AUTO"
    assert outputs["RecordBytes"]["Value"] == "1024000"


def test_firehose_has_the_line_encoder_called_with_less_than_it_may_return(environment: Environment) -> None:
    """FAULTS 48: 6 MB of an answer, base64 of lines that are base64."""
    [processor] = destination(environment)["ProcessingConfiguration"]["Processors"]
    given = {each["ParameterName"]: each["ParameterValue"] for each in processor["Parameters"]}
    [encoder] = [one for one in environment.every("AWS::Lambda::Function") if one.stack.endswith("-Stream")]

    assert given["LambdaArn"] == {"Fn::GetAtt": [encoder.logical_id, "Arn"]}
    assert encoder.properties["Handler"] == "lambdas.core.line_encoder.handler.lambda_handler"
    assert float(given["BufferSizeInMBs"]) * (4 / 3) ** 2 < 6 / 2
    assert (int(given["NumberOfRetries"]), int(given["BufferIntervalInSeconds"]) <= 60) == (3, True)


def test_firehose_delivers_records_one_a_line(environment: Environment) -> None:
    processing = destination(environment)["ProcessingConfiguration"]

    assert processing["Enabled"]
    assert [processor["Type"] for processor in processing["Processors"]] == ["Lambda"]
    assert "DataFormatConversionConfiguration" not in destination(environment)
    assert destination(environment)["CompressionFormat"] == "GZIP"


def test_firehose_files_by_arrival_hour_and_errors_by_their_kind(environment: Environment) -> None:
    hour = "year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/"

    assert destination(environment)["Prefix"] == f"events/{hour}"
    assert destination(environment)["ErrorOutputPrefix"] == f"errors/!{{firehose:error-output-type}}/{hour}"


def test_firehose_says_what_goes_wrong(environment: Environment) -> None:
    logging = destination(environment)["CloudWatchLoggingOptions"]

    assert logging["Enabled"]
    assert {"LogGroupName", "LogStreamName"} < logging.keys()


def test_firehose_reads_its_stream_and_delivers_to_raw_and_no_more(environment: Environment) -> None:
    granted = policies_of(environment, firehose_role(environment))

    assert actions(granted, on="Events") == {
        "kinesis:DescribeStream",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
    }
    assert actions(granted, on="LineEncoderFunction") == {
        "lambda:GetFunctionConfiguration",
        "lambda:InvokeFunction",
    }
    assert actions(granted, on="Raw") == {
        "s3:AbortMultipartUpload",
        "s3:GetBucketLocation",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
        "s3:PutObject",
    }


def test_firehose_takes_its_role_as_aws_shows_it(environment: Environment) -> None:
    """https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#firehose-assume-role."""
    (trust,) = firehose_role(environment).properties["AssumeRolePolicyDocument"]["Statement"]

    assert trust["Principal"] == {"Service": "firehose.amazonaws.com"}
    assert "Condition" not in trust


def test_firehose_waits_for_its_permissions(environment: Environment) -> None:
    delivery = environment.the("AWS::KinesisFirehose::DeliveryStream")
    policies = [p for p in environment.every("AWS::IAM::Policy") if p.mentions(firehose_role(environment))]

    assert {policy.logical_id for policy in policies} <= set(delivery.body["DependsOn"])


def test_a_producer_sends_sales_and_parks_large_ones_and_no_more(environment: Environment) -> None:
    managed = environment.every("AWS::IAM::ManagedPolicy")
    producers = [policy for policy in managed if policy.stack.endswith("-Stream")]

    assert len(producers) == 2
    for producer in producers:
        allowed = [each for each in statements(producer) if each["Effect"] == "Allow"]
        assert actions(allowed) == {"kinesis:PutRecords", "s3:PutObject", "kms:GenerateDataKey"}
        assert actions(allowed, on="/claims/") == {"s3:PutObject"}


def of_the_ledgers(environment: Environment) -> list[Resource]:
    """The mappings of consumers that nobody waits for: fraud has a fan-out, shelves a window of their own."""
    stream = environment.the("AWS::Kinesis::Stream")
    mappings = environment.every("AWS::Lambda::EventSourceMapping")
    return [one for one in mappings if one.mentions(stream)]


def test_the_profile_decides_how_long_sales_wait() -> None:
    patient = synthesize(replace(preset("prod"), profile=COST))

    for mapping in of_the_ledgers(patient):
        assert mapping.properties["BatchSize"] == COST.batch_size
        assert mapping.properties["MaximumBatchingWindowInSeconds"] == COST.batch_window_seconds
        assert mapping.properties["ParallelizationFactor"] == COST.parallelization
    assert destination(patient)["BufferingHints"] == {
        "IntervalInSeconds": COST.buffer_seconds,
        "SizeInMBs": COST.buffer_mebibytes,
    }
