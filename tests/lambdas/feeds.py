"""Functions that were fed with all that they may get, every text of it marked."""

import gzip
import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import pytest

from lambdas.core.cdc.record import parse
from lambdas.core.cdc.state_table import StateTable
from lambdas.core.cdc.statement import to_statement
from lambdas.core.raw import encode_line
from tests.conformance.deployed import HERE
from tests.lambdas.core.adapters.queues import failed_publish, messages
from tests.lambdas.core.api_source.feeds import FaultyAnswer, feed_of
from tests.lambdas.core.cdc.known import PRICES
from tests.lambdas.core.cdc.records import line_of, receipt_row, row
from tests.lambdas.core.cdc_compare.postgres import server
from tests.lambdas.marked_sales import NAMING, Whole, batches, sales
from tests.lambdas.marks import CARD, MEMBER, TOKEN, put, texts
from tests.lambdas.sales import event
from tests.lambdas.shelves.rows import row as stock_row
from tests.lambdas.told import delivered, detail, stock_low
from tests.lambdas.told import messages as bus_messages
from tests.lambdas.traced import TracedFunction

STREAM_CONSUMERS = ("inventory", "loyalty", "fraud")
HOUR = "events/year=2017/month=03/day=01/hour=15/"
NAMES_OF_ROWS = {"partition", "entry", "movement", "digest"}
"""Attributes of a stock's row: its sale, its store, its products, and what tells payloads apart."""


def run(service: str, events: Iterator[Mapping[str, Any]], **given: str) -> TracedFunction:
    function = TracedFunction(service, **given)
    for each in events:
        function.invoke(each)
    return function


def fed_by_queue() -> TracedFunction:
    return run("queue_source", iter([messages(*(each for each in sales() if each.isascii()))]))


def fed_by_devices() -> TracedFunction:
    topics = ("sluice/full/367/events", f"sluice/full/{MEMBER}/events")
    failed = (failed_publish(topic, each) for topic in topics for each in sales())
    return run("device_source", iter([messages(*failed)]))


def is_json(payload: bytes) -> bool:
    try:
        json.loads(payload)
    except ValueError:
        return False
    return True


def fed_by_an_api() -> TracedFunction:
    """By pages of JSON, and then by what is no page."""
    pages = [each for each in sales() if is_json(each)]
    with feed_of(pages) as feed:
        function = TracedFunction("api_source", API_URL=feed.url, API='{"name": "web-shop", "tries": 1}')
        function.invoke({}, milliseconds=900_000)
        for body in (f'{{"{MEMBER}": "{TOKEN}"}}', f'{{"events": "{MEMBER}"}}', f'{{"events": [{MEMBER}'):
            feed.fail(FaultyAnswer(body=body.encode()))
            function.invoke({}, milliseconds=900_000)
    return function


def fed_by_a_database() -> TracedFunction:
    person: Whole = {"loyalty_id": MEMBER, "payment_token": TOKEN}
    rows = [
        receipt_row(**person),
        receipt_row(at=2, **person, lines="no"),
        receipt_row(at=3, **{**person, "loyalty_id": CARD}),
        *(receipt_row(at=4, **person, **{column: MEMBER}) for column in ("occurred_at", "lines", "sequence")),
        row(at=5, table="customers", data={"loyalty_id": MEMBER, "segment": TOKEN}),
        row(at=6, table="customers", data={"segment": MEMBER}),
        row(at=7, table=MEMBER, data=person),
    ]
    return run("cdc", iter([event([*map(line_of, rows), MEMBER.encode()])]))


def fed_by_the_bus() -> TracedFunction:
    low = detail(stock_low())
    broken = [put(low, path, MEMBER) for path in texts(low) if path[-1] not in {"event_id", *NAMING}]
    unknown = [low | {"units_a_day": MEMBER}, {"loyalty_id": MEMBER, "payment_token": TOKEN}]
    bodies = [delivered(each) for each in (*broken, *unknown)]
    return run("reorder", iter([bus_messages(*bodies, delivered({}, kind=MEMBER), MEMBER.encode())]))


def fed_by_a_ledger() -> TracedFunction:
    """By rows of the stock's ledger as it has them, and by some of another ledger or of none."""
    own = [stock_row(1, {"1082185": -2}), stock_row(2, {"1082185": 1})]
    person = {"loyalty_id": {"S": MEMBER}, "payment_token": {"S": TOKEN}, "note": {"S": CARD}}
    odd = [put(own[0], ("dynamodb", "NewImage"), own[0]["dynamodb"]["NewImage"] | person)]
    odd += [put(own[0], path, MEMBER) for path in texts(own[0]) if not NAMES_OF_ROWS & {*path}]
    odd += [put(own[0], ("dynamodb", "NewImage", "movement"), person), {MEMBER: TOKEN}]
    return run("shelves", iter([{"Records": [*own, *odd]}, {"Records": [*own, MEMBER]}]))


def fed_by_objects() -> TracedFunction:
    """By whole objects of raw, by one that is torn, and by one that is no gzip."""
    function = TracedFunction("manifest")
    function.s3.create_bucket(Bucket="raw", CreateBucketConfiguration=HERE)
    function.s3.put_bucket_versioning(Bucket="raw", VersioningConfiguration={"Status": "Enabled"})
    whole = gzip.compress(b"".join(map(encode_line, sales())))
    for body in (whole, whole[:-20], MEMBER.encode()):
        version = function.s3.put_object(Bucket="raw", Key=f"{HOUR}a.gz", Body=body)["VersionId"]
        at = {"key": f"{HOUR}a.gz", "version-id": version}
        function.invoke({"detail": {"bucket": {"name": "raw"}, "object": at}})
    return function


def fed_by_firehose() -> TracedFunction:
    records = [
        {"recordId": f"{number}", "approximateArrivalTimestamp": 1, "data": b64encode(each).decode()}
        for number, each in enumerate([*sales(), MEMBER.encode()])
    ]
    whole = {"invocationId": "1", "deliveryStreamArn": "arn", "region": "eu-central-1", "records": records}
    return run("line_encoder", iter([whole, {"records": [{"data": MEMBER}]}]))


def fed_by_a_source() -> TracedFunction:
    """By a table of members that is folded nowhere, and by a folded key that is no value of its column."""
    created = ("products (sku text)", "prices (sku text, valid_from date)", "customers (loyalty_id text)")
    with server() as source, pytest.MonkeyPatch.context() as here:
        here.setattr("time.sleep", lambda _: None)
        source.run(*(f"CREATE TABLE pos.{each}" for each in created))
        source.run("GRANT SELECT ON ALL TABLES IN SCHEMA pos TO replication")
        source.run(f"INSERT INTO pos.customers VALUES ('{MEMBER}'), ('{TOKEN}')")  # noqa: S608 (our own marks)
        function = TracedFunction("cdc_compare", json.dumps(source.secret), DATABASE="postgres", CA_FILE="-")
        function.invoke({})
        source.run("ALTER TABLE pos.prices ALTER valid_from TYPE bigint USING 1")
        price = row(data={"sku": TOKEN, "valid_from": MEMBER}, table="prices")
        StateTable(function.dynamodb, function.variables["STATE_TABLE"]).fold(
            [to_statement(parse(line_of(price)), PRICES)]
        )
        function.invoke({})
    return function


FED: Mapping[str, Callable[[], TracedFunction]] = {
    **{each: partial(lambda name: run(name, batches(sales())), each) for each in STREAM_CONSUMERS},
    "api_source": fed_by_an_api,
    "cdc": fed_by_a_database,
    "cdc_compare": fed_by_a_source,
    "device_source": fed_by_devices,
    "line_encoder": fed_by_firehose,
    "manifest": fed_by_objects,
    "queue_source": fed_by_queue,
    "reorder": fed_by_the_bus,
    "shelves": fed_by_a_ledger,
}
"""Functions of one invocation, each fed with all that it may get."""
