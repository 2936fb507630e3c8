"""The real browser that pages are looked at with: a plugin for pytest."""

import os
import shutil
from collections.abc import Iterator
from typing import get_args

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.looking import Scheme

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "No Chromium on this machine: apt-get install chromium, or set CHROMIUM to where it is."
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


def chromium() -> str:
    """Find the browser; without it there is nothing to look with, and that is a failure."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return found or pytest.fail(MISSING)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture(params=get_args(Scheme))
def scheme(request: pytest.FixtureRequest) -> Scheme:
    chosen: Scheme = request.param
    return chosen
