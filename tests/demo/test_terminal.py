"""What the demo prints fits a terminal of 80 columns, calm and aligned."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from demo.terminal import Terminal
from tests.demo.sample import FAILED, PASSED


@pytest.fixture
def written() -> StringIO:
    return StringIO()


@pytest.fixture
def terminal(written: StringIO) -> Terminal:
    return Terminal(Console(file=written, width=80))


def test_a_step_of_the_deployment_is_one_line_with_its_seconds(terminal: Terminal, written: StringIO) -> None:
    with terminal.steps() as say:
        for line in ("Deploying …", "  Sluice-dev-Storage", "  4.4 s"):
            say(line)

    [printed] = written.getvalue().splitlines()
    assert printed.split() == ["Deploying", "4.4", "s"]


def test_phases_line_up_under_each_other(terminal: Terminal, written: StringIO) -> None:
    with terminal.phase("read", "Reading the sales"):
        pass
    with terminal.steps() as say:
        say("Deploying …")
        say("  14.4 s")

    assert len({len(line) for line in written.getvalue().splitlines()}) == 1
    assert "read" in terminal.seconds


def test_the_reconciliation_fits_80_columns_and_says_where_the_page_lies(
    terminal: Terminal, written: StringIO
) -> None:
    terminal.conclude(PASSED, {"page": Path("build/demo.html")})

    lines = written.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[-1].split() == ["page", "build/demo.html"]


def test_a_broken_promise_names_the_sales(terminal: Terminal, written: StringIO) -> None:
    terminal.conclude(FAILED, {})

    assert "lost: 367/2017-12-22/4/41338042928" in written.getvalue()
    assert "The promise was broken" in written.getvalue()
