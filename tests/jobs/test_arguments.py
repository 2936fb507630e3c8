"""What Glue hands to a script."""

from datetime import UTC, date, datetime

import pytest

from jobs.arguments import Arguments


def given(*words: str) -> Arguments:
    return Arguments(words, required=["DATABASE", "LEDGERS"], optional=["FROM"])


GLUES_OWN = ("--JOB_NAME", "curate", "--enable-metrics", "true")
SET = ("--DATABASE", "lake", "--LEDGERS", "inventory=a,loyalty=b")


def test_reads_the_jobs_settings_and_passes_over_glues_own() -> None:
    arguments = given(*GLUES_OWN, *SET)

    assert arguments["DATABASE"] == "lake"
    assert arguments.pairs("LEDGERS") == {"inventory": "a", "loyalty": "b"}


def test_a_start_may_name_an_hour_or_a_day_or_nothing() -> None:
    assert given(*SET, "--FROM", "2017-12-22T17").hour("FROM") == datetime(2017, 12, 22, 17, tzinfo=UTC)
    assert given(*SET, "--FROM", "2017-12-22").day("FROM") == date(2017, 12, 22)
    assert given(*SET).hour("FROM") is given(*SET).day("FROM") is None


def test_names_the_setting_that_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        given("--DATABASE", "lake")

    assert "--LEDGERS" in capsys.readouterr().err
