"""No member, token or card stands in what a function logs, counts, publishes or calls things by.

Every text field of every kind of event is marked with text of its own, and so is every name of a field. What
is kept whole on purpose is a short list: records in quarantine, claims, and what a table is there for.
"""

import gzip
import io
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
from tests.emulated import refusing
from tests.lambdas.core.adapters.queues import failed_publish, messages
from tests.lambdas.core.api_source.feeds import FaultyAnswer, feed_of
from tests.lambdas.core.cdc.known import PRICES
from tests.lambdas.core.cdc.records import line_of, receipt_row, row
from tests.lambdas.core.cdc_compare.postgres import server
from tests.lambdas.core.replay.cloud import ANSWERS, CONSUMER, GENERATION, REPLAY, REPLAYS, Cloud
from tests.lambdas.core.replay.functions import CRASHED, WELL
from tests.lambdas.core.replay.machines import Machine, handler
from tests.lambdas.core.webhook.alerts import AlertFunction
from tests.lambdas.marked_sales import NAMING, Whole, batches, sales
from tests.lambdas.marks import CARD, MEMBER, TOKEN, marks_in, put, texts
from tests.lambdas.receivers import receiver
from tests.lambdas.sales import event
from tests.lambdas.shelves.rows import row as stock_row
from tests.lambdas.told import delivered, detail, stock_low
from tests.lambdas.told import messages as bus_messages
from tests.lambdas.traced import ENVIRONMENT, TracedFunction, captured
from tests.synthesis import REPOSITORY, resources

HOLDERS = {("loyalty", "LEDGER_TABLE"), ("cdc", "STATE_TABLE"), ("cdc_compare", "STATE_TABLE")}
"""Tables of members: their points, and the rows of a database."""

STREAM_CONSUMERS = ("inventory", "loyalty", "fraud")
HOUR = "events/year=2017/month=03/day=01/hour=15/"
NAMES_OF_ROWS = {"partition", "entry", "movement", "digest"}
"""Attributes of a stock's row: its sale, its store, its products, and what tells payloads apart."""
UNTRACED: Mapping[str, str] = {
    "pseudonyms": "adds a key to a secret, and sees no event and no row",
    "replication": "starts and stops DMS, and sees no event and no row",
    "rotation": "changes a password at the source, and reads no row",
    "warehouse": "has Redshift run statements that hold no value, and reads counts of rows",
    "warehouse_setup": "has Redshift run statements that hold no value, once",
    "webhook": "posts what its domain declares; deployed with readings, which name nobody, and traced below",
}
"""Why a function is in no test of all that it gets."""


def found_in(function: TracedFunction) -> dict[str, list[str]]:
    """Which of the marked texts stand where, but in what holds them on purpose."""
    written = {
        "what is logged and counted": function.logged.getvalue(),
        "the bus": json.dumps(function.bus.taken, default=repr),
        "names of objects": " ".join(function.object_keys()),
        "reasons in quarantine": " ".join(function.reasons()),
        **{name: text for name, text in function.items().items() if (function.service, name) not in HOLDERS},
    }
    return marks_in(written)


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

WAYS: Mapping[str, Mapping[str, Any]] = {
    "onto the stream": {},
    "into a generation": {"into": GENERATION},
    "to a consumer": {"consumer": CONSUMER},
}
"""Ways of a replay, whose function is run by its state machine."""


def test_every_function_is_traced_or_says_why_not() -> None:
    deployed = {
        each["Properties"]["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]
        for each in resources(ENVIRONMENT, "AWS::Lambda::Function")
    }
    packages = {each.parent.name for each in (REPOSITORY / "lambdas").rglob("handler.py")}

    assert {*FED, "replay"}.isdisjoint(UNTRACED)
    assert {*FED, "replay", *UNTRACED} == deployed | packages - {"ledger_consumer"}


@pytest.mark.parametrize("service", FED)
def test_a_function_tells_of_nobody_whatever_it_gets(service: str) -> None:
    function = FED[service]()

    assert function.logged.getvalue() or service == "line_encoder"
    assert function.reasons() or "QUARANTINE_BUCKET" not in function.variables
    assert found_in(function) == {}


def test_a_suspicion_tells_of_a_sale_and_of_nobody() -> None:
    function = run("fraud", batches(sales()))

    assert {each["DetailType"] for each in function.bus.taken} == {"FraudSuspected"}
    assert "367/2017-03-01/4/4" in {each["sale_id"] for each in function.bus.details}


FAULTS: Mapping[str, Callable[[TracedFunction], Any]] = {
    "a table that is throttled": lambda here: refusing(
        here.dynamodb, "dynamodb.BatchExecuteStatement", "ThrottlingException", 400
    ),
    "a table that refuses": lambda here: refusing(
        here.dynamodb, "dynamodb.BatchExecuteStatement", "ValidationException", 400
    ),
    "a read that is denied": lambda here: refusing(
        here.dynamodb, "dynamodb.BatchGetItem", "AccessDeniedException", 400
    ),
    "a quarantine that is down": lambda here: refusing(here.s3, "s3.PutObject", "InternalError", 500),
    "claims that are down": lambda here: refusing(here.s3, "s3.GetObject", "InternalError", 500),
    "a bus that is down": lambda here: refusing(here.events, "events.PutEvents", "InternalFailure", 500),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("service", STREAM_CONSUMERS)
def test_what_fails_tells_of_nobody(service: str, fault: str) -> None:
    function = TracedFunction(service)
    with FAULTS[fault](function):
        for each in batches(sales()):
            function.invoke(each)

    assert found_in(function) == {}


@pytest.mark.parametrize("way", WAYS)
def test_a_replay_tells_of_nobody(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud, logged = Cloud(), io.StringIO()
    cloud.archive(sales())
    cloud.archive(sales(), name="torn", body=gzip.compress(b"".join(map(encode_line, sales())))[:-20])
    cloud.start(**WAYS[way])
    cloud.invoked.goes = lambda call: CRASHED if call == 0 else WELL
    with captured(logged):
        machine = Machine(handler(cloud, monkeypatch), monkeypatch)
        ended = machine.run(REPLAY)
        history = machine.client.get_execution_history(executionArn=ended["executionArn"])
    kept = [cloud.s3.list_objects_v2(Bucket=ANSWERS)["Contents"], cloud.dynamodb.scan(TableName=REPLAYS)]

    assert "chunk" in logged.getvalue()
    assert marks_in({"logged": logged.getvalue(), "history": repr(history), "kept": repr(kept)}) == {}


def test_a_webhook_is_told_of_sales_and_of_nobody() -> None:
    logged = io.StringIO()
    with receiver() as told, captured(logged):
        function = AlertFunction(told, lambda sold: {"sale": sold.sale_id, "cents": sold.net_cents})
        for start in range(0, len(sales()), 40):
            function.deliver(*sales()[start : start + 40])
            logged.write(repr(function.report))

    assert told.taken
    kept = repr([told.taken, told.requests, function.records()])
    assert marks_in({"kept": kept, "logged": logged.getvalue()}) == {}
