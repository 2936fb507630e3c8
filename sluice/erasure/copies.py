"""Copies that no command can take a person out of: each ends by itself, and it is known when."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from sluice.cloud import NotDeployed, find_stack, stack_name
from sluice.erasure.deployment import ErasureDeployment
from sluice.erasure.versions import Remaining
from sluice.stacks import resources

RECOVERY_DAYS = 35
"""https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PointInTimeRecoveryDescription.html"""
STREAMS = {"Stream": "StreamName", "Database": "ChangesStream"}
"""The output that names a stream, by its stack."""
HELD = ("ApproximateNumberOfMessages", "MessageRetentionPeriod")


def list_streams(deployment: ErasureDeployment, now: datetime) -> Iterator[Remaining]:
    """Yield each stream with the time until when it keeps what arrived until now."""
    for capability, output in STREAMS.items():
        if stack := find_stack(deployment.connect("cloudformation"), deployment.environment, capability):
            name = stack[output]
            found = deployment.connect("kinesis").describe_stream_summary(StreamName=name)
            hours = found["StreamDescriptionSummary"]["RetentionPeriodHours"]
            until = now.astimezone(UTC) + timedelta(hours=hours)
            yield Remaining(f"stream {name}", "keeps what arrived for its retention", until)


def list_recoveries(
    deployment: ErasureDeployment, tables: Iterable[str], now: datetime
) -> Iterator[Remaining]:
    """Yield each of these tables that can be restored as it was, with the time until when."""
    for table in tables:
        found = deployment.dynamodb.describe_continuous_backups(TableName=table)
        recovery = found["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
        if recovery.get("PointInTimeRecoveryStatus") == "ENABLED":
            days = recovery.get("RecoveryPeriodInDays", RECOVERY_DAYS)
            until = now.astimezone(UTC) + timedelta(days=days)
            yield Remaining(f"table {table}", "can be restored with the rows that it had", until)


def list_queues(deployment: ErasureDeployment, now: datetime) -> Iterator[Remaining]:
    """Yield each queue of the sources in which events lie as they were sent, with the time until when."""
    sources = stack_name(deployment.environment, "Sources")
    try:
        queues = resources(deployment.connect("cloudformation"), sources, "AWS::SQS::Queue")
    except NotDeployed:
        return
    for url in queues.values():
        found = deployment.connect("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[*HELD])
        waiting, seconds = (int(found["Attributes"][each]) for each in HELD)
        if waiting:
            until = now.astimezone(UTC) + timedelta(seconds=seconds)
            why = f"{waiting} messages wait in it: what comes of them, a later run finds"
            yield Remaining(f"queue {url.rpartition('/')[2]}", why, until)
