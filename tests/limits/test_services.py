"""Every limit says where and when it was read."""

from datetime import date

import pytest

from limits.quota import Latency, Quota
from limits.services import LATENCIES, QUOTAS
from producer import stream as producer
from stacks import capacity
from stacks.ranges import RANGES
from tests.synthesis import REPOSITORY

STACKS = REPOSITORY / "stacks"

every_row = pytest.mark.parametrize(
    "row",
    [*QUOTAS, *LATENCIES],
    ids=lambda row: f"{row.page.service}: {getattr(row, 'unit', '') or row.what}",
)


@every_row
def test_a_row_names_its_page_and_the_day_on_which_it_was_read(row: Quota | Latency) -> None:
    assert row.page.url.startswith(("https://docs.aws.amazon.com/", "https://aws.amazon.com/blogs/"))
    assert date(2026, 1, 1) <= row.page.read <= date.today()  # noqa: DTZ011 (a day, wherever)


@pytest.mark.parametrize("quota", QUOTAS, ids=str)
def test_a_limit_is_a_number_of_something(quota: Quota) -> None:
    assert quota.limit > 0
    assert quota.unit[0].isalpha()


def test_a_service_says_a_thing_once() -> None:
    said = [(quota.page.service, quota.unit) for quota in QUOTAS]

    assert len(said) == len(set(said))


def test_the_capacity_plan_checks_against_these_rows() -> None:
    used = [value for value in vars(capacity).values() if isinstance(value, Quota)]

    assert used
    assert all(any(quota is row for row in QUOTAS) for quota in used)


def test_the_stacks_state_no_limit_of_their_own() -> None:
    stating = [path.name for path in STACKS.rglob("*.py") if "Quota(" in path.read_text()]

    assert stating == []


@pytest.mark.parametrize(
    ("field", "unit"),
    [
        ("profile.buffer_seconds", "seconds of buffer"),
        ("profile.buffer_mebibytes", "MiB of buffer"),
        ("stream_retention_hours", "hours kept, at most"),
    ],
)
def test_a_setting_ends_where_its_limit_does(field: str, unit: str) -> None:
    [allowed] = [allowed for allowed in RANGES if allowed.field == field]
    [quota] = [quota for quota in QUOTAS if quota.unit == unit]

    assert (allowed.most, allowed.source) == (quota.limit, quota.source)


def test_the_producer_fills_a_request_as_far_as_kinesis_and_firehose_take_it() -> None:
    """It travels alone into stores, so it states the numbers itself."""
    limits = {quota.unit: quota.limit for quota in QUOTAS if quota.page.service == "Kinesis Data Streams"}
    delivered = {quota.unit: quota.limit for quota in QUOTAS if quota.page.service == "Firehose"}

    assert limits["records in a PutRecords call"] == producer.RECORDS_A_REQUEST
    assert limits["bytes in a PutRecords call"] == producer.BYTES_A_REQUEST
    assert min(limits["bytes in a record"], delivered["bytes in a record"]) == producer.BYTES_A_RECORD


def test_a_limit_reads_as_a_sentence_with_its_source() -> None:
    [reads] = [quota for quota in QUOTAS if quota.unit.startswith("GetRecords")]

    assert str(reads) == f"5 GetRecords calls a second of a shard ({reads.page.url})"
