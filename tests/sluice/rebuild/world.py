"""An environment in this process: ledgers and consumers, raw and its manifest, replays and their machine."""

import gzip
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from lambdas.core.claims import Claims
from lambdas.core.ledger import Ledger
from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.table import put_entry
from lambdas.core.quarantine import Quarantine
from lambdas.core.raw import hour_prefix
from lambdas.core.replay.run import RUN
from sluice.rebuild import steps
from sluice.rebuild.comparison import Comparison
from sluice.rebuild.generation import TableGeneration
from sluice.rebuild.generations import Fold
from sluice.rebuild.swap import SwapOutcome
from sluice.rebuild.target import RebuildTarget
from sluice.replay.monitor import ReplayMonitor
from sluice.replay.start import ReplayRequest
from sluice.replay.start import start as begin_replay
from sluice.replay.window import Window
from tests import emulated
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.ledgers import CREATABLE, table_properties
from tests.lambdas.sales import encoded, event
from tests.sluice.rebuild.machine import ANSWERS, EFFECTS, LEDGERS, MANIFEST, RAW, REPLAYS, Machine
from tests.sluice.rebuild.places import FAILURES, place
from tests.synthesis import templates

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

QUARANTINE = "quarantine"
HERE: Any = {"LocationConstraint": "eu-central-1"}
BEGIN = datetime(2017, 3, 1, 14, tzinfo=UTC)
SPRING = TableGeneration("spring1")


@dataclass
class World:
    """What it holds, and what happens in it; `now` is the archive's time."""

    dynamodb: "DynamoDBClient" = field(default_factory=emulated.dynamodb)
    s3: "S3Client" = field(default_factory=emulated.s3)
    now: datetime = BEGIN
    waited: Callable[[], None] = lambda: None
    arrived: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.machine = Machine(self.dynamodb, self.s3)
        for bucket in (RAW, ANSWERS, QUARANTINE, FAILURES):
            self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=HERE)
        self.s3.put_bucket_versioning(Bucket=RAW, VersioningConfiguration={"Status": "Enabled"})
        self.s3.meta.events.register("after-call.s3.ListObjectVersions", self._date)
        self.s3.meta.events.register("after-call.s3.HeadObject", self._date_one)
        for consumer, table in LEDGERS.items():
            self.dynamodb.create_table(TableName=table, **table_properties(consumer))
        for table in (MANIFEST, REPLAYS):
            self.dynamodb.create_table(TableName=table, **_declared(f"{table.capitalize()}Table"))

    @property
    def place(self) -> RebuildTarget:
        return place(self.dynamodb, self.s3, self.machine)

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
        held, digest = {"?": len(payloads)}, sha256(body).hexdigest()
        if manifest:
            entry = ManifestEntry(key, version, self.now, len(body), len(payloads), held, digest)
            put_entry(self.dynamodb, MANIFEST, entry)
        self.now += timedelta(seconds=1)

    def rebuilt(self, generation: TableGeneration = SPRING) -> Fold:
        """Fold all that has arrived."""
        return steps.fold(self.place, generation, self.now, _unseen, self.wait)

    def compared(self, fold: Fold | None = None) -> Comparison:
        return steps.compare(self.place, fold or self.place.folds.whole(SPRING), _unseen, self.wait)

    def swapped(self, found: Comparison) -> dict[SwapOutcome, int]:
        return dict(steps.swap(self.place, SPRING, found, _unseen))

    def dropped(self) -> list[str]:
        return steps.drop(self.place, SPRING)

    def replays(self, start: datetime = BEGIN) -> str:
        """A replay of an hour is under way; returns its id."""
        self.machine.slow = True
        window = Window(start, start + timedelta(hours=1))
        started = begin_replay(
            ReplayMonitor(self.place.replays), ReplayRequest(window=window, rate=1), self.now
        )
        self.machine.slow = False
        return started.id

    def lose(self, replay: str) -> None:
        """Somebody deletes a header."""
        key = {"replay": {"S": replay}, "item": {"S": RUN}}
        self.dynamodb.delete_item(TableName=REPLAYS, Key=key)

    def claim(self, payload: bytes) -> bytes:
        """Lay a sale where oversized ones lie, and return its claim check."""
        whole, key = json.loads(payload), "claims/1"
        head = {name: whole[name] for name in ("schema_version", "sale_id", "store_id")}
        self.s3.put_object(Bucket=RAW, Key=key, Body=payload)
        claim = {"key": key, "sha256": sha256(payload).hexdigest(), "bytes": len(payload)}
        return encoded({**head, "claim": claim})

    def rows(self, table: str) -> dict[tuple[str, str], dict[str, Any]]:
        """A whole table by key, without places in raw."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=table)
        return {
            (item["partition"]["S"], item["entry"]["S"]): {k: v for k, v in item.items() if k != "place"}
            for page in pages
            for item in page["Items"]
        }

    def _consumer(self, consumer: str) -> LedgerFunction:
        ledger = Ledger(self.dynamodb, LEDGERS[consumer])
        quarantine = Quarantine(self.s3, QUARANTINE, consumer)
        return LedgerFunction(EFFECTS[consumer], ledger, Claims(self.s3, RAW), quarantine)

    def _date(self, parsed: dict[str, Any], **_: object) -> None:
        """The emulator dates by the wall clock."""
        for each in parsed.get("Versions", ()):
            self._date_one(each)

    def _date_one(self, parsed: dict[str, Any], **_: object) -> None:
        parsed["LastModified"] = self.arrived[parsed["VersionId"]]


def _declared(output: str) -> dict[str, Any]:
    """A table of the stack of replays, as the template says."""
    template = templates("dev")["Sluice-dev-Replay"]
    table = template["Resources"][template["Outputs"][output]["Value"]["Ref"]]["Properties"]
    return {name: table[name] for name in CREATABLE if name in table}


def _unseen(*_: Iterable[int] | int) -> None:
    """Nobody watches."""
