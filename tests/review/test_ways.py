"""Small examples, by hand, of a million sales or of none."""

import pytest

from review.loads import LOADS, SECONDS, Load
from review.ways import FRESH_WAYS, WAYS, Way, shards

IDLE = Load(0)
MILLION = 1_000_000


def way(service: str, how: str = "") -> Way:
    """The one of a service whose description begins so."""
    [found] = [way for way in WAYS if way.service == service and way.how.startswith(how)]
    return found


def sales(number: float, *, bytes_per_event: int = 1_000) -> Load:
    """So many in a month."""
    return Load(number / SECONDS, bytes_per_event=bytes_per_event)


@pytest.mark.parametrize(
    ("a_second", "bytes_per_event", "needed"),
    [(0, 1_000, 1), (1_000, 1_000, 1), (1_001, 500, 2), (500, 4_000, 2), (501, 4_000, 3)],
)
def test_a_stream_has_as_many_shards_as_records_or_bytes_fill(
    a_second: float, bytes_per_event: int, needed: int
) -> None:
    assert shards(Load(a_second, bytes_per_event=bytes_per_event)) == needed


def test_one_shard_takes_each_of_the_loads_as_the_page_says() -> None:
    assert [shards(load) for load in LOADS] == [1] * len(LOADS)


@pytest.mark.parametrize(
    ("service", "how", "bytes_per_event", "dollars"),
    [
        ("Kinesis Data Streams", "provisioned", 25_600, 0.014),
        ("Kinesis Data Streams", "provisioned", 25_601, 0.028),
        # A GB has 1,024 ** 3 bytes: 0.95367 GB as whole KB, and 0.93132 GB as they are.
        ("Kinesis Data Streams", "on demand", 1_000, 0.95367 * 0.08 + 0.93132 * 0.04),
        ("Kinesis Data Streams", "enhanced", 1_000, 0.93132 * 0.013),
        # 4.7684 GB of records of 5 KB.
        ("Firehose", "", 1_000, 4.7684 * 0.029),
        ("Firehose", "", 5_121, 2 * 4.7684 * 0.029),
        ("SQS", "a sale", 1_000, 3 * 0.40),
        ("SQS", "10 sales", 6_553, 3 * 0.04),
        ("SQS", "10 sales", 6_554, 2 * 3 * 0.04),
        ("EventBridge", "", 65_536, 1.0),
        ("EventBridge", "", 65_537, 2.0),
        ("API Gateway", "", 1_000, 3.50),
        # 500 seconds of two workers.
        ("Glue", "a run an hour", 1_000, 500 * 2 / 3_600 * 0.44),
        # 1,000 seconds of a processor and two GB.
        ("AWS Batch", "", 1_000, 1_000 / 3_600 * (0.04048 + 2 * 0.004445)),
        ("DMS", "", 1_000, 0),
        # 0.93132 GB, for a day of the month's 30.417, three times.
        ("MSK", "", 1_000, 0.93132 / 30.417 * 3 * 0.10),
    ],
)
def test_a_million_sales_cost_what_the_price_says(
    service: str, how: str, bytes_per_event: int, dollars: float
) -> None:
    one = way(service, how)

    cost = one.dollars(sales(MILLION, bytes_per_event=bytes_per_event)) - one.dollars(IDLE)

    assert cost == pytest.approx(dollars, rel=1e-4)


@pytest.mark.parametrize(
    ("service", "how", "dollars"),
    [
        ("Kinesis Data Streams", "provisioned", 730 * 0.015),
        ("Kinesis Data Streams", "on demand", 730 * 0.04),
        ("Kinesis Data Streams", "enhanced", 730 * 0.015),
        ("Firehose", "", 0),
        ("SQS", "a sale", 0),
        ("SQS", "10 sales", 0),
        ("EventBridge", "", 0),
        ("API Gateway", "", 0),
        ("Glue", "a run an hour", 730 * 65 * 2 / 3_600 * 0.44),
        ("AWS Batch", "", 0),
        ("DMS", "", 730 * 0.018),
        ("MSK", "", 730 * 3 * 0.21),
    ],
)
def test_some_ways_cost_while_nothing_is_sold(service: str, how: str, dollars: float) -> None:
    assert way(service, how).dollars(IDLE) == pytest.approx(dollars)


def test_more_shards_cost_more_hours() -> None:
    three = Load(2_001)

    assert way("Kinesis Data Streams", "provisioned").dollars(three) > 3 * 730 * 0.015
    assert way("Kinesis Data Streams", "enhanced").dollars(three) > 3 * 730 * 0.015


def test_a_cost_that_may_not_suffice_says_so() -> None:
    assert way("DMS").shown(Load(1)) == "≥ $13.14"
    assert way("EventBridge").shown(sales(MILLION)) == "$1.00"


def test_what_is_fresh_and_has_no_price_says_so() -> None:
    shown = {each.name: each.dollars_a_million(LOADS[-1]) for each in FRESH_WAYS}

    assert shown["Kinesis channel to S3 Tables"] == shown["Firehose to Iceberg"] == "not known"
    # 730 hours of 4 RPU, over 200 sales a second.
    assert shown["Redshift streaming ingestion"] == "≥ $2.08"
