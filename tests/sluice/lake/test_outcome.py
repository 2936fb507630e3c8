from dataclasses import replace

import pytest

from sluice.lake import job_report
from sluice.lake.jobs import GlueRun

FAILED = GlueRun(id="jr_1", state="FAILED", attempt=0, seconds=40, message="")
DONE = replace(FAILED, state="SUCCEEDED", seconds=102)


def test_tells_figures_by_their_names() -> None:
    figures = {"objects": 12, "sales": 1729, "store_days": 35}

    assert job_report.render_done(DONE, figures) == "done in 102 s: objects 12, sales 1,729, store days 35"


def test_names_a_few_and_counts_many() -> None:
    assert (
        job_report.render_done(DONE, {"closed": ["22-v1", "23-v2"]}) == "done in 102 s: closed 22-v1, 23-v2"
    )
    assert job_report.render_done(DONE, {"closed": ["a"] * 365}) == "done in 102 s: closed 365"
    assert job_report.render_done(DONE, {"closed": []}) == "done in 102 s: closed none"


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "SystemExit: 1 faults block the close: raw lacks 3",
            "SystemExit: 1 faults block the close: raw lacks 3",
        ),
        ('Traceback (most recent call last):\n  File "x"\nValueError: day\n\n', "ValueError: day"),
        ("\nAn error occurred while calling o1.sql. Table not found\n\tat org.apache.Spark\n", None),
        ("", "no message"),
    ],
)
def test_tells_an_error_in_one_line(message: str, told: str | None) -> None:
    told = told or "An error occurred while calling o1.sql. Table not found"

    said = job_report.render_failed(replace(FAILED, message=message), "/sluice/dev/close_day")

    assert said == f"failed after 40 s: {told} (log /sluice/dev/close_day/output, jr_1)"


def test_tells_a_timeout_as_such() -> None:
    assert job_report.render_failed(replace(FAILED, state="TIMEOUT"), "/a").startswith(
        "timeout after 40 s: no message"
    )
