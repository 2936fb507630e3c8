"""What senders wrote is shown, and moves no cursor."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sluice
from sluice.columns import columns
from sluice.command import StyledLine, say
from sluice.printable import to_printable

ATTACK = "\x1b[2J\x1b]0;owned\x07\r\n\x9b31m\u202e\u2028\x7f\ud800"
SHOWN = "\\x1b[2J\\x1b]0;owned\\x07\\r\\n\\x9b31m\\u202e\\u2028\\x7f\\ud800"
SAYS = Path(sluice.__file__).parent / "command.py"


@given(st.text(st.characters()))
def test_every_character_can_be_seen_and_none_is_lost(text: str) -> None:
    shown = to_printable(text)

    assert shown.isprintable()
    assert (shown == text) is text.isprintable()


def test_an_escape_sequence_is_text() -> None:
    assert to_printable(ATTACK) == SHOWN


def test_a_cell_is_one_line() -> None:
    assert list(columns([[ATTACK, 1]])) == [f"{SHOWN}  1"]


@pytest.mark.parametrize("line", [ATTACK, StyledLine(ATTACK)])
@pytest.mark.parametrize("err", [False, True])
def test_a_line_is_one_line(line: str | StyledLine, err: bool, capsys: pytest.CaptureFixture[str]) -> None:
    say(line, err=err)

    written = capsys.readouterr()
    assert (written.err if err else written.out).replace("\x1b[0m", "") == f"{SHOWN}\n"


def test_nothing_else_of_the_command_line_prints() -> None:
    """One place escapes, so every line goes through it; rich shows progress, and the status' own figures."""
    printing = {
        f"{path.relative_to(SAYS.parent)}: {name}"
        for path in SAYS.parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and (name := called(node)) in {"print", "echo", "secho"}
    }

    assert printing == {"command.py: echo", "replay/follow.py: print", "status/commands.py: print"}


def called(node: ast.Call) -> str:
    """The last part of what is called."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))
