"""The manual for stores says what the job does."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from demo.retail.store_files import Landed
from domain.lake.files import KINDS
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.limits import (
    LONGEST_ROW,
    MOST_DEATHS,
    MOST_MIB,
    MOST_PROBLEMS,
    MOST_ROWS,
    MOST_SALES,
    MOST_TOLD,
)
from jobs.retail.landing.receipts import FileOutcome, decode
from lake.kinds import FileKind
from tests.jobs.retail.landing.samples import FILE, file, taken, told
from tests.synthesis import REPOSITORY

PAGE = (REPOSITORY / "docs/store-files.md").read_text()
BLOCKS = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
[EXAMPLE] = [body for language, body in BLOCKS.findall(PAGE) if language == "csv"]
[RECEIPT] = [body for language, body in BLOCKS.findall(PAGE) if language == "json"]
MAKING, *_ = [body for language, body in BLOCKS.findall(PAGE) if language == "sh"]


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    section = PAGE.split(f"\n{heading}", 1)[1].split("\n#", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def shown(text: str) -> str:
    """A message with dots where its details stand."""
    escaped = text.replace("{{", "\1").replace("}}", "\2")
    return re.sub(r"\{[^{}]+\}", "…", escaped).replace("\1", "{").replace("\2", "}")


@pytest.fixture
def example(tmp_path: Path) -> Landed:
    """The file of the page, and the manifest that the page's script makes of it."""
    (tmp_path / "2017-12-22.csv").write_text(EXAMPLE)
    subprocess.run(["bash", "-euc", MAKING], cwd=tmp_path, env={"PATH": os.environ["PATH"]}, check=True)
    manifest = (tmp_path / "2017-12-22.csv.manifest.json").read_bytes()
    return Landed(FILE, EXAMPLE.encode(), manifest)


def test_every_refusal_is_listed_word_for_word() -> None:
    assert rows("## What can be wrong") == [
        [f"`{fault.code}`", shown(fault.says), shown(fault.do)] for fault in Fault
    ]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_column_is_listed_with_its_names(kind: FileKind) -> None:
    assert rows(f"### {kind.name.capitalize()}") == [
        [column.name + ("" if column.required else " (optional)"), ", ".join(column.also), column.doc]
        for column in kind.columns
    ]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_kind_says_where_its_files_lie(kind: FileKind) -> None:
    assert f"### {kind.name.capitalize()}: `{kind.name}/{kind.sender or '<your store>'}/`\n" in PAGE


def test_the_example_is_taken_with_the_manifest_that_the_script_makes(example: Landed) -> None:
    contents = taken(example)

    assert (len(contents.rows), len(contents.sales)) == (3, 2)


def test_the_answer_that_is_shown_is_one_that_the_job_gives(example: Landed) -> None:
    receipt = decode(RECEIPT.encode())
    wrong = file(example.body.replace(b"3.99", b"$3.99"), rows=3, cents=947)

    assert (receipt.file, receipt.outcome) == (FILE, FileOutcome.REFUSED)
    assert [problem.message for problem in receipt.problems] == told(wrong)


def test_every_outcome_is_explained() -> None:
    assert [row[0] for row in rows("## The answer")] == [f"`{outcome}`" for outcome in FileOutcome]


def test_the_limits_are_those_of_the_job() -> None:
    unpacked = f"At most {MOST_MIB} MiB unpacked, {MOST_ROWS:,} rows, {MOST_SALES:,} sales, "
    assert f"{unpacked}and {LONGEST_ROW:,} characters in a row." in PAGE
    assert (MOST_TOLD, MOST_DEATHS) == (50, 2)
    assert "Fifty problems are told" in PAGE
    assert f"After {MOST_PROBLEMS:,} problems" in PAGE
    assert "broke down twice" in PAGE
