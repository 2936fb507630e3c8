"""A time at the end of the calendar is refused in one line, by every command that takes one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from sluice.__main__ import app
from sluice.replay.window import MINUTE
from sluice.retail.lake.arguments import DAY
from sluice.time_options import FIRST_YEAR, HOUR, LAST_YEAR, TIME, Form, InvalidOption, read

NOW = "2026-11-30T00"
LENGTHS = {HOUR: 13, TIME: 16, MINUTE: 16, DAY: 10}
"""How much of an ISO time each form takes."""
EXTREME = ("0001-01-01T00", "0001-01-01", "1999-12-31T23", "9999-12-31T23", "9000-01-01")
WINDOWS = {
    "--from": (
        ("replay", "plan", "dev"),
        ("replay", "start", "dev"),
        ("raw", "check", "dev"),
        ("raw", "mend", "dev"),
        ("events", "replay", "dev"),
        ("curate", "dev"),
        ("close", "dev"),
    ),
    "--since": tuple(
        ("failures", *command)
        for command in (
            ("list", "dev"),
            ("count", "dev"),
            ("show", "dev", "4f"),
            ("park", "dev", "4f"),
            ("redrive", "dev"),
        )
    ),
}
TAKING = [(command, option) for option, commands in WINDOWS.items() for command in commands]


@pytest.mark.parametrize("time", EXTREME)
@pytest.mark.parametrize(("command", "option"), TAKING, ids=lambda each: " ".join(each))
def test_every_command_refuses_it_in_one_line(command: tuple[str, ...], option: str, time: str) -> None:
    end = {"--from": "--to", "--since": "--until"}[option]

    for first, last in ((time, NOW), (NOW, time), (time, time)):
        answer = CliRunner().invoke(app, [*command, option, first, end, last])

        assert answer.exit_code == 2, answer.output
        assert answer.stderr.startswith("sluice: --")
        assert answer.stderr.count("\n") == 1


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(list(LENGTHS)))
@settings(max_examples=300)
def test_a_time_that_is_taken_may_be_moved_by_years(at: datetime, form: Form) -> None:
    """Commands look a day back, an hour on, and as long as a delivery may take."""
    text = at.isoformat()[: LENGTHS[form]]
    try:
        taken = read("--from", text, form)
    except InvalidOption as refused:
        assert not FIRST_YEAR <= at.year < LAST_YEAR
        assert "\n" not in str(refused)  # noqa: PT017
        return
    assert taken.at - timedelta(days=400) < taken.at < taken.at + timedelta(days=400)


@pytest.mark.parametrize(
    "text", ["2000-01-01T00:00+14:00", "0001-01-01T00:00+01:00", "9999-12-31T23:59-01:00"]
)
def test_an_offset_leads_nowhere_either(text: str) -> None:
    with pytest.raises(InvalidOption):
        read("--since", text, TIME)
