"""How a page looks in a browser, for the tests of `make look`."""

from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

Scheme = Literal["light", "dark"]

FAINT_TEXTS = (Path(__file__).parent / "contrast.js").read_text()
OVERFLOWING = """
() => [...document.body.querySelectorAll('*')]
  .filter(e => !e.closest('thead') && e.getClientRects().length)
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)
  .map(e => e.outerHTML.slice(0, 80))
"""


def opened(html: str, browser: Browser, width: int, scheme: Scheme, directory: Path) -> Page:
    """Show a page offline: nothing it shows may come from anywhere but its file."""
    (directory / "page.html").write_text(html)
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    page = context.new_page()
    page.goto((directory / "page.html").as_uri())
    return page
