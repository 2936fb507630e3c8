"""Where replays happen: the clients and the names of an environment."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from lambdas.core.time_bounds import TimeBounds
from sluice.cloud import DeployedStack, NotNow, client, find_stack
from sluice.replay.ledgers import Ledgers

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_events import EventBridgeClient
    from types_boto3_kinesis import KinesisClient
    from types_boto3_s3 import S3Client


class UnknownConsumer(NotNow):
    """A name that none of the stream's consumers has."""


@dataclass(frozen=True, kw_only=True)
class ReplayClients:
    """The clients of a replay."""

    dynamodb: "DynamoDBClient" = field(repr=False)
    events: "EventBridgeClient" = field(repr=False)
    firehose: Any = field(repr=False)
    kinesis: "KinesisClient" = field(repr=False)
    s3: "S3Client" = field(repr=False)
    stepfunctions: Any = field(repr=False)

    @classmethod
    def configured(cls) -> Self:
        """Make clients with the AWS configuration of whoever runs the command."""
        return cls(
            dynamodb=client("dynamodb"),
            events=client("events"),
            firehose=client("firehose"),
            kinesis=client("kinesis"),
            s3=client("s3"),
            stepfunctions=client("stepfunctions"),
        )


@dataclass(frozen=True, kw_only=True)
class ReplayTarget:
    """An environment: its tables, its bucket, its stream and what carries that to the bucket."""

    name: str
    ask: ReplayClients
    bounds: TimeBounds
    bus: str | None
    delivery: str
    machine: str
    manifest: str
    raw: str
    replays: str
    stream: str
    ledgers: Ledgers
    consumers: tuple[str, ...]

    def ledgers_of(self, consumer: str | None) -> Ledgers:
        """Return every ledger, or a consumer's, none if it keeps none; raise UnknownConsumer."""
        if consumer is None:
            return self.ledgers
        if consumer not in self.consumers:
            known = f"choose one of {', '.join(self.consumers)}" if self.consumers else "and no other does"
            raise UnknownConsumer(f"no consumer {consumer} reads the stream, {known}")
        tables = {name: table for name, table in self.ledgers.tables.items() if name == consumer}
        return Ledgers(self.ask.dynamodb, tables)

    @classmethod
    def of(cls, environment: str) -> Self:
        """Look the names up in the outputs of the environment's stacks; raises NotDeployed."""
        cloudformation, ask = client("cloudformation"), ReplayClients.configured()
        replay = DeployedStack(cloudformation, environment, "Replay")
        storage, stream = (DeployedStack(cloudformation, environment, each) for each in ("Storage", "Stream"))
        events = find_stack(cloudformation, environment, "Events")
        consumers = find_stack(cloudformation, environment, "Consumers")
        ledgers = consumers.ending("Ledger") if consumers else {}
        return cls(
            name=environment,
            ask=ask,
            bounds=TimeBounds.parse(storage["OldestDay"], storage["OldestHistoryDay"]),
            bus=events["BusName"] if events else None,
            delivery=stream["DeliveryStreamName"],
            machine=replay["ReplayMachine"],
            manifest=replay["ManifestTable"],
            raw=storage["RawBucket"],
            replays=replay["ReplaysTable"],
            stream=stream["StreamName"],
            ledgers=Ledgers(ask.dynamodb, {name.lower(): table for name, table in ledgers.items()}),
            consumers=tuple(filter(None, replay["ReplayConsumers"].split(","))),
        )
