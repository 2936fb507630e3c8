"""Who follows the ledger, with a table in this process, and a bus that keeps what it is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from domain.bus_events import StockLow
from lambdas.core.bus import EventsNotPut
from lambdas.core.quarantine import Quarantine
from lambdas.shelves.projector import ShelfProjector
from lambdas.shelves.rows import parse_new_row
from lambdas.shelves.rules import Rules
from lambdas.shelves.table import open_shelves
from tests.lambdas.deliveries import deliver, unheard
from tests.lambdas.ledgers import in_process, table_properties
from tests.lambdas.objects import Objects
from tests.lambdas.sales import QUARANTINE
from tests.lambdas.shelves.rows import event

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

TABLE = "shelves"
RULES = Rules(lead_days=1, safety=1, least=6)


@dataclass
class Told:
    """A bus that keeps what it is told, or is down."""

    events: list[StockLow] = field(default_factory=list)
    down: bool = False
    quarantine: Objects = field(default_factory=Objects)

    def __call__(self, events: Sequence[StockLow]) -> None:
        if self.down:
            raise EventsNotPut(len(events), "InternalFailure")
        self.events += events

    @property
    def names(self) -> set[str]:
        """The events, each once."""
        return {event.event_id for event in self.events}


def projector_with(told: Told) -> ShelfProjector:
    """A follower that has seen nothing yet."""
    dynamodb = in_process()
    dynamodb.create_table(TableName=TABLE, **table_properties("shelves", "SHELVES_TABLE"))
    quarantine = Quarantine(cast("S3Client", told.quarantine), QUARANTINE, "shelves")
    return ShelfProjector(open_shelves(dynamodb, TABLE), RULES, told, quarantine, unheard)


def handle(projector: ShelfProjector, *records: dict[str, Any], remaining_ms: int = 60_000) -> str | None:
    """Let it follow a batch; give the sequence number at which it stopped, if it did."""
    return deliver(projector, parse_new_row, event(*records), lambda: remaining_ms).stopped_at


def on_hand(projector: ShelfProjector, *skus: str, store: str = "367") -> list[int]:
    """What lies on the shelves of a store."""
    read = projector.shelves.read((store, sku) for sku in skus)
    return [read[store, sku].value.on_hand for sku in skus]
