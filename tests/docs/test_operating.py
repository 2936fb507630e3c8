"""What an operator is told to type is what the command line takes, and answers as the page says."""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperGroup as Group
from typer.main import get_group

from jobs.retail.curate_sales import CurationSummary
from sluice.__main__ import app
from sluice.lake import job_report
from sluice.lake.jobs import GlueRun
from sluice.retail.lake import arguments
from tests.docs.typed import commands
from tests.synthesis import REPOSITORY
from twin.loopback import ACCOUNT, REGION

OPERATING = REPOSITORY / "docs/operating.md"
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
NO_CONTEXT: Any = None
WINDOWS = {"curate": arguments.hours, "close": arguments.days}


@pytest.mark.parametrize("page", [page for page in PAGES if [*commands(page)]], ids=lambda page: page.stem)
def test_every_command_is_one_that_is_taken(page: Path) -> None:
    for words in commands(page):
        name, given = taken(get_group(app), words)
        if given and (window := WINDOWS.get(name)):
            window(given["first"], given.get("last") or given.get("end"))


def taken(group: Group, words: list[str]) -> tuple[str, dict[str, Any]]:
    """The command that these words mean, in a group too, and what it is given; who is only named, nothing."""
    name, *arguments = words
    command = group.get_command(NO_CONTEXT, name)
    assert command, f"there is no command {name}"
    if not arguments:
        return name, {}
    if isinstance(command, Group):
        return taken(command, arguments)
    return name, command.make_context(name, arguments).params


def test_the_page_names_every_command() -> None:
    assert {name for name, *_ in commands(OPERATING)} >= {*get_group(app).list_commands(NO_CONTEXT)} - {
        "empty"
    }


def test_the_outcome_on_the_page_is_what_is_said() -> None:
    run = GlueRun(id="jr_1", state="SUCCEEDED", attempt=0, seconds=74, message="")
    curated = CurationSummary(objects=31, sales=1729, lines=17902, quarantined=15)

    assert f"\n{job_report.render_done(run, curated.figures())}\n" in OPERATING.read_text()


def test_the_way_to_the_twin_is_the_twins() -> None:
    page = OPERATING.read_text()

    assert f"AWS_REGION={REGION}\n" in page
    assert f"AWS_ACCESS_KEY_ID={ACCOUNT} " in page


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\((?!https:)([^)]+)\)", OPERATING.read_text()):
        assert (OPERATING.parent / target).is_file(), target
