"""No member, token or card stands in what a function logs, counts, publishes or calls things by.

Every text field of every kind of event is marked with text of its own, and so is every name of a field. What
is kept whole on purpose is a short list: records in quarantine, claims, and what a table is there for.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

import pytest

from contracts.contract_breaks import TEST_CARD
from domain.scenario.breaks import BREAKS
from tests.emulated import refusing
from tests.lambdas.core.adapters.queues import failed_publish, messages
from tests.lambdas.core.cdc.records import line_of, receipt_row, row
from tests.lambdas.marks import CARD, MEMBER, TOKEN, marks_in, put, texts
from tests.lambdas.sales import encoded, event, line, sale
from tests.lambdas.told import delivered, detail, stock_low
from tests.lambdas.told import messages as bus_messages
from tests.lambdas.traced import TracedFunction

NAMING = ("sale_id", "store_id", "register_id", "sku")
"""Fields that name a sale, a store or a product: whoever is told of one is told by them."""
HOLDERS = {("loyalty", "LEDGER_TABLE"), ("cdc", "STATE_TABLE")}
"""Tables of members: their points, and the rows of a database."""

STREAM_CONSUMERS = ("inventory", "loyalty", "fraud")

Whole = dict[str, Any]


def marked(**changes: Any) -> Whole:
    """A sale of a marked member, with fields that no contract knows."""
    extra = {"note": f"{MEMBER} {TOKEN}", "customer": {"id": MEMBER, "tokens": [TOKEN]}, MEMBER: TOKEN}
    return sale(loyalty_id=MEMBER, payment_token=TOKEN, lines=[line(name=MEMBER)], **extra, **changes)


def every_field(whole: Whole) -> Iterator[bytes]:
    """Yield copies with a member, a token or a card in the place of each text, but in what names things."""
    for path in texts(whole):
        yield encoded(put(whole, path, CARD))
        yield encoded(put(whole, path, f"till {TEST_CARD} paid"))
        if path[-1] not in NAMING:
            yield encoded(put(whole, path, MEMBER))
            yield encoded(put(whole, path, TOKEN))


def claim_checks(whole: Whole) -> Iterator[bytes]:
    """Yield claims to nothing, one of them marked in every field that a contract may not know."""
    data = encoded(whole)
    digest = sha256(data).hexdigest()
    claim = {"key": f"claims/{whole['sale_id']}/{digest}.json", "sha256": digest, "bytes": len(data)}
    kept = {name: whole[name] for name in ("schema_version", "sale_id", "store_id")}
    yield encoded(kept | {"claim": claim})
    yield encoded(kept | {"claim": claim | {"key": f"claims/{MEMBER}.json"}, MEMBER: TOKEN})


def sales() -> list[bytes]:
    """Sales that are accepted, repeated, contradicted and refused for every reason."""
    burst = [
        marked(sale_id=f"367/2017-03-01/4/{n}", occurred_at=f"2017-03-01T14:0{n}:00Z") for n in range(1, 7)
    ]
    contradicting = put(burst[0], ("lines", 0), "") | {"lines": [line(quantity=5)]}
    broken = [each.make(marked(sale_id=f"367/2017-03-01/4/{n}")) for n, each in enumerate(BREAKS, 20)]
    refused = [*every_field(marked(sale_id="367/2017-03-01/4/9")), *claim_checks(burst[0]), MEMBER.encode()]
    return [*map(encoded, burst), encoded(burst[1]), encoded(contradicting), *broken, *refused]


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


def batches(payloads: Sequence[bytes], size: int = 40) -> Iterator[dict[str, Any]]:
    for start in range(0, len(payloads), size):
        yield event(payloads[start : start + size], start)


def run(service: str, events: Iterator[Mapping[str, Any]]) -> TracedFunction:
    function = TracedFunction(service)
    for each in events:
        function.invoke(each)
    return function


@pytest.mark.parametrize("service", STREAM_CONSUMERS)
def test_a_consumer_of_sales_tells_of_nobody_whatever_it_accepts_or_refuses(service: str) -> None:
    function = run(service, batches(sales()))

    assert "batch not applied whole" in function.logged.getvalue()
    assert function.object_keys()
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


def test_an_adapter_of_a_queue_tells_of_nobody() -> None:
    payloads = [each for each in sales() if each.isascii()]
    function = run("queue_source", iter([messages(*payloads)]))

    assert function.stream.put
    assert function.object_keys()
    assert found_in(function) == {}


def test_an_adapter_of_devices_tells_of_nobody() -> None:
    topics = ("sluice/full/367/events", f"sluice/full/{MEMBER}/events")
    function = run(
        "device_source",
        iter([messages(*(failed_publish(topic, each) for topic in topics for each in sales()))]),
    )

    assert function.object_keys()
    assert found_in(function) == {}


def test_the_fold_of_a_database_tells_of_nobody() -> None:
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
    function = run("cdc", iter([event([*map(line_of, rows), MEMBER.encode()])]))

    assert function.object_keys()
    assert found_in(function) == {}


def test_who_orders_tells_of_nobody_in_an_event_that_can_not_be_read() -> None:
    low = detail(stock_low())
    broken = [put(low, path, MEMBER) for path in texts(low) if path[-1] not in {"event_id", *NAMING}]
    unknown = [low | {"units_a_day": MEMBER}, {"loyalty_id": MEMBER, "payment_token": TOKEN}]
    bodies = [delivered(each) for each in (*broken, *unknown)]
    function = run("reorder", iter([bus_messages(*bodies, delivered({}, kind=MEMBER), MEMBER.encode())]))

    assert function.object_keys()
    assert found_in(function) == {}
