"""What a replay works with, in this process: raw, manifest, replays, a stream, and a clock of its own."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from domain import points, stock
from lambdas.core.claims import Claims
from lambdas.core.ledger import Ledger
from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.table import list_hour, put_entry
from lambdas.core.quarantine import Quarantine
from lambdas.core.raw import hour_prefix
from lambdas.core.replay.checkpoint import Checkpoints
from lambdas.core.replay.chunk import ChunkWorker, Destination
from lambdas.core.replay.consumer_function import ConsumerFunction
from lambdas.core.replay.finish import ReplayFinisher
from lambdas.core.replay.generation import Generation
from lambdas.core.replay.kinesis_writer import KinesisWriter
from lambdas.core.replay.plan import ReplayPlanner
from lambdas.core.replay.progress import Chunk, Parts
from lambdas.core.replay.run import ReplayHeader, Replays
from tests import emulated
from tests.lambdas.core.replay.functions import Functions
from tests.lambdas.core.replay.shards import Shards
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.ledgers import table_properties
from tests.lambdas.sales import BOUNDS, QUARANTINE, STREAM_ARN

NOON = datetime(2017, 3, 1, 12, tzinfo=UTC)
RAW, ANSWERS, STREAM = "raw", "answers", "sales"
MANIFEST, REPLAYS, INVENTORY, LOYALTY = "manifest", "replays", "stock", "points"
REPLAY = "20170301T1200-20170301T1800-1"
GENERATION = "second"
CONSUMER, FUNCTION_ARN = "loyalty", "arn:aws:lambda:eu-central-1:111122223333:function:loyalty"


class Clock:
    """Time passes where somebody sleeps, and a little with every call."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let so much pass."""
        self.now += seconds


@dataclass
class Cloud:
    """Everything that lasts; the steps of a function are made over it as often as one dies."""

    shards: Shards = field(default_factory=Shards)
    clock: Clock = field(default_factory=Clock)
    at_once: int = 10

    def __post_init__(self) -> None:
        self.dynamodb: Any = emulated.dynamodb()
        self.s3: Any = emulated.s3()
        self.kinesis: Any = emulated.client("kinesis", self.shards)
        for name, consumer, variable in (
            (MANIFEST, "replay", "MANIFEST_TABLE"),
            (REPLAYS, "replay", "REPLAYS_TABLE"),
            (f"{INVENTORY}-{GENERATION}", "inventory", "LEDGER_TABLE"),
            (f"{LOYALTY}-{GENERATION}", "loyalty", "LEDGER_TABLE"),
            (LOYALTY, "loyalty", "LEDGER_TABLE"),
        ):
            self.dynamodb.create_table(TableName=name, **table_properties(consumer, variable))
        for bucket in (RAW, ANSWERS, QUARANTINE):
            self.s3.create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
            )
        self.s3.put_bucket_versioning(Bucket=RAW, VersioningConfiguration={"Status": "Enabled"})
        self.replays = Replays(self.dynamodb, REPLAYS)
        self.checkpoints = Checkpoints(self.dynamodb, REPLAYS)
        self.parts = Parts(self.s3, ANSWERS)
        self.loyalty = LedgerFunction(
            effect=points.effect,
            ledger=Ledger(self.dynamodb, LOYALTY),
            claims=Claims(self.s3, RAW),
            quarantine=Quarantine(self.s3, QUARANTINE, CONSUMER),
        )
        self.invoked = Functions(self.loyalty)
        self.functions: Any = emulated.client("lambda", self.invoked)

    def archive(
        self,
        records: Sequence[bytes],
        at: datetime = NOON,
        name: str = "a",
        stores: Sequence[str] = ("367",),
        body: bytes = b"",
    ) -> Chunk:
        """Put an object into raw and into the manifest; return it as a chunk of the first execution."""
        key = f"{hour_prefix(at)}{name}.gz"
        body = body or gzip.compress(b"".join(record + b"\n" for record in records))
        version = self.s3.put_object(Bucket=RAW, Key=key, Body=body)["VersionId"]
        held = dict.fromkeys(stores, len(records))
        put_entry(
            self.dynamodb,
            MANIFEST,
            ManifestEntry(key, version, at, len(body), len(records), held, f"{name}{at}"),
        )
        return Chunk(REPLAY, 1, key, version, at.isoformat())

    def start(
        self,
        hours: float = 6,
        rate: float = 10_000,
        chunks: int = 1,
        partition: str | None = None,
        into: str | None = None,
        consumer: str | None = None,
    ) -> None:
        """Put a header and the lock, as the command line does."""
        texts = {
            "replay": REPLAY,
            "item": "run",
            "state": "running",
            "from": NOON.isoformat(),
            "to": (NOON + timedelta(hours=hours)).isoformat(),
            "partition": partition,
            "into": into,
            "consumer": consumer,
        }
        numbers = {"rate": rate, "executions": 1, "chunks": chunks}
        item = {name: {"S": text} for name, text in texts.items() if text is not None}
        item |= {name: {"N": str(number)} for name, number in numbers.items()}
        self.dynamodb.put_item(TableName=REPLAYS, Item=item)
        lock = {"replay": {"S": "active"}, "item": {"S": "run"}, "id": {"S": REPLAY}}
        self.dynamodb.put_item(TableName=REPLAYS, Item=lock)

    def set_state(self, state: str, resumed: int = 0) -> None:
        """Pause, cancel or resume, as the command line does."""
        self.dynamodb.update_item(
            TableName=REPLAYS,
            Key={"replay": {"S": REPLAY}, "item": {"S": "run"}},
            UpdateExpression="SET #state = :state ADD executions :resumed",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues={":state": {"S": state}, ":resumed": {"N": str(resumed)}},
        )

    def header(self) -> dict[str, str]:
        """The header as it stands, plain."""
        key = {"replay": {"S": REPLAY}, "item": {"S": "run"}}
        found = self.dynamodb.get_item(TableName=REPLAYS, Key=key)["Item"]
        return {name: str(next(iter(value.values()))) for name, value in found.items()}

    def locked(self) -> bool:
        """Whether another replay would have to wait."""
        key = {"replay": {"S": "active"}, "item": {"S": "run"}}
        return "Item" in self.dynamodb.get_item(TableName=REPLAYS, Key=key)

    def destination(self, header: ReplayHeader, chunk: Chunk) -> Destination:
        """As the handler chooses it."""
        if header.consumer:
            origin, arrived_at = f"{chunk.key}#{chunk.version}", datetime.fromisoformat(chunk.arrived_at)
            return ConsumerFunction(self.functions, FUNCTION_ARN, STREAM_ARN, origin, arrived_at)
        if header.into is None:
            return KinesisWriter(self.kinesis, STREAM, self.clock.sleep)
        ledgers = {f"{INVENTORY}-{header.into}": stock.effect, f"{LOYALTY}-{header.into}": points.effect}
        origin = f"{chunk.arrived_at}/{chunk.key}#{chunk.version}"
        return Generation(self.dynamodb, Claims(self.s3, RAW), ledgers, origin)

    @property
    def working(self) -> ChunkWorker:
        """A function that works chunks off."""
        return ChunkWorker(
            self.replays,
            self.checkpoints,
            self.s3,
            RAW,
            self.destination,
            self.at_once,
            BOUNDS,
            self.clock,
            self.clock.sleep,
        )

    def planning(self, part: int = 5_000) -> ReplayPlanner:
        """A function that plans."""
        return ReplayPlanner(
            self.replays,
            self.checkpoints,
            self.parts,
            partial(list_hour, self.dynamodb, MANIFEST),
            self.clock,
            part,
        )

    @property
    def finishing(self) -> ReplayFinisher:
        """A function that finishes parts."""
        return ReplayFinisher(self.replays, self.checkpoints, self.parts, lambda: NOON + timedelta(days=1))

    def rows(self, table: str) -> dict[tuple[str, str], dict[str, Any]]:
        """A table of the generation, by key."""
        return self.live_rows(f"{table}-{GENERATION}")

    def live_rows(self, table: str) -> dict[tuple[str, str], dict[str, Any]]:
        """A table, by key."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=table)
        found = (item for page in pages for item in page["Items"])
        return {(item["partition"]["S"], item["entry"]["S"]): dict(item) for item in found}
