"""A deployed environment in which enough happened that every command has something to act on."""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from contracts.contract_breaks import TEST_CARD
from lambdas.core.manifest.table import list_hour
from lambdas.core.set_aside import GZIPPED
from lambdas.reorder.held_orders import HeldOrder, HeldOrders, OrderState
from lambdas.reorder.policy import Order
from sluice.erasure.versions import VersionedBucket
from sluice.failures.deployment import FailureCatalog, Functions
from sluice.failures.failure import Failure
from sluice.failures.objects import FailureWindow, TimedObjects
from sluice.failures.recoveries import Recoveries
from tests.docs.typed import FENCED
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.failures.test_not_archived import KEY, NOT_TRANSFORMED
from tests.synthesis import OWN_DOMAIN, REPOSITORY
from tests.twin.semantics.streams import insert
from twin.assembly import Resource
from twin.deploy import Twin, deployed
from twin.lake.tables import create_tables
from twin.movers import data_plane
from twin.plane.faults import NoFaults
from twin.plane.plane import DataPlane
from twin.semantics.batches import Discarded
from twin.semantics.failures import MappingIdentity, invocation_record, object_key
from twin.semantics.records import StreamRecord

NOBODY = {("Sluice-dev-Shelves", "SupplierUrl"): "http://127.0.0.1:9/orders"}
A_MINUTE = timedelta(minutes=1)
PATIENCE = 60
BUSY, ROWS, SHELVES = "367", "381", "31"
"""The store that everything happens in, one whose rows somebody changes by hand, one whose shelves."""
APPLE, PEAR = "1082185", "1029743"
CARD, MEMBER = TEST_CARD, "1234"
"""What is to be purged from raw, and who is to be forgotten."""


class World:
    """The environment, by what its outputs and templates name."""

    def __init__(self, twin: Twin, plane: DataPlane, directory: Path) -> None:
        self.twin, self.plane, self.directory = twin, plane, directory
        self.client, self.output = twin.emulator.client, twin.app.output
        self.began = datetime.now(UTC).replace(microsecond=0)
        self.recipe = directory / "quantities.toml"
        [recipe] = [
            code
            for language, code in FENCED.findall((REPOSITORY / "docs/failures.md").read_text())
            if language == "toml"
        ]
        self.recipe.write_text(recipe)

    @cached_property
    def dynamodb(self) -> Any:
        """A client under the account's own key, which nobody evaluates."""
        return self.client("dynamodb")

    @cached_property
    def s3(self) -> Any:
        """The same, of S3."""
        return self.client("s3")

    def prepare(self) -> None:
        """Let sales come, among them such as are refused and given up, and letters and events."""
        self._sell()
        self._leave_letters()
        self._tell()
        self.quiet()
        self._give_up()

    def put(self, *payloads: bytes, store: str = BUSY) -> None:
        """Send records."""
        entries = [{"Data": each, "PartitionKey": store} for each in payloads]
        self.client("kinesis").put_records(StreamName=self.output("StreamName"), Records=entries)

    def hold(self, order_id: str) -> None:
        """Let an order wait for a person; what asked for it is nothing that anybody would place."""
        order = Order(order_id=order_id, store_id=BUSY, sku=APPLE, supplier="central", units=9_000)
        held_at = self.began.isoformat(timespec="seconds")
        HeldOrders(self.dynamodb, self.output("HeldOrdersTable")).hold(
            HeldOrder(order=order, state=OrderState.HELD, reason="many", held_at=held_at, message="{}")
        )

    def objects(self) -> list[str]:
        """The keys of archived sales."""
        found = self.s3.list_objects_v2(Bucket=self.output("RawBucket"), Prefix="events/")
        return [each["Key"] for each in found.get("Contents", ())]

    def traces(self, *texts: str) -> list[str]:
        """Where one of these texts lies in a version of raw's objects."""
        found = VersionedBucket(self.s3, self.output("RawBucket")).versions("events/")
        # Some objects were broken on purpose.
        readable = (each for each in found if each.body.startswith(GZIPPED))
        unpacked = ((each.key, gzip.decompress(each.body)) for each in readable)
        return [key for key, body in unpacked if any(text.encode() in body for text in texts)]

    def entries(self) -> list[Any]:
        """The manifest of the hours since it began."""
        hours = (self.began + timedelta(hours=number) for number in (0, 1))
        return [
            each
            for hour in hours
            for each in list_hour(
                self.dynamodb, self.output("ManifestTable"), hour.replace(minute=0, second=0)
            )
        ]

    def failures(self) -> list[Failure]:
        """What failed."""
        buckets = {
            name: TimedObjects(self.s3, self.output(f"{name.title()}Bucket"))
            for name in ("quarantine", "failures", "raw")
        }
        recoveries = Recoveries(self.dynamodb, self.output("RecoveriesTable"))
        functions = Functions(self.client("lambda"))
        return FailureCatalog(**buckets, functions=functions, recoveries=recoveries).within(FailureWindow())

    def queue(self, name: str) -> Resource:
        """A queue by what its logical id begins with."""
        found = [one for one in self.twin.app.resources("AWS::SQS::Queue") if one.logical_id[:-8] == name]
        [queue] = found
        return queue

    def until(self, done: Callable[[], bool]) -> None:
        """Wait until something holds."""
        deadline = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < deadline
            time.sleep(0.2)

    def quiet(self) -> None:
        """Let all that was sent arrive, in raw and in its manifest too."""
        self.plane.drain(PATIENCE)
        self.until(lambda: self._versions() <= {each.version for each in self.entries()})

    def _versions(self) -> set[str]:
        found = self.s3.list_object_versions(Bucket=self.output("RawBucket"), Prefix="events/")
        return {each["VersionId"] for each in found.get("Versions", ())}

    def _sell(self) -> None:
        for store in (BUSY, ROWS, SHELVES):
            lines = [line(APPLE), line(PEAR)]
            self.put(*(encoded(sale(number, store, lines=lines)) for number in range(1, 5)), store=store)
        self.put(
            encoded(sale(11, lines=[line(quantity="3")])),
            encoded(sale(12, schema_version="9.0")),
            self._claim(encoded(sale(13))),
            encoded(sale(1, BUSY, lines=[line(APPLE, 7), line(PEAR)])),
            encoded(sale(14, note=CARD)),
            *(encoded(sale(number, loyalty_id=MEMBER)) for number in range(15, 19)),
        )

    def _claim(self, payload: bytes) -> bytes:
        """Lay a sale where oversized ones lie, and return its claim check."""
        whole, key = json.loads(payload), "claims/1"
        self.s3.put_object(Bucket=self.output("RawBucket"), Key=key, Body=payload)
        claim = {"key": key, "sha256": sha256(payload).hexdigest(), "bytes": len(payload)}
        return encoded(
            {name: whole[name] for name in ("schema_version", "sale_id", "store_id")} | {"claim": claim}
        )

    def _leave_letters(self) -> None:
        """Dead ones everywhere, and one that the reorder function refuses."""
        sqs, target = self.client("sqs"), self.twin.app.arn(self.queue("Cases"))
        told = {"RULE_ARN": "arn:aws:events:eu-west-1:111122223333:rule/bus/suspicions", "TARGET_ARN": target}
        said = {name: {"DataType": "String", "StringValue": each} for name, each in told.items()}
        dead = (
            "ReorderQueueDeadLetters",
            "CasesDeadLetters",
            "NotStarted",
            "ManifestNotEntered",
            "RunsFailed",
            "BreakGlassNotices",
            "BreakGlassUndelivered",
        )
        for name in dead:
            sqs.send_message(QueueUrl=self.queue(name).physical_id, MessageBody="{}")
        for name in ("UndeliveredOrders", "UndeliveredSuspicions"):
            sqs.send_message(QueueUrl=self.queue(name).physical_id, MessageBody="{}", MessageAttributes=said)
        broken = json.dumps({"detail-type": "StockLow", "detail": {}})
        sqs.send_message(QueueUrl=self.queue("ReorderQueue").physical_id, MessageBody=broken)

    def _tell(self) -> None:
        """Events of a while ago, as the archive of the bus keeps them."""
        bus, at = self.output("BusName"), self.began - 20 * A_MINUTE
        kinds = ("StockLow", "FraudSuspected")
        self.client("events").put_events(
            Entries=[
                {"EventBusName": bus, "Source": "sluice", "DetailType": kind, "Detail": "{}", "Time": at}
                for kind in kinds
            ]
        )

    def _give_up(self) -> None:
        """What a mapping gave up, a row that the shelves did, and what Firehose put aside."""
        at = time.time()
        self._archive("Inventory", StreamRecord("shard", "1", BUSY, at, encoded(sale(21))))
        self._archive("Shelves", insert(9, "2017-03-01/4/1", at))
        error = json.dumps(NOT_TRANSFORMED).encode()
        self.s3.put_object(Bucket=self.output("RawBucket"), Key=KEY.format("processing-failed"), Body=error)

    def _archive(self, consumer: str, record: StreamRecord) -> None:
        mappings = self.twin.app.resources("AWS::Lambda::EventSourceMapping")
        [mapping] = [one for one in mappings if one.logical_id.startswith(consumer)]
        function = f"arn:aws:lambda:eu-west-1:111122223333:function:{mapping.properties['FunctionName']}"
        identity = MappingIdentity(
            mapping.physical_id, mapping.properties["EventSourceArn"], function, "role"
        )
        discarded = Discarded((record,), "RetryAttemptsExhausted", 3, "Unhandled")
        document = invocation_record(discarded, identity, record.arrived_at, "7a1d")
        self.s3.put_object(
            Bucket=self.output("FailuresBucket"),
            Key=object_key(identity, record.shard_id, record.arrived_at, consumer),
            Body=json.dumps(document).encode(),
        )


@contextmanager
def operated(directory: Path) -> Iterator[World]:
    """Deploy, and let enough happen; records and events move until the context ends."""
    with deployed(
        environment="dev", port=0, workspace=directory, say=len, parameters=NOBODY, context=OWN_DOMAIN
    ) as twin:
        plane = data_plane(twin, faults=NoFaults(), observe=lambda _: None, stops_at_denials=False)
        plane.start()
        try:
            create_tables(twin.app, twin.emulator.endpoint)
            world = World(twin, plane, directory)
            plane.settle(PATIENCE)
            world.prepare()
            yield world
        finally:
            plane.stop()
