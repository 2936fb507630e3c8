"""The page in a real browser. `make look` runs this: it needs Chromium, which pip can't install."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.twin.demo.sample import FAILED, PASSED
from twin.demo.page import page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
Scheme = Literal["light", "dark"]

MISSING = "No Chromium on this machine: apt-get install chromium, or set CHROMIUM to where it is."
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
SECTIONS = ("reconciliation", "flow", "time", "quarantine", "crashes")

FAINT_TEXTS = (Path(__file__).parent / "contrast.js").read_text()
OVERFLOWING = """
() => [...document.body.querySelectorAll('*')]
  .filter(e => !e.closest('thead') && e.getClientRects().length)
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)
  .map(e => e.outerHTML.slice(0, 80))
"""


def chromium() -> str:
    """Find the browser; without it there is nothing to look with, and that is a failure."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return found or pytest.fail(MISSING)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture(params=[390, 1440])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(params=get_args(Scheme))
def looked_at(request: pytest.FixtureRequest, browser: Browser, width: int, tmp_path: Path) -> Iterator[Page]:
    """The page of a run that passed; nothing it shows may come from anywhere but the file."""
    with _opened(page(PASSED), browser, width, request.param, tmp_path) as opened:
        yield opened


def _opened(html: str, browser: Browser, width: int, scheme: Scheme, directory: Path) -> Page:
    (directory / "demo.html").write_text(html)
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    opened = context.new_page()
    opened.goto((directory / "demo.html").as_uri())
    return opened


def test_nothing_is_wider_than_the_window(looked_at: Page, width: int) -> None:
    assert looked_at.evaluate("document.documentElement.scrollWidth") == width
    assert looked_at.evaluate(OVERFLOWING) == []


def test_all_text_stands_out_from_what_is_behind_it(looked_at: Page) -> None:
    assert looked_at.evaluate(FAINT_TEXTS) == []


def test_every_section_is_seen(looked_at: Page) -> None:
    for section in SECTIONS:
        assert looked_at.locator(f"#{section} h2").is_visible()
        assert (looked_at.locator(f"#{section}").bounding_box() or {"height": 0})["height"] > 80


def test_the_flow_is_drawn_where_there_is_room_and_listed_where_there_is_none(
    looked_at: Page, width: int
) -> None:
    assert looked_at.locator("#flow svg").is_visible() == (width == 1440)
    assert looked_at.locator("#flow .arrows").is_visible() == (width == 390)


def test_a_failure_is_told_in_words_and_not_by_colour_alone(
    browser: Browser, width: int, tmp_path: Path
) -> None:
    with _opened(page(FAILED), browser, width, "light", tmp_path) as opened:
        assert opened.get_by_role("heading", name="The promise was broken").is_visible()
        assert opened.get_by_text("not as promised").is_visible()
        assert opened.get_by_text("lost: 367/2017-12-22/4/41338042928").is_visible()
        assert opened.evaluate(FAINT_TEXTS) == []
