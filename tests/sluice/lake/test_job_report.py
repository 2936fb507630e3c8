"""Against moto's CloudWatch Logs."""

import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws

from sluice.lake import job_report

GROUP = "/sluice/dev/close_day/output"


@pytest.fixture(autouse=True)
def logs() -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("logs")
        client.create_log_group(logGroupName=GROUP)
        yield client


def print_(logs: Any, stream: str, *lines: str) -> None:
    place = {"logGroupName": GROUP, "logStreamName": stream}
    logs.create_log_stream(**place)
    now = int(time.time() * 1000)
    events = [{"timestamp": now + number, "message": line} for number, line in enumerate(lines)]
    logs.put_log_events(**place, logEvents=events)


def test_takes_the_last_that_was_printed_as_json(logs: Any) -> None:
    print_(logs, "jr_1", '{"sales": 1}', "sale 1 waits: throttled", '{"sales": 2}', "[3]", "done {4}", "5")

    assert job_report.read_figures(logs, GROUP, "jr_1") == {"sales": 2}


def test_finds_a_stream_whose_name_goes_on_behind_the_id(logs: Any) -> None:
    print_(logs, "jr_1-driver", '{"sales": 1}')

    assert job_report.read_figures(logs, GROUP, "jr_1") == {"sales": 1}


def test_takes_nothing_that_another_run_printed(logs: Any) -> None:
    print_(logs, "jr_1", "starting")
    print_(logs, "jr_2", '{"sales": 1}')

    assert job_report.read_figures(logs, GROUP, "jr_1") == {}


def test_is_silent_when_there_is_no_such_log(logs: Any) -> None:
    assert job_report.read_figures(logs, "/nowhere", "jr_1") == {}


def test_is_silent_when_nobody_answers() -> None:
    nobody = boto3.client(
        "logs", endpoint_url="http://127.0.0.1:9", config=Config(retries={"total_max_attempts": 1})
    )

    assert job_report.read_figures(nobody, GROUP, "jr_1") == {}
