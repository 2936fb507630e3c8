"""The end-of-day page in a real browser."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from report.page import page
from tests.looking import FAINT_TEXTS, OVERFLOWING, Scheme, opened
from tests.report.sample import DAY, ORIGIN, STOCK, busy, query, week

pytest_plugins = ["tests.browser"]
SECTIONS = (
    "attention",
    "figures",
    "time",
    "departments",
    "money",
    "stores",
    "stock",
    "quarantine",
    "restated",
)


@cache
def busy_page() -> str:
    return page(query(busy()), STOCK, DAY, ORIGIN)


@pytest.fixture(params=[390, 1280])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def looked_at(browser: Browser, width: int, scheme: Scheme, tmp_path: Path) -> Iterator[Page]:
    with opened(busy_page(), browser, width, scheme, tmp_path) as shown:
        yield shown


def test_nothing_is_wider_than_the_window(looked_at: Page, width: int) -> None:
    looked_at.locator("summary").click()

    assert looked_at.evaluate("document.documentElement.scrollWidth") == width
    assert looked_at.evaluate(OVERFLOWING) == []


def test_all_text_stands_out_from_what_is_behind_it(looked_at: Page) -> None:
    assert looked_at.evaluate(FAINT_TEXTS) == []


def test_every_section_is_seen(looked_at: Page) -> None:
    for section in SECTIONS:
        assert looked_at.locator(f"#{section} h2").first.is_visible()
        assert (looked_at.locator(f"#{section}").bounding_box() or {"height": 0})["height"] > 80


def test_no_text_runs_into_its_neighbour(looked_at: Page) -> None:
    spilt = """
    () => [...document.querySelectorAll('td, th, dd, dt')]
      .filter(cell => cell.getClientRects().length && cell.scrollWidth > cell.clientWidth + 1)
      .map(cell => cell.textContent.trim())
    """

    assert looked_at.evaluate(spilt) == []


def test_the_largest_store_is_shown_until_another_is_chosen(looked_at: Page) -> None:
    assert looked_at.locator(".sheet:visible").get_attribute("id") == "store-34280"

    looked_at.get_by_role("link", name="Store 367").click()

    assert looked_at.locator(".sheet:visible").get_attribute("id") == "store-367"
    assert looked_at.locator("#store-367").get_by_text("$9.98").first.is_visible()


def test_the_charts_speak_to_who_cannot_see_them(looked_at: Page) -> None:
    chart = looked_at.get_by_role("img", name="Sold by hour, UTC").first

    assert "18:00 to 18:59" in (chart.locator("desc").text_content() or "")


def test_on_paper_the_page_keeps_to_its_width(looked_at: Page) -> None:
    looked_at.emulate_media(media="print")

    assert looked_at.evaluate(FAINT_TEXTS) == []
    assert looked_at.locator(".sheet:visible").count() == 1


def test_a_day_that_is_not_closed_is_told_in_words(browser: Browser, width: int, tmp_path: Path) -> None:
    html = page(query(week()), None, date(2017, 12, 25))

    with opened(html, browser, width, "light", tmp_path) as shown:
        assert shown.get_by_text("Not closed yet.").is_visible()
        assert shown.evaluate(FAINT_TEXTS) == []
        assert shown.evaluate(OVERFLOWING) == []
