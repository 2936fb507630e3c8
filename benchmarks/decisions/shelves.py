"""What it costs to keep an item a shelf: writes and calls a sale, by load and window."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools.utilities.batch import process_partial_response

from benchmarks.decisions.rows import Row, event_bytes, sold
from benchmarks.designs.context import Context
from benchmarks.dynamodb import Usage
from benchmarks.operations import OPERATIONS
from benchmarks.tables import Tables
from contracts.scenario import SourceMessage
from domain.bus_events import StockLow
from lambdas.core.quarantine import Quarantine
from lambdas.shelves.projector import ShelfProjector
from lambdas.shelves.rows import parse_new_row
from lambdas.shelves.rules import Rules
from lambdas.shelves.table import open_shelves
from twin.semantics.lane import PAYLOAD_LIMIT
from twin.semantics.sources import TABLE_INTERVAL

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

SHELVES = "shelves"
_NOTHING_ODD = Quarantine(cast("S3Client", None), "none", SHELVES)
LOADS, WINDOWS = (1, 20, 200, 1_000), (0, 1, 60, 300)
MOST_ROWS = 10_000
"""As the template has it, and no more is possible."""


class Tabled:
    """Answers what Versions asks of a client, without a client's work: only units and calls are wanted."""

    def __init__(self) -> None:
        self.tables = Tables({SHELVES: ("store_id", "sku")})
        self.usage = Usage()

    def batch_get_item(self, **request: object) -> Mapping[str, Any]:
        """Read."""
        return self._answer("BatchGetItem", request)

    def batch_execute_statement(self, **request: object) -> Mapping[str, Any]:
        """Write."""
        return self._answer("BatchExecuteStatement", request)

    def _answer(self, operation: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
        answer = OPERATIONS[operation](self.tables, request)
        self.usage.calls += 1
        self.usage.write_units += answer.write_units
        return answer.body


@dataclass
class Followed:
    """The deployed rules over these tables; `told` are calls that told of falls, each with its events."""

    told: list[Sequence[StockLow]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._tabled = Tabled()
        shelves = open_shelves(cast("DynamoDBClient", self._tabled), SHELVES)
        self._projector = ShelfProjector(
            shelves, Rules(), self.told.append, _NOTHING_ODD, lambda _report, _remaining_ms: None
        )

    def follow(self, rows: Sequence[Row], size: int) -> Usage:
        """Hand rows over, so many at once, and return what that took."""
        self._tabled.usage = Usage()
        for part in _parts(rows, size):
            process_partial_response({"Records": list(part)}, parse_new_row, self._projector, Context())
        return self._tabled.usage


@dataclass(frozen=True)
class Kept:
    """A load and a window: rows that come at once; shelves, write units and calls a sale."""

    sales_a_second: int
    window_seconds: int
    rows: int
    shelves_a_sale: float
    write_units_a_sale: float
    calls_a_sale: float


def kept(messages: Sequence[SourceMessage]) -> Iterator[Kept]:
    """Let the sales come so fast that each load's windows are filled, in their order."""
    rows = list(sold(messages))
    most = min(MOST_ROWS, int(PAYLOAD_LIMIT / event_bytes(rows)), len(rows))
    by_size: dict[int, tuple[float, float, float]] = {}
    for load in LOADS:
        for window in WINDOWS:
            size = min(at_once(load, window), most)
            if size not in by_size:
                by_size[size] = _kept(rows[:most], size)
            yield Kept(load, window, size, *by_size[size])


def at_once(load: int, window: int) -> int:
    """Return how many rows wait when a window is over; without one, when the stream is polled again."""
    return max(1, round(load * max(window, TABLE_INTERVAL)))


def distinct(rows: Iterable[Row]) -> int:
    """Return how many shelves rows touch."""
    images = (row["dynamodb"]["NewImage"] for row in rows)
    return len({(image["partition"]["S"], sku) for image in images for sku in image["movement"]["M"]})


def _kept(rows: Sequence[Row], size: int) -> tuple[float, float, float]:
    """Over the same sales, however many come at once."""
    usage = Followed().follow(rows, size)
    shelves = sum(map(distinct, _parts(rows, size)))
    return shelves / len(rows), usage.write_units / len(rows), usage.calls / len(rows)


def _parts(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
