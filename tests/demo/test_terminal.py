"""What the demo prints fits a terminal of 80 columns, calm and aligned."""

from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from demo.check import Check, judge
from demo.report import DemoReport
from demo.terminal import Terminal, Timings, minutes
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
    assert printed.split()[-3:] == ["Deploying", "4.4", "s"]


def test_phases_line_up_under_each_other(terminal: Terminal, written: StringIO) -> None:
    with terminal.phase("read", "Reading the sales"):
        pass
    with terminal.steps() as say:
        say("Deploying …")
        say("  14.4 s")

    assert len({len(line) for line in written.getvalue().splitlines()}) == 1
    assert "read" in terminal.seconds


def test_a_phase_says_which_of_how_many_it_is_as_it_begins_also_in_a_pipe(
    terminal: Terminal, written: StringIO
) -> None:
    terminal.count_phases(15)
    with terminal.phase("read", "Reading the sales"):
        begun = written.getvalue()

    assert begun.split() == ["1", "of", "15", "Reading", "the", "sales"]
    assert written.getvalue().endswith(" s\n")


def test_every_phase_has_the_next_number_whoever_times_it(terminal: Terminal, written: StringIO) -> None:
    terminal.count_phases(3)
    with terminal.phase("read", "Reading"):
        pass
    with terminal.steps() as say:
        say("Deploying …")
        say("  1.0 s")
    with terminal.progress("play", 7) as show:
        show(datetime(2017, 12, 22, tzinfo=UTC), 1, 1, 0)

    assert [line.split()[0] for line in written.getvalue().splitlines()] == ["1", "2", "3"]
    assert terminal.seconds_by_title.keys() == {"Reading", "Deploying", "Sending 7 messages"}


def test_an_error_begins_a_line_of_its_own(terminal: Terminal, written: StringIO) -> None:
    with suppress(ValueError), terminal.phase("read", "Reading"):
        raise ValueError

    terminal.abandon_phase()

    assert written.getvalue().endswith("\n")


def conclude(terminal: Terminal, report: DemoReport) -> None:
    lines = [*(tally.text for tally in report.tallies), *report.violations, "page     build/demo.html"]
    terminal.conclude(report.headline, report.checks, lines, good=report.ok)


def test_the_reconciliation_fits_80_columns_and_says_where_the_page_lies(
    terminal: Terminal, written: StringIO
) -> None:
    conclude(terminal, PASSED)

    lines = written.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[-2:] == ["page     build/demo.html", PASSED.headline]


def test_every_figure_is_judged_or_for_information_and_what_varies_is_said_to(
    terminal: Terminal, written: StringIO
) -> None:
    checks = (judge("Lost", 0, 7, good=True), Check("Caught", 14, 20, varies=True), Check("Given up", 5))
    terminal.conclude("Done.", checks, (), good=True)

    lines = {line[:8].strip(): line.split()[-1] for line in written.getvalue().splitlines() if line}
    assert (lines["Lost"], lines["Caught"], lines["Given up"]) == ("✓", "~", "i")
    assert "varies from run to run" in " ".join(written.getvalue().split())


def test_a_broken_promise_names_the_sales(terminal: Terminal, written: StringIO) -> None:
    conclude(terminal, FAILED)

    assert "lost: 367/2017-12-22/4/41338042928" in written.getvalue()
    assert "The promise was broken" in written.getvalue()


def test_the_seconds_of_a_run_are_known_to_the_next_with_the_same_arguments(tmp_path: Path) -> None:
    path = tmp_path / "build" / "seconds.json"

    assert Timings(path, "--days 1").last == {}
    Timings(path, "--days 1").keep({"read": 1.5})
    Timings(path, "--days 3").keep({"read": 4.5})

    assert Timings(path, "--days 1").last == {"read": 1.5}
    assert Timings(path, "--days 1").summarize() == "together they took 2 s the last time here"
    assert Timings(path, "--days 7").summarize() == "not timed here yet"


def test_a_file_of_seconds_that_is_no_file_of_seconds_is_none(tmp_path: Path) -> None:
    path = tmp_path / "seconds.json"
    path.write_text("not json")

    assert Timings(path, "--days 1").last == {}


def test_a_duration_is_said_in_minutes() -> None:
    assert (minutes(59.4), minutes(204)) == ("59 s", "3 min 24 s")
