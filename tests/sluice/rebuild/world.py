"""An environment in this process: ledgers and their consumers, raw and its manifest, replays and their machine."""

import gzip
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from lambdas import contracts
from lambdas.claims import Claims
from lambdas.consumer import StreamConsumer
from lambdas.contracts import Claim, Sale
from lambdas.effects import Effects
from lambdas.inventory import stock
from lambdas.loyalty import points
from lambdas.manifest.table import Entry, entries, put
from lambdas.once import Ledger, Row
from lambdas.quarantine import Quarantine
from lambdas.raw import hour_prefix
from lambdas.refusals import BrokenContract
from sluice.rebuild import rebuilding
from sluice.rebuild.archive import Archive
from sluice.rebuild.comparing import Comparison
from sluice.rebuild.fold import Folds
from sluice.rebuild.generation import Generation
from sluice.rebuild.header import Fold, Items
from sluice.rebuild.place import Place
from sluice.rebuild.swapping import Done
from tests import emulated
from tests.lambdas.ledgers import CREATABLE, table_properties
from tests.lambdas.sales import event
from tests.synthesis import templates

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

RAW, QUARANTINE, FAILURES = "raw", "quarantine", "failures"
MANIFEST, REPLAYS = "manifest", "replays"
HERE: Any = {"LocationConstraint": "eu-central-1"}
LEDGERS = {"inventory": "stock", "loyalty": "points"}
EFFECTS = {"inventory": stock.effect, "loyalty": points.effect}
BEGIN = datetime(2017, 3, 1, 14, tzinfo=UTC)
SPRING = Generation("spring1")


class AlreadyExists(Exception):
    """An execution of this name is over."""


@dataclass
class Machine:
    """Folds a replay's window when it is started, straight from raw: of two payloads the first one counts."""

    world: "World"
    executions: list[str] = field(default_factory=list)
    failing: bool = False

    class exceptions:  # noqa: N801 (as boto3 has it)
        ExecutionAlreadyExists = AlreadyExists

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> None:  # noqa: A002, ARG002, N803
        if name in self.executions:
            raise AlreadyExists
        self.executions.append(name)
        replay = json.loads(input)["replay"]
        if not self.failing:
            self.world.fold_now(replay)
        self.world.end(replay, "incomplete" if self.failing else "done")


class Firehose:
    """Holds sales back for a minute at most."""

    def describe_delivery_stream(self, **_: object) -> dict[str, Any]:
        hints = {"BufferingHints": {"IntervalInSeconds": 60}}
        return {"DeliveryStreamDescription": {"Destinations": [{"ExtendedS3DestinationDescription": hints}]}}


@dataclass
class World:
    """What it holds, and what happens in it; `now` is the archive's time."""

    dynamodb: "DynamoDBClient" = field(default_factory=emulated.dynamodb)
    s3: "S3Client" = field(default_factory=emulated.s3)
    now: datetime = BEGIN
    waited: Callable[[], None] = lambda: None
    arrived: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.machine = Machine(self)
        for bucket in (RAW, QUARANTINE, FAILURES):
            self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=HERE)
        self.s3.put_bucket_versioning(Bucket=RAW, VersioningConfiguration={"Status": "Enabled"})
        self.s3.meta.events.register("after-call.s3.ListObjectVersions", self._date)
        for consumer, table in LEDGERS.items():
            self.dynamodb.create_table(TableName=table, **table_properties(consumer))
        for table in (MANIFEST, REPLAYS):
            self.dynamodb.create_table(TableName=table, **_declared(f"{table.capitalize()}Table"))

    @property
    def place(self) -> Place:
        return Place(
            dynamodb=self.dynamodb,
            s3=self.s3,
            firehose=Firehose(),
            ledgers=LEDGERS,
            failures=FAILURES,
            delivery="archive",
            archive=Archive(self.s3, RAW, self.dynamodb, MANIFEST),
            folds=Folds(Items(self.dynamodb, REPLAYS), self.machine, "machine", self.wait),
        )

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.waited()

    def sell(self, payloads: Sequence[bytes]) -> None:
        """Applied by both consumers, and archived."""
        self.deliver(payloads)
        self.archive(payloads)

    def deliver(self, payloads: Sequence[bytes]) -> None:
        for consumer in LEDGERS:
            report = self._consumer(consumer).handle(event(payloads), lambda: 60_000)
            assert not report.stopped_at

    def archive(self, payloads: Sequence[bytes], *, manifest: bool = True) -> None:
        """One object more, which arrives now."""
        self.now += timedelta(seconds=1)
        body = gzip.compress(b"".join(payload + b"\n" for payload in payloads))
        key = f"{hour_prefix(self.now)}{len(self.arrived):04}.gz"
        version = self.s3.put_object(Bucket=RAW, Key=key, Body=body)["VersionId"]
        self.arrived[version] = self.now
        held = {"stores": {"?": len(payloads)}, "sha256": sha256(body).hexdigest()}
        if manifest:
            put(self.dynamodb, MANIFEST, Entry(key, version, self.now, len(body), len(payloads), **held))  # type: ignore[arg-type]
        self.now += timedelta(seconds=1)

    def rebuilt(self, generation: Generation = SPRING) -> Fold:
        """Fold all that has arrived."""
        return rebuilding.fold(self.place, generation, self.now, _unseen)

    def compared(self, fold: Fold | None = None) -> Comparison:
        return rebuilding.compare(self.place, fold or self.place.folds.whole(SPRING), _unseen, self.wait)

    def swapped(self, found: Comparison) -> dict[Done, int]:
        return dict(rebuilding.swap(self.place, SPRING, found.differences, _unseen))

    def rows(self, table: str) -> dict[tuple[str, str], dict[str, Any]]:
        """A whole table by key, without places in raw."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=table)
        return {
            (item["store_id"]["S"], item["entry"]["S"]): {k: v for k, v in item.items() if k != "place"}
            for page in pages
            for item in page["Items"]
        }

    def fold_now(self, replay: str) -> None:
        header = self.place.folds.items.get((replay, "run"))
        window = [datetime.fromisoformat(header[each]["S"]) for each in ("from", "to")]
        found = sorted(entries(self.dynamodb, MANIFEST, *window), key=lambda each: (each.arrived_at, each.key))
        for entry in found:
            lines = self._lines(entry)
            for number, line in enumerate(lines):
                self._fold(line, entry, number, header["into"]["S"])
            self._checkpoint(replay, entry, len(lines))

    def end(self, replay: str, state: str) -> None:
        self.dynamodb.update_item(
            TableName=REPLAYS,
            Key={"replay": {"S": replay}, "item": {"S": "run"}},
            UpdateExpression="SET #state = :state",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues={":state": {"S": state}},
        )
        self.dynamodb.delete_item(TableName=REPLAYS, Key={"replay": {"S": "active"}, "item": {"S": "run"}})

    def _lines(self, entry: Entry) -> list[bytes]:
        body = self.s3.get_object(Bucket=RAW, Key=entry.key, VersionId=entry.version)["Body"].read()
        return gzip.decompress(body).splitlines()

    def _fold(self, line: bytes, entry: Entry, number: int, into: str) -> None:
        try:
            sale, data = self._whole(line)
            digest = contracts.digest(data)
        except BrokenContract:
            return
        store, rest = sale.key
        place = f"{entry.arrived_at.isoformat()}/{entry.key}#{entry.version}/{number:08}"
        for consumer, table in LEDGERS.items():
            item = {"store_id": {"S": store}, "entry": {"S": rest}, "digest": {"B": digest}}
            item |= {**EFFECTS[consumer](sale), "place": {"S": place}}  # type: ignore[dict-item]
            if (store, rest) not in self.rows(f"{table}-{into}"):
                self.dynamodb.put_item(TableName=f"{table}-{into}", Item=item)

    def _whole(self, line: bytes) -> tuple[Sale, bytes]:
        sale = contracts.parse(line)
        if isinstance(sale, Claim):
            line = Claims(self.s3, RAW).fetch(sale)
            return contracts.parse_claimed(line, sale), line
        return sale, line

    def _checkpoint(self, replay: str, entry: Entry, lines: int) -> None:
        item = {"replay": {"S": replay}, "item": {"S": f"chunk/{entry.key}#{entry.version}"}}
        done = {"sent": {"N": str(lines)}, "left_out": {"N": "0"}, "done": {"BOOL": True}}
        self.dynamodb.put_item(TableName=REPLAYS, Item={**item, **done})  # type: ignore[dict-item]

    def _consumer(self, consumer: str) -> StreamConsumer[Row]:
        ledger = Ledger(self.dynamodb, LEDGERS[consumer])
        quarantine = Quarantine(self.s3, QUARANTINE, consumer)
        return StreamConsumer(Effects(EFFECTS[consumer], ledger), Claims(self.s3, RAW), quarantine)

    def _date(self, parsed: dict[str, Any], **_: object) -> None:
        """The emulator dates by the wall clock."""
        for each in parsed.get("Versions", ()):
            each["LastModified"] = self.arrived[each["VersionId"]]


def _declared(output: str) -> dict[str, Any]:
    """A table of the stack of replays, as the template says."""
    template = templates("dev")["Sluice-dev-Replay"]
    table = template["Resources"][template["Outputs"][output]["Value"]["Ref"]]["Properties"]
    return {name: table[name] for name in CREATABLE if name in table}


def _unseen(*_: Iterable[int] | int) -> None:
    """Nobody watches."""
