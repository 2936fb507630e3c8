"""A page in a real browser, for the tests of `make look`; it needs Chromium, which pip can't install."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
Scheme = Literal["light", "dark"]

MISSING = "No Chromium on this machine: apt-get install chromium, or set CHROMIUM to where it is."
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")

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


@contextmanager
def browsing() -> Iterator[Browser]:
    """Open the browser for a while."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield launched
        launched.close()


def opened(html: str, browser: Browser, width: int, scheme: Scheme, directory: Path) -> Page:
    """Show a page offline: nothing it shows may come from anywhere but its file."""
    (directory / "page.html").write_text(html)
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    page = context.new_page()
    page.goto((directory / "page.html").as_uri())
    return page
