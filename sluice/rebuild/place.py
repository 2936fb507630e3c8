"""Where a rebuild happens: the clients and the names of an environment."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from sluice.cloud import Stack, client
from sluice.rebuild.archive import Archive
from sluice.rebuild.fold import Folds
from sluice.rebuild.generation import Generation, Tables
from sluice.rebuild.header import Items
from sluice.rebuild.swapping import Swap

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

LEDGERS = {"inventory": "InventoryLedger", "loyalty": "LoyaltyLedger"}
"""The consumers whose tables raw makes again, each with the output that names its table."""
SLACK = timedelta(minutes=1)
"""For what comes after Firehose's buffer: S3 must have the object, and list it."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """An environment: its ledgers, its archive and what carries sales there, its replays."""

    dynamodb: "DynamoDBClient" = field(repr=False)
    s3: "S3Client" = field(repr=False)
    firehose: Any = field(repr=False)
    ledgers: dict[str, str]
    failures: str
    delivery: str
    archive: Archive
    folds: Folds

    @classmethod
    def of(cls, environment: str) -> Self:
        """Look the names up in the outputs of the environment's stacks; raises NotDeployed."""
        cloudformation, dynamodb, s3 = client("cloudformation"), client("dynamodb"), client("s3")
        storage, stream, consumers, replay = (
            Stack(cloudformation, environment, each) for each in ("Storage", "Stream", "Consumers", "Replay")
        )
        return cls(
            dynamodb=dynamodb,
            s3=s3,
            firehose=client("firehose"),
            ledgers={consumer: consumers[output] for consumer, output in LEDGERS.items()},
            failures=storage["FailuresBucket"],
            delivery=stream["DeliveryName"],
            archive=Archive(s3, storage["RawBucket"], dynamodb, replay["ManifestTable"]),
            folds=Folds(
                Items(dynamodb, replay["ReplaysTable"]), client("stepfunctions"), replay["ReplayMachine"]
            ),
        )

    @property
    def tables(self) -> Tables:
        """Makes and drops the tables of a generation."""
        return Tables(self.dynamodb)

    def swap(self, generation: Generation) -> Swap:
        """Mends the live ledgers by a generation."""
        return Swap(self.dynamodb, self.s3, self.failures, self.ledgers, generation)

    def archived_within(self) -> float:
        """Seconds that a sale takes at most from the stream to the archive, if nothing is wrong."""
        described = self.firehose.describe_delivery_stream(DeliveryStreamName=self.delivery)
        [destination] = described["DeliveryStreamDescription"]["Destinations"]
        hints = destination["ExtendedS3DestinationDescription"]["BufferingHints"]
        return float(hints["IntervalInSeconds"] + SLACK.total_seconds())
