"""What a newcomer meets on the command line."""

import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demo import __main__ as command
from twin.errors import TwinError


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
    assert told == (
        f"sluice: Port {port} on 127.0.0.1 is in use: stop what listens there, or name a free one: "
        f'make demo ARGS="--port {min(int(port) + 1, 65_534)}".\n'
    )


def test_days_outside_the_data_are_one_line() -> None:
    code, told = ask("--from", "2018-01-01", "--days", "2")

    assert code == 2
    assert told.count("\n") == 1
    assert "from 2017-01-01 to 2018-01-01" in told


def test_a_file_that_isnt_there_is_one_line(tmp_path: Path) -> None:
    code, told = ask("--events", str(tmp_path / "events.jsonl"))

    assert code == 2
    assert told.endswith("can't be read: No such file or directory.\n")


def test_a_date_that_isnt_one_is_a_usage_error() -> None:
    code, told = ask("--from", "2017-13-01")

    assert code == 2
    assert "--from" in told


def test_an_act_that_isnt_there_is_one_line_that_lists_those_that_are() -> None:
    code, told = ask("--without", "recover,decied")

    assert code == 2
    assert told.count("\n") == 1
    assert "There is no act 'decied'" in told
    assert "close, database, erase, fraud, late" in told


def test_a_setting_that_isnt_there_is_one_line_and_one_that_is_no_number_a_usage_error() -> None:
    code, told = ask("--set", "thefts=3")

    assert code == 2
    assert told == "sluice: There is no setting 'thefts': there are frauds.\n"
    assert "isn't NAME=N" in ask("--set", "frauds")[1]


def test_says_the_same_of_acts_wherever_the_run_would_begin(tmp_path: Path) -> None:
    """A misspelt name is found before anything is read."""
    assert "There is no act" in ask("--without", "nobody", "--events", str(tmp_path / "none"))[1]


@pytest.mark.parametrize(("held", "code"), [(True, 0), (False, 1)])
def test_a_broken_promise_ends_with_1(held: bool, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "demo", lambda *_: held)

    assert ask()[0] == code


def fail_twice(first: Exception) -> None:
    try:
        raise first
    finally:
        raise TwinError("MiniStack didn't stop.")


def test_what_went_wrong_first_is_said_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "demo", lambda *_: fail_twice(TwinError("A job failed.")))

    assert ask() == (2, "sluice: A job failed.\nsluice: MiniStack didn't stop.\n")


def test_an_error_that_nobody_expects_is_never_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "demo", lambda *_: fail_twice(KeyError("sku")))

    answer = CliRunner().invoke(command.app, [])

    assert isinstance(answer.exception, TwinError)
    assert isinstance(answer.exception.__context__, KeyError)
