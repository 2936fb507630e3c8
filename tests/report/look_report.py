"""The end-of-day page in a real browser."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from report.page import page, render_pages
from report.period import Period
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
def all_pages() -> Mapping[str, str]:
    return render_pages(query(busy()), STOCK, DAY, ORIGIN)


@pytest.fixture(params=[390, 1280, 1440])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(params=["report.html", "week.html", "stores/day/367.html", "stores/week/34280.html"])
def any_page(
    request: pytest.FixtureRequest, browser: Browser, width: int, scheme: Scheme, tmp_path: Path
) -> Iterator[Page]:
    with opened(all_pages()[request.param], browser, width, scheme, tmp_path) as shown:
        yield shown


@pytest.fixture
def looked_at(browser: Browser, width: int, scheme: Scheme, tmp_path: Path) -> Iterator[Page]:
    with opened(all_pages()["report.html"], browser, width, scheme, tmp_path) as shown:
        yield shown


def test_nothing_is_wider_than_the_window(any_page: Page, width: int) -> None:
    for folded in any_page.locator("summary").all():
        folded.click()

    assert any_page.evaluate("document.documentElement.scrollWidth") == width
    assert any_page.evaluate(OVERFLOWING) == []


def test_all_text_stands_out_from_what_is_behind_it(any_page: Page) -> None:
    assert any_page.evaluate(FAINT_TEXTS) == []


def test_every_section_is_seen(looked_at: Page) -> None:
    for section in SECTIONS:
        assert looked_at.locator(f"#{section} h2").first.is_visible()
        assert (looked_at.locator(f"#{section}").bounding_box() or {"height": 0})["height"] > 80


def test_no_text_runs_into_its_neighbour(any_page: Page) -> None:
    spilt = """
    () => [...document.querySelectorAll('td, th, dd, dt')]
      .filter(cell => cell.getClientRects().length && cell.scrollWidth > cell.clientWidth + 1)
      .map(cell => cell.textContent.trim())
    """

    assert any_page.evaluate(spilt) == []


def test_a_stores_own_page_is_one_click_away_and_leads_back(
    browser: Browser, width: int, tmp_path: Path
) -> None:
    for name, html in all_pages().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(html)
    with browser.new_context(viewport={"width": width, "height": 900}, offline=True) as context:
        shown = context.new_page()
        shown.goto((tmp_path / "report.html").as_uri())

        shown.get_by_role("link", name="Store 367", exact=True).first.click()

        assert shown.get_by_role("heading", level=1).inner_text().startswith("Store 367")
        assert shown.get_by_text("$9.98").first.is_visible()
        shown.get_by_role("link", name="The week up to it").click()
        assert "17 to 23" in shown.title()
        shown.get_by_role("link", name="All stores").click()
        assert shown.url.endswith("/week.html")


def test_the_charts_speak_to_who_cannot_see_them(looked_at: Page) -> None:
    chart = looked_at.get_by_role("img", name="Sold by hour, New York time").first

    assert "13:00 to 13:59" in (chart.locator("desc").text_content() or "")


def test_on_paper_the_page_keeps_to_its_width(looked_at: Page) -> None:
    looked_at.emulate_media(media="print")

    assert looked_at.evaluate(FAINT_TEXTS) == []
    assert looked_at.locator(".index:visible").count() == 0


def test_a_day_that_is_not_closed_is_told_in_words(browser: Browser, width: int, tmp_path: Path) -> None:
    html = page(query(week()), None, Period.of_day(date(2017, 12, 25)))

    with opened(html, browser, width, "light", tmp_path) as shown:
        assert shown.get_by_text("Not closed yet.").is_visible()
        assert shown.evaluate(FAINT_TEXTS) == []
        assert shown.evaluate(OVERFLOWING) == []
