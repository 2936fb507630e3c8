"""Before a day is closed all who count must agree; who doesn't is told, and by how much."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lake.tables import PRODUCTS, SALE_LINES, SALES
from jobs.delivery_controls import records
from jobs.ledgers import AppliedDay
from jobs.retail.control_totals import by_rule, by_store, find_culprits
from jobs.retail.day_close import STORE_DAY
from lake.quality.rule import Demand
from lake.schema import Table
from tests.jobs.retail.running import BROKEN, FIRST, SECOND, considered, run, sold, unfit
from tests.lakes import Place, fill
from tests.lambdas.sales import line

DAYS = (FIRST, SECOND)
COUPON = [line("a", 1, 500, discounts={"coupon": 50}), line("b", 2, 300)]
PRODUCT = {"department": "PRODUCE", "category": "TROPICAL", "tax_free": True, "valid_from": FIRST}


@pytest.fixture
def counted(place: Place) -> Place:
    """Two sales on the first day and one on the second, curated; one record that counts for no store."""
    place.archive(sold(1), sold(2, lines=COUPON), sold(3, 120, SECOND), sold(1), BROKEN)
    run(place)
    return place


def faults(place: Place, ledgers: Sequence[str] = (), applied: Sequence[AppliedDay] = ()) -> list[str]:
    return list(map(str, by_store(considered(place), ledgers, applied)))


def applied(first: int, second: int, ledger: str = "inventory", store: str = "367") -> list[AppliedDay]:
    """What a ledger holds of a store."""
    sales = zip(DAYS, (first, second), strict=True)
    return [AppliedDay(ledger, store, day, count) for day, count in sales if count]


def lacking(day: date, store: str, what: str) -> str:
    return f"{day}: store {store}: the curated layer lacks {what} that the raw archive holds"


def surplus(day: date, store: str, what: str) -> str:
    return f"{day}: store {store}: the curated layer has {what} that the raw archive lacks"


def changed(place: Place, table: Table, **amounts: int) -> None:
    """Change what the tables say of sale 1."""
    lake = place.lake()
    [row] = lake.rows(f"SELECT * FROM {table.name} WHERE sale_id LIKE '%/1'")  # noqa: S608
    lake.table("changed", [{**row, **amounts}], {each.name: each.type for each in table.fields})
    lake.upsert(table, "changed")


def test_counts_every_record_of_the_archive_as_often_as_it_is_there(counted: Place) -> None:
    keys = {each.key for each in counted.archived()}

    assert list(records(considered(counted), keys).values()) == [5]
    assert records(considered(counted), set()) == {}


def test_nothing_is_told_where_all_agree(counted: Place) -> None:
    both = [*applied(2, 1), *applied(2, 1, "loyalty")]

    assert faults(counted, ["inventory", "loyalty"], both) == []


def test_tells_what_the_tables_lack(counted: Place) -> None:
    counted.archive(sold(4), sold(5, lines=COUPON), sold(6, 120, store="400"))

    assert faults(counted, ["inventory"], [*applied(4, 1), *applied(1, 0, store="400")]) == [
        lacking(FIRST, "367", "2 sales, 3 lines, 11.98 dollars sold and 11.48 dollars paid"),
        lacking(FIRST, "400", "1 sale, 1 line, 1.20 dollars sold and 1.20 dollars paid"),
    ]


def test_tells_what_the_tables_have_too_many(counted: Place) -> None:
    """As if an object of the archive were gone, with all its versions."""
    lake = considered(counted, objects=[])

    assert list(map(str, by_store(lake, [], []))) == [
        surplus(FIRST, "367", "2 sales, 3 lines, 11.98 dollars sold and 11.48 dollars paid"),
        surplus(SECOND, "367", "1 sale, 1 line, 1.20 dollars sold and 1.20 dollars paid"),
    ]


def test_tells_of_a_line_that_changed_by_a_cent(counted: Place) -> None:
    changed(counted, SALE_LINES, total_cents=397)

    assert faults(counted) == [lacking(FIRST, "367", "0.01 dollars sold")]


def test_tells_of_a_line_that_is_gone(counted: Place) -> None:
    counted.stored(SALE_LINES).delete("sku = 'b'")

    assert faults(counted) == [lacking(FIRST, "367", "1 line and 3.00 dollars sold")]


def test_tells_of_a_line_that_is_gone_though_it_cost_nothing(counted: Place) -> None:
    counted.archive(sold(4, lines=[line("a", 1, 300), line("free", 1, 0)]))
    run(counted)
    counted.stored(SALE_LINES).delete("sku = 'free'")

    assert faults(counted) == [lacking(FIRST, "367", "1 line")]


def test_tells_of_an_amount_paid_that_changed(counted: Place) -> None:
    changed(counted, SALES, net_cents=400)

    assert faults(counted) == [surplus(FIRST, "367", "0.02 dollars paid")]


def test_tells_what_is_missing_and_what_is_too_much_in_one_sentence(counted: Place) -> None:
    changed(counted, SALES, net_cents=400)
    counted.stored(SALE_LINES).delete("sku = 'b'")

    [told] = faults(counted)
    assert told == (
        f"{lacking(FIRST, '367', '1 line and 3.00 dollars sold')}, and has 0.02 dollars paid"
        " that the raw archive lacks"
    )


def test_tells_which_ledger_lacks_how_many_sales_of_which_day(counted: Place) -> None:
    told = faults(counted, ["inventory", "loyalty"], [*applied(2, 1), *applied(1, 0, "loyalty")])

    assert told == [
        "2017-03-01: store 367: the loyalty ledger lacks 1 sale that the raw archive holds",
        "2017-03-02: store 367: the loyalty ledger lacks 1 sale that the raw archive holds",
    ]


def test_tells_which_ledger_has_sales_that_never_reached_the_archive(counted: Place) -> None:
    told = faults(counted, ["inventory"], [*applied(4, 1), *applied(1, 0, store="400")])

    assert told == [
        "2017-03-01: store 367: the inventory ledger has 2 sales that the raw archive lacks",
        "2017-03-01: store 400: the inventory ledger has 1 sale that the raw archive lacks",
    ]


def test_a_sale_that_a_rule_has_set_aside_is_not_missing(counted: Place) -> None:
    """It is kept whole, and the consumers, who know no such rules, have applied it."""
    counted.archive(unfit(4))
    run(counted)

    assert faults(counted, ["inventory"], applied(3, 1)) == []


def test_of_two_payloads_under_one_id_one_is_counted(counted: Place) -> None:
    """FAULTS 12: also where a run of later hours came first, and the payload that arrived later is kept."""
    for record in (sold(4, 5), sold(5, 5), sold(4, 7), unfit(5)):
        counted.archive(record)
    _, *first, second, third = counted.archived()

    run(counted, [second, third])
    run(counted, first)

    assert faults(counted, ["inventory"], applied(4, 1)) == []


def test_days_that_are_not_to_be_closed_are_not_looked_at(counted: Place) -> None:
    counted.archive(sold(4))

    assert list(by_store(considered(counted, [SECOND]), ["inventory"], applied(0, 1))) == []


def test_a_day_without_sales_agrees_with_itself(place: Place) -> None:
    assert faults(place, ["inventory"]) == []
    assert list(by_rule(considered(place))) == []


def test_tells_which_rule_a_day_fails_and_by_how_much(counted: Place) -> None:
    fill(counted.lake(), PRODUCTS, [{"sku": sku, **PRODUCT} for sku in ("a", "1082185")])

    [told] = map(str, by_rule(considered(counted)))
    assert told == (
        "2017-03-01: store 367: rule few_known_products: sale_lines.sku is in no file of products, over 5 %"
        " (1 of its 3 rows fail, and 33.3% of the day's, of which 5.0% may)"
    )


def test_tells_how_often_a_sale_stands_there_twice(counted: Place) -> None:
    fill(counted.lake(), PRODUCTS, [{"sku": sku, **PRODUCT} for sku in ("a", "b", "1082185")])
    stored = counted.stored(SALES)
    stored.append(stored.scan("sale_id = '367/2017-03-02/4/3'").to_arrow())

    assert list(map(str, by_rule(considered(counted)))) == [
        (
            "2017-03-02: store 367: rule sale_twice: sales.sale_id stands there more than once"
            " (1 of its 1 rows fail, and none may)"
        )
    ]


SHARES = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=12).map(
    lambda stores: [
        {"store_id": str(number), "failed": failed, "held": failed + sound}
        for number, (failed, sound) in enumerate(stores)
    ]
)


@given(SHARES, st.sampled_from([0, 0.05, 0.5]))
def test_the_fewest_stores_are_at_fault_without_which_the_others_keep_the_rule(
    shares: list[dict[str, Any]], share: float
) -> None:
    """FAULTS 55."""
    demand = Demand(column="sku", fails="true", share=share)

    culprits = list(find_culprits(shares, demand))

    others = [each for each in shares if each not in culprits]
    assert sum(each["failed"] for each in others) <= share * sum(each["held"] for each in others)
    if culprits:
        spared = [*others, culprits[-1]]
        assert sum(each["failed"] for each in spared) > share * sum(each["held"] for each in spared)
        assert min(each["failed"] for each in culprits) >= max((each["failed"] for each in others), default=0)


def test_a_parked_stores_lines_are_no_rules_matter(place: Place) -> None:
    """FAULTS 55: they convict nobody, and hide no other store's mess."""
    fill(place.lake(), PRODUCTS, [PRODUCT | {"sku": "known"}])
    known, bogus = [line("known")] * 50, [line("bogus")] * 50
    place.archive(sold(1, lines=known), sold(2, store="400", lines=[line("bogus")]))
    place.archive(sold(3, 398, SECOND, lines=bogus), sold(4, 398, SECOND, "400", lines=known))
    run(place)

    assert blamed(place) == {("367", SECOND)}
    assert blamed(place, ("367", FIRST), ("367", SECOND)) == {("400", FIRST)}


def blamed(place: Place, *parked: tuple[str, date]) -> set[tuple[str | None, date | None]]:
    lake = considered(place)
    lake.table("parked", [{"store_id": store, "business_day": day} for store, day in parked], STORE_DAY)
    return {(fault.partition, fault.business_day) for fault in by_rule(lake)}
