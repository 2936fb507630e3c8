"""The page, without a browser; what it looks like is in look_report.py."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache
from html.parser import HTMLParser
from posixpath import join, normpath
from urllib.parse import unquote

import pytest

from report.page import page, render_pages
from report.period import Period
from report.replenishment import StockStatus
from report.rows import ParkedStore
from tests.report.sample import DAY, ONE_DAY, ORIGIN, SEVEN_DAYS, STOCK, busy, query, shelf, week
from tests.report.source import bought

EMPTY = Period.of_day(date(2017, 12, 25))
VOID = {"meta"}


class Tags(HTMLParser):
    """Follows how tags nest, and keeps ids and where links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.described: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.extend(value for name, value in given.items() if name == "id")
        self.links.update(value for name, value in given.items() if name in {"href", "src"})
        self.described.update(given.get("aria-labelledby", "").split())
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@cache
def busy_page() -> str:
    return page(query(busy()), STOCK, ONE_DAY, ORIGIN)


@cache
def quiet_page() -> str:
    return page(query(week()), None, ONE_DAY)


@cache
def week_page() -> str:
    return page(query(busy()), STOCK, SEVEN_DAYS, ORIGIN)


@cache
def all_pages() -> Mapping[str, str]:
    return render_pages(query(busy()), STOCK, DAY, ORIGIN)


def store_page() -> str:
    return all_pages()["stores/day/367.html"]


@cache
def empty_page() -> str:
    return page(query(week()), StockStatus(rule=STOCK.rule), EMPTY)


@pytest.fixture(params=[busy_page, quiet_page, empty_page, week_page, store_page])
def html(request: pytest.FixtureRequest) -> str:
    return str(request.param())


def test_every_tag_is_closed_and_no_id_is_given_twice(html: str) -> None:
    tags = Tags(html)

    assert tags.open == []
    assert [name for name, times in Counter(tags.ids).items() if times > 1] == []


def test_the_page_needs_nothing_from_anywhere(html: str) -> None:
    assert all(link.startswith("#") or link.endswith(".html") for link in Tags(html).links)
    assert not re.search(r"https?:|//|url\(|@import|<script|<link|<img", html)


def test_every_link_leads_to_a_part_of_the_page_and_every_chart_is_described(html: str) -> None:
    tags = Tags(html)

    assert {link[1:] for link in tags.links if link.startswith("#")} <= set(tags.ids)
    assert tags.described <= set(tags.ids)


def test_names_are_shown_and_never_run() -> None:
    assert "&lt;b&gt;Beef &amp; &#34;Co&#34;&lt;/b&gt;" in busy_page()
    assert "&lt;script&gt;Store&lt;/script&gt;" in busy_page()
    assert "&lt;i&gt;opening stock&lt;/i&gt; is synthetic" in busy_page()


def test_a_parked_store_is_named_with_its_reason_on_its_own_page_and_on_that_of_all() -> None:
    left_out = [ParkedStore(store_id="367", business_day=DAY, reason="<b>till 4</b>", by="anna")]

    pages = render_pages(query(busy()), STOCK, DAY, ORIGIN, left_out)

    named = {name for name, html in pages.items() if "by anna: &lt;b&gt;till 4&lt;/b&gt;." in html}
    assert named == {"report.html", "week.html", "stores/day/367.html", "stores/week/367.html"}


def test_the_days_sales_are_shown_as_the_source_has_them() -> None:
    cents = sum(line.cents for line in bought(DAY))

    assert f"<b>${cents // 100:,}.{cents % 100:02d}</b>" in quiet_page()


def test_every_store_that_sold_is_one_click_away_on_both_days_and_weeks_page() -> None:
    stores = {line.store_id for line in bought(DAY)}

    for name, folder in (("report.html", "day"), ("week.html", "week")):
        assert {f"stores/{folder}/{store_id}.html" for store_id in stores} <= Tags(all_pages()[name]).links


def test_every_link_of_every_page_leads_to_one_of_the_pages() -> None:
    for name, html in all_pages().items():
        ways = [unquote(link) for link in Tags(html).links if not link.startswith("#")]
        assert {normpath(join(name, "..", way)) for way in ways} <= all_pages().keys(), name


def test_a_store_with_signs_in_its_number_has_its_page_in_the_folder() -> None:
    made = busy().cursor()
    made.execute("BEGIN")
    for table in ("sales", "sale_lines", "daily_store_sales", "stores"):
        made.execute(f"UPDATE {table} SET store_id = '../a b%' WHERE store_id = '367'")  # noqa: S608

    pages = render_pages(query(made), None, DAY)

    made.execute("ROLLBACK")
    assert "stores/day/..%2Fa%20b%25.html" in pages
    assert "stores/day/..%252Fa%2520b%2525.html" in Tags(pages["report.html"]).links


def test_a_stores_page_tells_nothing_of_another() -> None:
    assert "Store 367" in store_page()
    assert not re.search(r"Store (?!367)\d+", store_page())
    assert "382" not in re.sub(r"[\d,.]*\d{4,}|\$[\d,.]+", "", store_page().split('id="quarantine"')[1])


def test_a_store_whose_amount_is_plain_says_so_beside_what_to_do() -> None:
    row = next(row for row in store_page().split("<tr>") if "same number" in row)

    assert "$12.99" in row
    assert "tell the help desk which one is right" in row
    assert "not readable" not in store_page()


def test_what_is_not_known_of_stock_is_not_made_up() -> None:
    assert "Stock on hand is not known here: nothing follows the shelves." in quiet_page()
    assert "Low products" not in quiet_page()


def test_low_stock_is_shown_with_product_store_and_what_is_ordered() -> None:
    low = busy_page().split("Low now")[1].split("<h3>")[0]
    ham, milk, other = [row for row in low.split("<tr>") if "Store" in row]

    assert "MEAT:HAM BULK" in ham
    assert "−3" in ham  # noqa: RUF001
    assert "waits: 9,000" in ham
    assert ">nothing<" in milk
    assert "24 on Sat 23 Dec" in other


def test_what_is_ordered_for_the_day_is_added_up() -> None:
    assert "60 units of 2 products" in busy_page()
    assert "72 units of 3 products" not in busy_page()
    assert "60 units of 2 products" in week_page()


def test_all_that_is_low_is_there_and_the_rest_is_folded() -> None:
    pizzas = week().sql("SELECT sku FROM products WHERE category = 'FROZEN PIZZA' LIMIT 20").fetchall()
    stock = StockStatus(rule=STOCK.rule, shelves=[shelf("367", sku, 1) for (sku,) in pizzas])

    html = page(query(week()), stock, ONE_DAY)

    assert all(sku in html for (sku,) in pizzas)
    assert "5 more products" in html


def test_hours_are_those_of_the_stores_clocks() -> None:
    assert "Sold by hour, New York time" in busy_page()
    assert "hours are New York time" in busy_page()


def test_a_day_without_anything_says_so_instead_of_drawing_it() -> None:
    assert "Not closed yet." in empty_page()
    assert "Nothing was sold." in empty_page()
    assert "No record of this day." in empty_page()
    assert "From the shelf price" not in empty_page()


def test_the_tag_that_reproduces_the_report_is_named() -> None:
    assert "closed-2017-12-23-v2" in busy_page()
    assert "closed-2017-12-23-v1" in quiet_page()
