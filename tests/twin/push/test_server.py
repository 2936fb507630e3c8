"""What a sender is told is what became of its sale: counted on the stream."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ConnectionClosedError

from tests.lambdas.sales import encoded, line, sale
from tests.twin.push.endpoint import Endpoint

SALE = encoded(sale())
MIB = 1024 * 1024


def sized(bytes_: int) -> bytes:
    """A valid sale of so many bytes: a field that the contract doesn't know fills it up."""
    return encoded(sale(filler="x" * (bytes_ - len(encoded(sale(filler=""))))))


def test_an_accepted_sale_is_a_record_byte_for_byte_under_its_store(endpoint: Endpoint) -> None:
    written = json.dumps(sale(payment_token="tök_ß"), ensure_ascii=False, separators=(", ", ": ")).encode()

    told = endpoint.post(written + b"\n")

    assert told.outcome == (202, "accepted")
    assert endpoint.records() == [("367", written + b"\n")]


def test_an_accepted_sale_is_told_where_it_lies(endpoint: Endpoint) -> None:
    told = endpoint.post(SALE)

    shards = endpoint.kinesis.list_shards(StreamName=endpoint.stream)["Shards"]
    (shard,) = [one for one in shards if one["ShardId"] == told.body["shard"]]
    iterator = endpoint.kinesis.get_shard_iterator(
        StreamName=endpoint.stream,
        ShardId=shard["ShardId"],
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        StartingSequenceNumber=told.body["sequence_number"],
    )["ShardIterator"]
    (record,) = endpoint.kinesis.get_records(ShardIterator=iterator)["Records"]
    assert record["Data"] == SALE


@pytest.mark.parametrize("key", ["", "another"])
def test_without_a_key_that_is_known_nobody_gets_in(endpoint: Endpoint, key: str) -> None:
    told = endpoint.post(SALE, x_api_key=key)

    assert told.outcome == (403, "refused")
    assert endpoint.records() == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "'lines' is a required property"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"a": NaN}', "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[]", "is not of type 'object'"),
        (encoded(sale(lines=None)), "'lines' is a required property"),
        (encoded(sale(store_id=367)), "$.store_id: 367 is not of type 'string'"),
        (encoded(sale(lines=[line(quantity=0.5)])), "$.lines[0].quantity"),
        (encoded(sale(occurred_at="2017-03-01T14:03:00")), "$.occurred_at"),
    ],
)
def test_a_broken_sale_is_refused_with_what_is_wrong(endpoint: Endpoint, body: bytes, why: str) -> None:
    told = endpoint.post(body)

    assert told.outcome == (400, "refused")
    assert why in told.body["why"]
    assert endpoint.records() == []


@pytest.mark.parametrize("type_", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_another_content_type_is_refused(endpoint: Endpoint, type_: str) -> None:
    told = endpoint.post(SALE, content_type=type_)

    assert told.outcome == (415, "refused")
    assert endpoint.records() == []


@pytest.mark.parametrize("type_", ["", "application/json; charset=utf-8", "Application/JSON"])
def test_json_may_be_said_otherwise_or_not_at_all_and_is_checked_all_the_same(
    endpoint: Endpoint, type_: str
) -> None:
    taken = endpoint.post(SALE, content_type=type_)
    broken = endpoint.post(b"{}", content_type=type_)

    assert (taken.status, broken.status) == (202, 400)
    assert len(endpoint.records()) == 1


def test_the_largest_record_of_the_stream_is_taken_and_one_byte_more_is_refused(endpoint: Endpoint) -> None:
    taken, refused = endpoint.post(sized(MIB)), endpoint.post(sized(MIB + 1))

    assert taken.outcome == (202, "accepted")
    assert refused.outcome == (413, "refused")
    assert "Retry-After" not in refused.headers
    assert [len(data) for _, data in endpoint.records()] == [MIB]


def test_a_body_beyond_what_the_gateway_takes_is_refused_before_its_key_is_looked_at(
    endpoint: Endpoint,
) -> None:
    told = endpoint.post(b"x" * (10 * MIB + 1), x_api_key="")

    assert told.outcome == (413, "refused")
    assert endpoint.records() == []


@pytest.mark.parametrize(
    ("method", "path"), [("GET", None), ("PUT", None), ("DELETE", None), ("POST", "/v1"), ("POST", "/sales")]
)
def test_there_is_nothing_else_to_call(endpoint: Endpoint, method: str, path: str | None) -> None:
    told = endpoint.post(SALE, method=method, path=path)

    assert told.outcome == (404, "refused")
    assert endpoint.records() == []


def test_a_flood_is_throttled_and_nothing_of_it_is_lost_or_let_in(endpoint: Endpoint) -> None:
    sales = [encoded(sale(sequence)) for sequence in range(130)]

    with ThreadPoolExecutor(8) as senders:
        told = list(senders.map(endpoint.post, sales))

    accepted = [data for data, one in zip(sales, told, strict=True) if one.status == 202]
    assert len(accepted) == 100
    assert {one.outcome for one in told} == {(202, "accepted"), (429, "retry")}
    assert {one.headers.get("Retry-After") for one in told if one.status == 429} == {"1"}
    assert sorted(data for _, data in endpoint.records()) == sorted(accepted)


def test_a_throttled_key_is_let_in_again_at_its_rate(endpoint: Endpoint) -> None:
    for sequence in range(100):
        assert endpoint.post(encoded(sale(sequence))).status == 202
    assert endpoint.post(SALE).status == 429

    endpoint.clock[0] += 0.125
    told = [endpoint.post(SALE).status for _ in range(3)]

    assert told == [202, 202, 429]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ProvisionedThroughputExceededException", 400),
        ("KMSThrottlingException", 400),
        ("KMSDisabledException", 400),
        ("AccessDeniedException", 400),
        ("ResourceNotFoundException", 400),
        ("InternalFailure", 500),
        ("ServiceUnavailable", 503),
        ("", 502),
    ],
)
def test_what_the_stream_does_not_take_now_may_be_sent_again(
    endpoint: Endpoint, code: str, status: int
) -> None:
    with endpoint.answering(code, status):
        told = endpoint.post(SALE)
    after = endpoint.post(SALE)

    assert told.outcome == (503, "retry")
    assert int(told.headers["Retry-After"]) > 0
    assert after.outcome == (202, "accepted")
    assert endpoint.records() == [("367", SALE)]


@pytest.mark.parametrize("code", ["ValidationException", "InvalidArgumentException"])
def test_what_the_stream_never_takes_is_refused(endpoint: Endpoint, code: str) -> None:
    with endpoint.answering(code):
        told = endpoint.post(SALE)

    assert told.outcome == (413, "refused")


def test_a_stream_that_does_not_answer_is_told_as_one_that_may_be_asked_again(endpoint: Endpoint) -> None:
    def cut(**_: object) -> None:
        raise ConnectionClosedError(endpoint_url="http://127.0.0.1:9")

    endpoint.kinesis.meta.events.register_first("before-send.kinesis.PutRecord", cut)

    assert endpoint.post(SALE).outcome == (503, "retry")
