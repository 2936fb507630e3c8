"""What stands before a command: whom it asks, which version it is; and what a terminal wants."""

import os
import tomllib
from functools import partial

import boto3
import pytest
import typer
from typer.testing import CliRunner

from sluice.__main__ import app
from sluice.command import StyledLine, say
from tests.sluice.complaints import complaint_of
from tests.synthesis import REPOSITORY


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the AWS configuration again, and give nobody long to answer."""
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")


def complaint(*arguments: str) -> str:
    return complaint_of(CliRunner().invoke(app, arguments))


def test_it_says_which_version_it_is() -> None:
    declared = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["version"]

    assert CliRunner().invoke(app, ["--version"]).stdout == f"sluice {declared}\n"


def test_an_option_takes_the_place_of_the_environments_endpoint_and_region(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")

    why = complaint("--endpoint-url", "http://127.0.0.1:8", "--region", "eu-north-1", "status", "dev")

    assert "http://127.0.0.1:8" in why
    assert os.environ["AWS_REGION"] == "eu-north-1"


def test_a_profile_that_is_not_configured_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "default")

    assert "nobodys" in complaint("--profile", "nobodys", "status", "dev")


def test_a_shell_can_complete_its_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_SLUICE_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "sluice fail")
    monkeypatch.setenv("COMP_CWORD", "1")

    completed = CliRunner().invoke(app, prog_name="sluice")

    assert completed.stdout.split() == ["failures"]


def test_no_colour_is_shown_to_who_wants_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    styled = StyledLine("late", colour="red", bold=True)
    monkeypatch.setattr("typer.echo", partial(typer.echo, color=True))
    monkeypatch.delenv("NO_COLOR", raising=False)
    say(styled)
    monkeypatch.setenv("NO_COLOR", "1")
    say(styled)

    assert capsys.readouterr().out == "\x1b[31m\x1b[1mlate\x1b[0m\nlate\n"
