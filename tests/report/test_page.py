"""The page, without a browser; what it looks like is in look_report.py."""

import re
from collections import Counter
from datetime import date
from functools import cache
from html.parser import HTMLParser

import pytest

from report.page import page
from report.rows import ParkedStore
from tests.report.sample import DAY, ORIGIN, STOCK, busy, query, week
from tests.report.source import bought

EMPTY = date(2017, 12, 25)
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
    return page(query(busy()), STOCK, DAY, ORIGIN)


@cache
def quiet_page() -> str:
    return page(query(week()), None, DAY)


@cache
def empty_page() -> str:
    return page(query(week()), {}, EMPTY)


@pytest.fixture(params=[busy_page, quiet_page, empty_page])
def html(request: pytest.FixtureRequest) -> str:
    return str(request.param())


def test_every_tag_is_closed_and_no_id_is_given_twice(html: str) -> None:
    tags = Tags(html)

    assert tags.open == []
    assert [name for name, times in Counter(tags.ids).items() if times > 1] == []


def test_the_page_needs_nothing_from_anywhere(html: str) -> None:
    assert all(link.startswith("#") for link in Tags(html).links)
    assert not re.search(r"https?:|//|url\(|@import|<script|<link|<img", html)


def test_every_link_leads_to_a_part_of_the_page_and_every_chart_is_described(html: str) -> None:
    tags = Tags(html)

    assert {link.removeprefix("#") for link in tags.links} <= set(tags.ids)
    assert tags.described <= set(tags.ids)


def test_names_are_shown_and_never_run() -> None:
    assert "&lt;b&gt;Beef &amp; &#34;Co&#34;&lt;/b&gt;" in busy_page()
    assert "&lt;script&gt;Store&lt;/script&gt;" in busy_page()
    assert "&lt;i&gt;reorder levels&lt;/i&gt; are synthetic" in busy_page()


def test_a_parked_store_is_named_with_its_reason() -> None:
    left_out = [ParkedStore(store_id="34280", reason="<b>till 4</b>", by="anna")]

    html = page(query(week()), None, DAY, parked=left_out)

    assert "is parked by anna: &lt;b&gt;till 4&lt;/b&gt;." in html


def test_the_days_sales_are_shown_as_the_source_has_them() -> None:
    cents = sum(line.cents for line in bought(DAY))

    assert f"<b>${cents // 100:,}.{cents % 100:02d}</b>" in quiet_page()


def test_every_store_that_sold_has_its_part() -> None:
    stores = {f"store-{line.store_id}" for line in bought(DAY)}

    assert stores <= set(Tags(quiet_page()).ids)


def test_what_is_not_known_of_stock_is_not_made_up() -> None:
    assert "Stock on hand is not known here." in quiet_page()
    assert "elow the reorder level" in quiet_page()
    assert "Below reorder level" not in quiet_page()


def test_stock_below_its_level_is_shown_with_product_and_store() -> None:
    row = next(row for row in busy_page().split("<tr>") if "897354" in row and "Store 367" in row)

    assert "MEAT:HAM BULK" in row
    assert "−3" in row  # noqa: RUF001
    assert ">20<" in row


def test_all_that_a_store_is_short_of_is_in_its_part_and_the_rest_is_counted() -> None:
    pizzas = week().sql("SELECT sku FROM products WHERE category = 'FROZEN PIZZA' LIMIT 20").fetchall()

    html = page(query(week()), {"367": {sku: 1 for (sku,) in pizzas}}, DAY)

    assert all(sku in html.split('id="store-367"')[1].split("</section>")[0] for (sku,) in pizzas)
    assert "12 more products" in html
    assert "And 5 more" in html


def test_a_day_without_anything_says_so_instead_of_drawing_it() -> None:
    assert "Not closed yet." in empty_page()
    assert "Nothing was sold." in empty_page()
    assert "No record of this day." in empty_page()
    assert "From the shelf price" not in empty_page()


def test_the_tag_that_reproduces_the_report_is_named() -> None:
    assert "closed-2017-12-23-v2" in busy_page()
    assert "closed-2017-12-23-v1" in quiet_page()
