"""The page in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from demo.page import page
from tests.demo.sample import FAILED, PASSED
from tests.looking import FAINT_TEXTS, OVERFLOWING, Scheme, opened

pytest_plugins = ["tests.browser"]
SECTIONS = ("reconciliation", "flow", "suspected", "orders", "time", "quarantine", "crashes", "recovery")


@pytest.fixture(params=[390, 1440])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def looked_at(browser: Browser, width: int, scheme: Scheme, tmp_path: Path) -> Iterator[Page]:
    """The page of a run that passed; nothing it shows may come from anywhere but the file."""
    with opened(page(PASSED), browser, width, scheme, tmp_path) as shown:
        yield shown


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
    for drawing, listed in zip(
        looked_at.locator("#flow svg").all(), looked_at.locator("#flow .arrows").all(), strict=True
    ):
        assert drawing.is_visible() == (width == 1440)
        assert listed.is_visible() == (width == 390)


def test_a_failure_is_told_in_words_and_not_by_colour_alone(
    browser: Browser, width: int, tmp_path: Path
) -> None:
    with opened(page(FAILED), browser, width, "light", tmp_path) as shown:
        assert shown.get_by_role("heading", name="The promise was broken").is_visible()
        assert shown.get_by_text("not as promised").is_visible()
        assert shown.get_by_text("lost: 367/2017-12-22/4/41338042928").is_visible()
        assert shown.evaluate(FAINT_TEXTS) == []
