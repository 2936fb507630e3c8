"""The program as AWS Batch starts it: a process that ends with a code and says why in one line."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from jobs.backfill.faults import ExitCode
from tests.jobs.backfill.histories import HistorySite, client, lines, parquet
from tests.synthesis import REPOSITORY

DONE, BAD_INPUT, TRY_AGAIN = ExitCode.DONE, ExitCode.BAD_INPUT, ExitCode.TRY_AGAIN


def start(site: HistorySite, *words: str, **changes: str) -> "subprocess.Popen[str]":
    """Start the program."""
    environment = {**os.environ, "AWS_ENDPOINT_URL": site.emulator.endpoint, **site.variables(**changes)}
    return subprocess.Popen(
        [sys.executable, "-m", "jobs.retail.backfill", *words],
        cwd=REPOSITORY,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(site: HistorySite, *words: str, **changes: str) -> tuple[int, str, str]:
    """Run it to its end; return its code, and what it says on both outputs."""
    process = start(site, *words, **changes)
    out, err = process.communicate(timeout=60)
    return process.returncode, out.strip(), err.strip()


def counted(site: HistorySite, metric: str) -> list[float]:
    """What was counted for alarms."""
    now = datetime.now(UTC)
    found = client(site.emulator, "cloudwatch").get_metric_statistics(
        Namespace=site.name,
        MetricName=metric,
        Dimensions=[{"Name": "service", "Value": "backfill"}],
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(hours=1),
        Period=7_200,
        Statistics=["Sum"],
    )
    return [each["Sum"] for each in found["Datapoints"]]


def test_what_was_done_is_printed_and_counted(site: HistorySite) -> None:
    site.upload("a.parquet", parquet(lines(1, 2)))

    code, out, err = run(site, "run")

    assert (code, err) == (DONE, "")
    assert out == (
        '{"chunks": 1, "done": 1, "BackfillEvents": 2, "BackfillRefused": 0, "BackfillChunksLeft": 0}'
    )
    assert counted(site, "BackfillEvents") == [2]


def test_a_plan_says_what_there_is_to_do_and_what_it_costs(site: HistorySite) -> None:
    site.upload("a.parquet", parquet(lines(*range(1, 11)), 4))
    site.upload("b.csv", b"sku,quantity\n1,2\n")
    run(site, "run", ARRAY_SIZE="4", AWS_BATCH_JOB_ARRAY_INDEX="1")

    code, out, _ = run(site, "plan", ARRAY_SIZE="4", EVENTS_A_DAY="50000000")

    assert code == DONE
    assert out.splitlines() == [
        f"History in s3://{site.bucket('history')}/history/: 2 files",
        "4 chunks of about 3 events; 1 are done, 3 are left",
        (
            "Array of 4, at most 1 chunks a child, raw mode: 1 minutes, "
            "modelled at 20,000 events a second a child"
        ),
        "Runs at any hour; what is left then goes on the next night",
        (
            "A year of 50,000,000 events a day, on demand: $12.51 of Fargate, modelled at list prices "
            "(https://aws.amazon.com/fargate/pricing/)"
        ),
        (
            "A year of 50,000,000 events a day, on Spot: unknown; give today's prices: "
            "--spot-vcpu-hour and --spot-gb-hour"
        ),
    ]


def test_prices_on_spot_are_those_that_are_given(site: HistorySite) -> None:
    site.upload("a.parquet", parquet(lines(1)))

    _, out, _ = run(site, "plan", "--spot-vcpu-hour", "1", "--spot-gb-hour", "0", EVENTS_A_DAY="2000000")

    assert out.splitlines()[-1] == (
        "A year of 2,000,000 events a day, on Spot: $10.14 of Fargate, modelled at the prices that were given"
    )


def test_the_list_says_of_each_file_how_far_it_is(site: HistorySite) -> None:
    body = parquet(lines(*range(1, 11)), 4)
    site.upload("a.parquet", body)
    site.upload("_SUCCESS", b"")
    run(site, "run", ARRAY_SIZE="2")

    code, out, _ = run(site, "list")

    assert code == DONE
    assert out == (
        f"s3://{site.bucket('history')}/history/a.parquet  {len(body):,} bytes  1 of 3 chunks done"
    )


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        (
            {"AWS_BATCH_JOB_ARRAY_INDEX": "4", "ARRAY_SIZE": "4"},
            (
                "AWS_BATCH_JOB_ARRAY_INDEX is 4, ARRAY_SIZE is 4: submit an array of 4 jobs, "
                "or set ARRAY_SIZE to its size"
            ),
        ),
        ({"OFF_PEAK_HOURS": "22"}, "OFF_PEAK_HOURS is '22': it must be two hours of UTC, such as 22-05"),
        (
            {"OFF_PEAK_HOURS": "22-24"},
            "OFF_PEAK_HOURS is '22-24': it must be two hours of UTC, such as 22-05",
        ),
        ({"MODE": "fast"}, "MODE is 'fast': it must be stream or raw"),
        ({"ARRAY_SIZE": "0"}, "ARRAY_SIZE is 0: it must be at least 1"),
        ({"STREAM": ""}, "STREAM is not set: the job definition of the Backfill stack sets it"),
    ],
)
def test_a_wrong_setting_is_one_line_and_no_retry_mends_it(
    site: HistorySite, variables: dict[str, str], line: str
) -> None:
    assert run(site, "run", **variables) == (BAD_INPUT, "", line)


def test_an_empty_prefix_is_one_line(site: HistorySite) -> None:
    code, _, err = run(site, "plan")

    assert code == BAD_INPUT
    assert err == (
        f"s3://{site.bucket('history')}/history/ holds no history: upload files, such as 2017.parquet"
    )


@pytest.mark.parametrize(
    ("name", "body", "line"),
    [
        ("a.parquet", parquet(lines(1))[:-9], " can't be read as Parquet: "),
        ("a.parquet", b"", " can't be read as Parquet: "),
        (
            "a.csv.gz",
            b"store_id,sku",
            " can't be read as gzip: Not a gzipped file (b'st'): upload the whole file again",
        ),
        (
            "a.txt",
            b"",
            ": its name ends in none of .parquet, .csv, .csv.gz, .jsonl, .jsonl.gz: rename or remove it",
        ),
        (
            "a.csv",
            b"store_id,sku\n1,2\n",
            (
                " is history of another schema: it lacks business_day, register_id, sequence, occurred_at, "
                "payment_token, quantity, total_cents; the columns of sales are store_id, "
            ),
        ),
    ],
)
def test_a_bad_file_is_one_line_and_no_retry_mends_it(
    site: HistorySite, name: str, body: bytes, line: str
) -> None:
    site.upload(name, body)

    code, _, err = run(site, "run")

    assert code == BAD_INPUT
    assert err.startswith(f"s3://{site.bucket('history')}/history/{name}{line}")
    assert len(err.splitlines()) == 1


def test_a_bucket_that_isnt_there_is_one_line(site: HistorySite) -> None:
    code, _, err = run(site, "plan", HISTORY_BUCKET="nowhere")

    assert code == TRY_AGAIN
    assert "NoSuchBucket" in err
    assert len(err.splitlines()) == 1


def test_what_is_interrupted_ends_with_a_code_that_is_tried_again(site: HistorySite) -> None:
    """FAULTS 37: an end with 0 would count as done."""
    site.upload("a.parquet", parquet(lines(*range(1, 1_001)), 10))
    process = start(site, "run")
    while not site.objects("raw", "events/"):
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)

    _, err = process.communicate(timeout=60)

    assert process.returncode == TRY_AGAIN
    assert err.strip() == "interrupted by SIGTERM: what is done is noted, the next attempt does the rest"
    assert 0 < len(site.records()) < 1_000
    assert run(site, "run")[0] == DONE
    assert len(site.sold()) == 1_000


def test_an_endpoint_that_doesnt_answer_is_tried_again(site: HistorySite) -> None:
    nowhere = HistorySite.variables(site) | {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_MAX_ATTEMPTS": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "jobs.retail.backfill", "run"],
        cwd=REPOSITORY,
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == TRY_AGAIN
    assert "Could not connect" in done.stderr.splitlines()[-1]
