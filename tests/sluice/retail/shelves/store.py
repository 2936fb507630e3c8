"""A store at work: rows come into its ledger, the shelves follow them later, and some they never hear of."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from lambdas.core.quarantine import Quarantine
from lambdas.shelves.projector import ShelfProjector
from lambdas.shelves.rows import parse_new_row
from lambdas.shelves.rules import Rules
from lambdas.shelves.table import open_shelves
from sluice.retail.shelves.recount import Recount, RecountOutcome
from tests.lambdas.deliveries import deliver, unheard
from tests.lambdas.ledgers import create_ledger, in_process, table_properties
from tests.lambdas.objects import Objects
from tests.lambdas.sales import LEDGER, QUARANTINE
from tests.lambdas.shelves.rows import event, row

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

SHELVES, STORE = "shelves", "367"
PLENTY = 60_000


@dataclass
class Store:
    """Its `now` is DynamoDB's clock, by which a table's stream is off by `skew` seconds."""

    skew: float = 0.0
    now: float = 1_488_376_980.0
    dynamodb: "DynamoDBClient" = field(default_factory=lambda: create_ledger(in_process()))
    meanwhile: Iterator[Callable[["Store"], None]] = field(default_factory=lambda: iter(()))
    stream: list[dict[str, Any]] = field(default_factory=list)
    followed: int = 0
    lost: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        table = table_properties("shelves", "SHELVES_TABLE")
        self.dynamodb.create_table(TableName=SHELVES, **table)
        self._acting = False
        self.dynamodb.meta.events.register("before-call.dynamodb", self._act)

    def insert(self, sku: str, units: int) -> None:
        """A row comes into the ledger, and into its stream."""
        self.now += 0.1
        record = row(len(self.stream), {sku: units}, store=STORE)
        record["dynamodb"]["ApproximateCreationDateTime"] = int(self.now + self.skew)
        image = record["dynamodb"]["NewImage"]
        self.dynamodb.put_item(TableName=LEDGER, Item=image | {"digest": {"B": b""}})
        self.stream.append(record)

    def follow(self, most: int = 1_000) -> None:
        """The shelves follow the next rows, unless somebody else has written a shelf meanwhile."""
        if self._follow(most):
            self.followed = min(self.followed + most, len(self.stream))

    def follow_twice(self, most: int) -> None:
        """A batch comes again, and then is done."""
        self._follow(most)
        self.follow(most)

    def _follow(self, most: int) -> bool:
        """Let an environment of its own follow rows; two of them may be under way at once."""
        batch = self._batch(most)
        quarantine = Quarantine(cast("S3Client", Objects()), QUARANTINE, "shelves")
        projector = ShelfProjector(
            open_shelves(self.dynamodb, SHELVES), Rules(), lambda _: None, quarantine, unheard
        )
        return not (batch["Records"] and deliver(projector, parse_new_row, batch, lambda: PLENTY).stopped)

    def give_up(self, most: int) -> None:
        """The next rows are never followed."""
        for each in self._batch(most)["Records"]:
            for sku, units in each["dynamodb"]["NewImage"]["movement"]["M"].items():
                self.lost[sku] += int(units["N"])
        self.followed = min(self.followed + most, len(self.stream))

    def recount(self, *, mend: bool = True) -> RecountOutcome:
        """Recount the store; before each of its calls something happens `meanwhile`."""
        recount = Recount(self.dynamodb, LEDGER, SHELVES, lambda: self.now, self.wait, at_once=1)
        [outcome] = recount.all(STORE, mend=mend)
        return outcome

    def wait(self, seconds: float) -> None:
        for _ in range(3):
            self._act()
        self.now += seconds

    @contextmanager
    def busy(self, *actions: Callable[["Store"], None]) -> Iterator[None]:
        """Do these one after the other, before calls of somebody else."""
        self.meanwhile = iter(actions)
        yield
        self.meanwhile = iter(())

    def on_hand(self) -> Counter[str]:
        """What the shelves say."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=SHELVES)
        items = (item for page in pages for item in page["Items"])
        return Counter({item["sku"]["S"]: int(item["on_hand"]["N"]) for item in items})

    def added_up(self) -> Counter[str]:
        """What the rows say."""
        units: Counter[str] = Counter()
        for each in self.stream:
            for sku, moved in each["dynamodb"]["NewImage"]["movement"]["M"].items():
                units[sku] += int(moved["N"])
        return units

    def _batch(self, most: int) -> dict[str, Any]:
        return event(*self.stream[self.followed : self.followed + most])

    def _act(self, **_: object) -> None:
        if not self._acting:
            self._acting = True
            next(self.meanwhile, lambda _: None)(self)
            self._acting = False
