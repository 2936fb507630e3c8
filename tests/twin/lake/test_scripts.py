from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from twin.lake.scripts import Script, arguments_of, failure

if TYPE_CHECKING:
    from types_boto3_glue.type_defs import JobRunTypeDef, JobTypeDef

JOB: "JobTypeDef" = {
    "DefaultArguments": {"--FROM": "job", "--TO": "job", "--DATABASE": "lake", "--JOB_NAME": "job"},
    "NonOverridableArguments": {"--DATABASE": "fixed"},
}
RUN: "JobRunTypeDef" = {"JobName": "curate", "Id": "jr_1", "Arguments": {"--TO": "run", "--DATABASE": "run"}}


def test_a_runs_arguments_replace_the_jobs_but_not_those_that_are_fixed() -> None:
    assert arguments_of(JOB, RUN) == {
        "--FROM": "job",
        "--TO": "run",
        "--DATABASE": "fixed",
        "--JOB_NAME": "curate",
        "--JOB_RUN_ID": "jr_1",
    }


def test_a_script_sees_names_and_values_in_turn() -> None:
    script = Script(
        Path("script.py"), [], {"--FROM": "2017-03-01", "--conf": "a=b --conf c=d"}, Path("log"), "ASIA"
    )

    assert script.words == ["--FROM", "2017-03-01", "--conf", "a=b --conf c=d"]


TRACEBACK = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    run()\n'


@pytest.mark.parametrize(
    ("log", "told"),
    [
        (f"{TRACEBACK}ValueError: no day\n", "ValueError: no day"),
        (f"{TRACEBACK}KeyError: 1\n\nDuring handling:\n\n{TRACEBACK}OSError: disk\n", "OSError: disk"),
        (f"{TRACEBACK}SparkError: no table\n\tat java.base/Thread.run\n", "SparkError: no table"),
        ("reading\n3 faults block the close\n\n", "3 faults block the close"),
        ("", "it said nothing"),
    ],
)
def test_tells_what_a_script_failed_of(tmp_path: Path, log: str, told: str) -> None:
    path = tmp_path / "log"
    path.write_text(log)

    assert failure(path) == told
