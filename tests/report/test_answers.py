"""The figures against the source, to the cent: each is computed anew from the baskets."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, timedelta
from functools import cache

import pytest

from report.answers import Answers, answers, each_store
from report.answers import ranked as ranked_stores
from report.period import Period
from tests.report.sample import DAY, ONE_DAY, SEVEN_DAYS, ZONE, busy, query, week
from tests.report.source import Bought, bought, by_store

TAX_FREE = ("GROCERY", "PRODUCE", "MEAT")


@cache
def of_week() -> Answers:
    return answers(query(week()), ONE_DAY)


@cache
def of_busy_week() -> Answers:
    return answers(query(busy()), ONE_DAY)


@cache
def source(back: int = 0) -> Sequence[Bought]:
    return bought(DAY - timedelta(days=back))


def baskets(lines: Iterable[Bought]) -> int:
    return len({line.basket_id for line in lines})


def ranked(cents: Counter[str]) -> list[tuple[str, int]]:
    return sorted(cents.items(), key=lambda item: (-item[1], item[0]))


def sold_by_sku(lines: Iterable[Bought]) -> Counter[str]:
    cents: Counter[str] = Counter()
    for line in lines:
        cents[line.sku] += line.cents
    return cents


@pytest.mark.parametrize("back", [0, 1, 7])
def test_every_stores_day_is_what_the_source_says(back: int) -> None:
    lines = dict(by_store(source(back)))
    days = {one.store_id: one for one in of_week().on(Period.of_day(DAY - timedelta(days=back)))}

    assert days.keys() == lines.keys()
    for store_id, day in days.items():
        total, retail, coupon, match = map(sum, zip(*(line.amounts for line in lines[store_id]), strict=True))
        assert (day.sales, day.lines) == (baskets(lines[store_id]), len(lines[store_id]))
        assert (day.total_cents, day.net_cents) == (total, total - coupon)
        assert (day.shelf_cents, day.off_cents) == (total + retail + match, retail + match + coupon)


def test_what_is_free_of_sales_tax_is_what_the_source_says() -> None:
    free = [line.cents for line in source() if line.department in TAX_FREE]

    days = of_week().on(ONE_DAY)

    assert sum(day.tax_free_lines for day in days) == len(free)
    assert sum(day.tax_free_cents for day in days) == sum(free)


def test_every_hour_is_what_the_source_says() -> None:
    lines: dict[tuple[str, int], list[Bought]] = {}
    for line in source():
        local = line.at.replace(tzinfo=UTC).astimezone(ZONE)
        lines.setdefault((line.store_id, local.hour), []).append(line)

    hours = {(one.store_id, one.hour): one for one in of_week().hours if one.business_day == DAY}

    assert hours.keys() == lines.keys()
    for place, hour in hours.items():
        assert hour.total_cents == sum(line.cents for line in lines[place])
        assert hour.sales == baskets(lines[place])


@pytest.mark.parametrize("back", [0, 7])
def test_every_department_is_what_the_source_says(back: int) -> None:
    day, cents = DAY - timedelta(days=back), Counter[tuple[str, str | None]]()
    for line in source(back):
        cents[line.store_id, line.department] += line.cents

    found = {
        (one.store_id, one.department): one.total_cents
        for one in of_week().departments
        if one.business_day == day
    }

    assert found == cents


def test_the_top_products_are_those_of_the_source() -> None:
    expected = ranked(sold_by_sku(source()))[:10]

    assert [(one.sku, one.total_cents) for one in of_week().top_products] == expected


def test_each_stores_top_products_are_those_of_the_source() -> None:
    found: dict[str, list[tuple[str, int]]] = {}
    for one in of_week().store_products:
        found.setdefault(one.store_id, []).append((one.sku, one.total_cents))

    assert found == {store: ranked(sold_by_sku(lines))[:5] for store, lines in by_store(source())}


def test_units_are_those_of_the_source() -> None:
    units: Counter[str] = Counter()
    for line in source():
        units[line.sku] += line.quantity

    assert {one.sku: one.units for one in of_week().top_products}.items() <= units.items()


def test_a_product_is_told_with_its_category() -> None:
    beef = next(one for one in of_week().top_products if one.sku == "17241023")

    assert (beef.title, beef.department, beef.category) == ("CHOICE BEEF", "MEAT", "BEEF")


def test_the_close_adds_up_to_the_source() -> None:
    [closing] = of_week().closed

    assert (closing.version, closing.stores) == (1, len(dict(by_store(source()))))
    assert (closing.sales, closing.total_cents) == (baskets(source()), sum(line.cents for line in source()))


def test_what_was_returned_is_listed_with_its_store() -> None:
    found = [(one.store_id, one.units, one.total_cents) for one in of_busy_week().returned_products]

    assert found == [("367", -2, -998)]


def test_the_quarantine_of_other_days_is_left_out_and_that_of_no_day_is_not() -> None:
    found = {(one.reason, one.store_id, one.records, one.net_cents) for one in of_busy_week().quarantined}

    assert found == {
        ("conflict", "367", 1, 1299),
        ("conflict", "382", 1, 4999),
        ("not_json", None, 1, None),
    }


def test_a_conflict_that_was_settled_is_refused_no_more() -> None:
    """FAULTS 53: and another one of the same sale still is."""
    made = busy().cursor()
    made.execute("BEGIN")
    [(sale_id,)] = made.sql("SELECT min(sale_id) FROM sales WHERE business_day = '2017-12-23'").fetchall()
    made.execute("UPDATE sales SET correction = 1, settles = 'aa bb' WHERE sale_id = ?", [sale_id])
    for record, digest in (("1", "bb"), ("2", "cc")):
        named = [sale_id, f"{sale_id}/{digest}", record]
        made.execute("UPDATE quarantined SET sale_id = ?, record_id = ? WHERE record_id = ?", named)

    found = answers(query(made), ONE_DAY)

    made.execute("ROLLBACK")
    assert {(one.reason, one.store_id) for one in found.quarantined} == {
        ("conflict", "382"),
        ("not_json", None),
    }


def test_what_cannot_be_read_shows_with_the_close_of_its_day_of_arrival_only() -> None:
    made = busy().cursor()
    made.execute("BEGIN")
    made.execute("UPDATE closings SET raw_through = TIMESTAMPTZ '2018-01-02 00:00:00Z'")

    found = answers(query(made), ONE_DAY)

    made.execute("ROLLBACK")
    assert {one.reason for one in found.quarantined} == {"conflict"}


def test_a_restated_day_says_what_came_late_and_where() -> None:
    held = busy().sql("SELECT business_day, total_cents FROM held").fetchall()

    found = {(one.business_day, one.total_cents) for one in of_busy_week().restated}

    assert found == set(held)
    assert {(one.store_id, one.version, one.sales) for one in of_busy_week().restated} == {("34280", 2, 1)}


def test_a_day_that_nobody_closed_has_no_closing() -> None:
    assert answers(query(week()), Period.of_day(date(2017, 12, 25))).closed == []


def test_what_is_of_a_day_that_nobody_closes_shows_by_its_arrival() -> None:
    """A till of 2010 has no page of its own."""
    made = busy().cursor()
    made.execute("BEGIN")
    made.execute("UPDATE quarantined SET business_day = '2010-01-01' WHERE reason = 'not_json'")

    found = answers(query(made), ONE_DAY)

    made.execute("ROLLBACK")
    assert {one.reason for one in found.quarantined} == {"conflict", "not_json"}


def test_a_week_adds_its_days_up_to_the_cent() -> None:
    lines = [line for back in range(7) for line in source(back)]

    found = answers(query(week()), SEVEN_DAYS)

    sold = found.figures(SEVEN_DAYS)
    assert sold
    assert (sold.total_cents, sold.sales) == (sum(line.cents for line in lines), baskets(lines))
    assert [(one.sku, one.total_cents) for one in found.top_products] == ranked(sold_by_sku(lines))[:10]
    assert sum(one.total_cents for one in found.hours if one.business_day in SEVEN_DAYS) == sold.total_cents


def test_a_week_is_held_against_one_that_is_closed_as_a_whole() -> None:
    found = answers(query(week()), SEVEN_DAYS)

    assert found.on(SEVEN_DAYS.week_before)
    assert found.figures(SEVEN_DAYS.week_before) is None


def test_what_is_a_stores_is_what_all_stores_have_of_it() -> None:
    whole = of_busy_week()
    each = list(each_store(whole, ranked_stores(whole.on(ONE_DAY))))

    assert sum(len(one.on(ONE_DAY)) for one in each) == len(whole.on(ONE_DAY)) == len(each)
    assert all({day.store_id for day in one.store_days} == {one.store_id} for one in each)
    assert all(one.top_products == one.store_products for one in each)
