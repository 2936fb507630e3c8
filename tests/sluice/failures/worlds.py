"""A stream, two consumers with their ledgers and quarantine, and a failure archive, all in this process."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from ministack.services import kinesis as streams
from ministack.services import sqs as queues

from domain.points import effect as points
from domain.stock import effect as movement
from lambdas.core.claims import Claims
from lambdas.core.ledger import Ledger
from lambdas.core.quarantine import Quarantine
from lambdas.core.replay.kinesis_writer import KinesisWriter
from lambdas.inventory.stock import Stock
from sluice.failures import deployment
from sluice.failures.channels import Channels, RedriveSender
from sluice.failures.deployment import FailureCatalog
from sluice.failures.failure import Failure
from sluice.failures.ledgers import LedgerDigests
from sluice.failures.objects import FailureWindow, TimedObjects
from sluice.failures.recoveries import Recoveries
from sluice.pace import Pace
from tests import emulated
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.ledgers import CREATABLE, table_properties
from tests.sluice.failures.functions import ARN, Functions
from tests.synthesis import templates
from twin.semantics.batches import Discarded
from twin.semantics.failures import MappingIdentity, invocation_record, object_key
from twin.semantics.records import StreamRecord, event_of

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_kinesis import KinesisClient
    from types_boto3_s3 import S3Client
    from types_boto3_sqs import SQSClient

STREAM_ARN = "arn:aws:kinesis:eu-central-1:111122223333:stream/sales"
SHARD = "shardId-000000000000"
START = datetime(2017, 3, 1, 14, 3, tzinfo=UTC).timestamp()
EFFECTS = {"inventory": movement, "loyalty": points}
ENVIRONMENTS = {
    **{name: {"CONSUMER": name, "LEDGER_TABLE": name} for name in EFFECTS},
    "shelves": {"POWERTOOLS_SERVICE_NAME": "shelves"},
}
HERE: Any = {"LocationConstraint": "eu-central-1"}


def recoveries_properties() -> dict[str, Any]:
    """What the template says of the table of attempts."""
    template = templates("dev")["Sluice-dev-Storage"]
    table = template["Resources"][template["Outputs"]["RecoveriesTable"]["Value"]["Ref"]]["Properties"]
    return {name: table[name] for name in CREATABLE if name in table}


@dataclass
class World:
    """Records arrive a second after each other, from START on; `down` consumers give up what they get."""

    down: set[str] = field(default_factory=set)
    s3: "S3Client" = field(default_factory=emulated.s3)
    dynamodb: "DynamoDBClient" = field(default_factory=emulated.dynamodb)
    functions: Functions = field(default_factory=lambda: Functions(ENVIRONMENTS))

    def __post_init__(self) -> None:
        self.kinesis = cast("KinesisClient", emulated.client("kinesis", streams))
        self.queues = cast("SQSClient", emulated.client("sqs", queues))
        self.lambdas = self.functions.client()
        self.kinesis.create_stream(StreamName="sales", ShardCount=1)
        self.dynamodb.create_table(TableName="recoveries", **recoveries_properties())
        for bucket in ("quarantine", "failures", "raw"):
            self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=HERE)
        for name in EFFECTS:
            self.dynamodb.create_table(TableName=name, **table_properties(name))
        self.recoveries = Recoveries(self.dynamodb, "recoveries")
        self.ledgers = LedgerDigests(self.dynamodb, {name: name for name in EFFECTS})
        self._settled = dict.fromkeys(EFFECTS, 0)

    @property
    def clients(self) -> tuple[Any, ...]:
        """Those that a command calls."""
        return self.s3, self.dynamodb, self.kinesis, self.lambdas, self.queues

    def put(self, *payloads: bytes, key: str = "367") -> None:
        """Accept records."""
        entries: Any = [{"Data": each, "PartitionKey": key} for each in payloads]
        self.kinesis.put_records(StreamName="sales", Records=entries)

    def stream(self) -> list[StreamRecord]:
        """Every record that the stream ever took, each with its time of arrival."""
        start = self.kinesis.get_shard_iterator(
            StreamName="sales", ShardId=SHARD, ShardIteratorType="TRIM_HORIZON"
        )
        found = self.kinesis.get_records(ShardIterator=start["ShardIterator"])["Records"]
        return [
            StreamRecord(SHARD, str(number), each["PartitionKey"], START + number, each["Data"])
            for number, each in enumerate(found)
        ]

    def deliver(self) -> None:
        """Let each consumer work off what it has not seen, as its mapping would."""
        for name, seen in self._settled.items():
            new = self.stream()[seen:]
            self._settled[name] = seen + len(new)
            if name in self.down:
                self.give_up(new, name)
            elif new:
                report = self.consumer(name).handle(event_of(new, STREAM_ARN, "role"), lambda: 60_000)
                assert report.answer == {"batchItemFailures": []}

    def consumer(self, name: str) -> LedgerFunction:
        """A consumer as it is deployed."""
        return LedgerFunction(
            EFFECTS[name],
            Ledger(self.dynamodb, name),
            Claims(self.s3, "raw"),
            Quarantine(self.s3, "quarantine", name),
        )

    def give_up(
        self, records: Sequence[StreamRecord], function: str, source: str = STREAM_ARN, at: float = 0
    ) -> None:
        """FailureCatalog a batch as Lambda does."""
        if not records:
            return
        at = at or records[-1].arrived_at + 0.5
        identity = MappingIdentity("0f6e", source, f"{ARN}:{function}", "role")
        discarded = Discarded(tuple(records), "RetryAttemptsExhausted", 3, "Unhandled")
        key = object_key(identity, SHARD, at, f"{records[0].sequence_number}-{function}")
        document = invocation_record(discarded, identity, at, "7a1d")
        self.s3.put_object(Bucket="failures", Key=key, Body=json.dumps(document).encode())

    @property
    def archive(self) -> FailureCatalog:
        """What the commands read."""
        buckets = {name: TimedObjects(self.s3, name) for name in ("quarantine", "failures", "raw")}
        return FailureCatalog(
            **buckets, functions=deployment.Functions(self.lambdas), recoveries=self.recoveries
        )

    def failures(self, window: FailureWindow = FailureWindow()) -> list[Failure]:  # noqa: B008 (frozen)
        """What failed."""
        return self.archive.within(window)

    def sender(self, rate: float = 1e9, sleep: Callable[[float], None] = lambda _: None) -> RedriveSender:
        """The ways back, without a pause."""
        channels = Channels(KinesisWriter(self.kinesis, "sales", lambda _: None), self.queues, self.lambdas)
        return RedriveSender(self.recoveries, channels, Pace(rate, sleep=sleep))

    def stock(self) -> dict[str, int]:
        """Units by sku of store 367."""
        return dict(Stock(self.dynamodb, "inventory").on_hand("367"))
