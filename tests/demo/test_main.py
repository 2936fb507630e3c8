"""What a newcomer meets on the command line."""

import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demo import __main__ as command


@pytest.fixture(autouse=True)
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(command, "BUILD", tmp_path)
    return tmp_path


def ask(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(command.app, arguments)
    return answer.exit_code, answer.stderr


def test_help_tells_the_exit_codes() -> None:
    told = CliRunner().invoke(command.app, ["--help"]).stdout

    assert "0 the promise held" in told
    assert "2 it couldn't run" in " ".join(told.split())


def test_a_port_in_use_is_one_line_that_says_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        code, told = ask("--port", port)

    assert code == 2
    assert told == f"sluice: Port {port} on 127.0.0.1 is in use: stop what listens there or pass --port.\n"


def test_days_outside_the_data_are_one_line() -> None:
    code, told = ask("--from", "2018-01-01", "--days", "2")

    assert code == 2
    assert told.count("\n") == 1
    assert "from 2017-01-01 to 2018-01-01" in told


def test_a_file_that_isnt_there_is_one_line(tmp_path: Path) -> None:
    code, told = ask("--sales", str(tmp_path / "sales.jsonl"))

    assert code == 2
    assert told.endswith("can't be read: No such file or directory.\n")


def test_a_date_that_isnt_one_is_a_usage_error() -> None:
    code, told = ask("--from", "2017-13-01")

    assert code == 2
    assert "--from" in told


@pytest.mark.parametrize(("held", "code"), [(True, 0), (False, 1)])
def test_a_broken_promise_ends_with_1(held: bool, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "demo", lambda *_: held)

    assert ask()[0] == code
