"""Every command, where an environment has next to nothing: what it lacks is one line, and never a trace."""

from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from sluice.__main__ import app
from tests.sluice.declared_outputs import declared_outputs
from tests.synthesis import REPOSITORY

HOURS = "--from 2017-12-22T17 --to 2017-12-22T18"
REPLAY = "20171222T1700-20171222T1800-1"
KEY = "events/year=2017/month=12/day=22/hour=17/1.gz"
NEEDS_NOTHING = {
    "empty": "--yes",
    "status": "",
    "failures list": "",
    "failures count": "",
    "failures show": "1",
    "failures repair": f"--recipe {REPOSITORY}/examples/repairs/two-in-words.toml",
    "failures correct": "1 --reason counted",
    "failures redrive": "",
    "failures park": "1",
    "dead-letters list": "",
    "dead-letters keep": "queue",
    "dead-letters redrive": "queue",
    "purge": HOURS,
    "forget": "--member 1234",
}
LACKS = {
    "Lake": {
        "curate": HOURS,
        "close": "",
        "ingest": "",
        "park": "367 --day 2017-12-22 --reason x",
        "parked": "",
        "tables": "",
    },
    "Events": {"events replays": "", "events replay": HOURS, "events cancel": "one"},
    "Shelves": {
        "shelves compare": "",
        "shelves recount": "--yes",
        "orders held": "",
        "orders release": "po-1 --yes",
        "orders drop": "po-1 --yes",
    },
    "Fraud": {"accounts compare": "", "accounts swap": "--yes"},
    "Replay": {
        "rebuild": "--into spring",
        "raw check": HOURS,
        "raw mend": HOURS,
        "raw restore": KEY,
        "raw write-off": f"{KEY} --version 1",
        "replay plan": HOURS,
        "replay start": HOURS,
        "replay status": "",
        "replay list": "",
        "replay pause": "",
        "replay resume": "",
        "replay cancel": "",
        "replay verify": REPLAY,
    },
}
"""By the capability that `starter` hasn't: the commands that need it, with what they want to be told."""


@pytest.fixture(autouse=True)
def starter() -> Iterator[None]:
    """The stacks of `starter`, with every output that they declare."""
    with declared_outputs("starter"):
        yield


def run(command: str, arguments: str) -> Result:
    """Type a command about `starter`."""
    return CliRunner().invoke(app, [*command.split(), "starter", *arguments.split()])


def names() -> list[str]:
    """Every command that there is."""
    group: Any = get_command(app)
    found = []
    for name in group.list_commands(None):
        each = group.get_command(None, name)
        found += [f"{name} {sub}" for sub in each.commands] if hasattr(each, "commands") else [name]
    return found


def test_every_command_is_here() -> None:
    assert sorted(names()) == sorted({*NEEDS_NOTHING, *(name for each in LACKS.values() for name in each)})


@pytest.mark.parametrize(
    ("lacks", "command", "arguments"),
    [(lacks, *each) for lacks, commands in LACKS.items() for each in commands.items()],
)
def test_a_command_names_the_capability_that_it_lacks_and_where_to_add_it(
    lacks: str, command: str, arguments: str
) -> None:
    answer = run(command, arguments)

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.splitlines()[-1] == (
        f"sluice: starter has no {lacks}: name it in environments.py, and deploy"
    )
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.parametrize(("command", "arguments"), NEEDS_NOTHING.items())
def test_every_other_command_lacks_nothing_and_leaves_no_trace(command: str, arguments: str) -> None:
    """Nothing is behind the outputs here: what a command then can't do, it says in a line."""
    answer = run(command, arguments)

    assert answer.exception is None or isinstance(answer.exception, SystemExit)
    assert "environments.py" not in answer.stderr
    assert len(answer.stderr.splitlines()) <= 1
