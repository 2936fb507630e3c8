"""The page, without a browser; what it looks like is in look_page.py."""

from demo.page import page
from tests.demo.sample import FAILED, PASSED


def test_the_page_needs_nothing_from_anywhere() -> None:
    html = page(PASSED)

    assert "http://" not in html
    assert "https://" not in html
    assert "<script" not in html


def test_what_a_record_holds_is_shown_and_never_run() -> None:
    html = page(PASSED)

    assert "SALE 367/2017 &lt;b&gt;*** THANK YOU" in html


def test_a_failed_run_names_the_sales() -> None:
    html = page(FAILED)

    assert "not as promised" in html
    assert "lost: 367/2017-12-22/4/41338042928" in html


def test_a_run_without_crashes_says_so() -> None:
    assert "No crash was injected." in page(FAILED)
