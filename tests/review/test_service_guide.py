import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from limits.quota import Latency, Quota
from limits.services import LATENCIES, QUOTAS
from review.__main__ import app
from review.loads import LOADS
from review.service_guide import SECTIONS, WORDS, page
from review.ways import WAYS
from tests.synthesis import REPOSITORY

CHOOSING = REPOSITORY / "docs" / "choosing.md"
AGAIN = "docs/choosing.md is older than its limits, prices or words: write it again with make costs"
# A number in a file's name is none.
FIGURE = re.compile(r"\$\d|\d+ (?:s|ms|KB|MB|MiB|GB|seconds|minutes|hours|days|records|sales|times)\b")


def test_the_page_about_choosing_is_current() -> None:
    assert CHOOSING.read_text() == page(), AGAIN


@pytest.mark.parametrize("service", SECTIONS.values())
def test_every_service_has_a_section_that_says_when_when_not_and_what_is_done_here(service: str) -> None:
    [section] = re.findall(rf"^## {service}\n(.*?)(?=^## )", page(), re.MULTILINE | re.DOTALL)

    for said in ("**Limits:** ", "**Latency:** ", "**Cost a month** at ", "**Not for** ", "**Here"):
        assert section.count(f"\n{said}") == 1, said


def test_every_way_is_a_service_of_the_page() -> None:
    assert {way.service for way in WAYS} == set(SECTIONS.values())


def test_every_service_is_in_the_table_of_decisions() -> None:
    decisions = page().split("\n## ", 1)[0]

    for service in SECTIONS.values():
        assert re.search(rf"^\|[^|]+\| [^|]*{service}", decisions, re.MULTILINE), service


@pytest.mark.parametrize("row", [*QUOTAS, *LATENCIES], ids=lambda row: getattr(row, "unit", "") or row.what)
def test_every_row_stands_with_its_source_and_its_day(row: Quota | Latency) -> None:
    what = row.unit if isinstance(row, Quota) else row.takes
    read = row.page.read.isoformat() + ("" if row.verified else ", **not verified**")

    [line] = [
        line for line in page().splitlines() if f"| {row.page.service} |" in line and f"| {what} |" in line
    ]
    assert line.endswith(f"| {row.page.url} | {read} |")


def test_every_price_of_a_way_is_listed() -> None:
    listed = page().split("\n## Prices\n", 1)[1]

    for way in WAYS:
        for price, _ in way.charges(LOADS[-1]):
            assert f"| {price.service}: {price.what} |" in listed


def test_the_words_state_no_figure_themselves() -> None:
    assert FIGURE.findall(WORDS.read_text()) == []


def test_every_link_leads_somewhere() -> None:
    targets = re.findall(r"\]\(([^)]+)\)", page())

    for target in targets:
        assert (CHOOSING.parent / target).exists(), target
    assert len(targets) > 20


def test_the_command_writes_or_prints_it(tmp_path: Path) -> None:
    written = CliRunner().invoke(app, ["choosing", "--write", str(tmp_path / "choosing.md")])
    printed = CliRunner().invoke(app, ["choosing"])

    assert (written.exit_code, written.stdout) == (0, "")
    assert (tmp_path / "choosing.md").read_text() == page()
    assert printed.stdout == page()
