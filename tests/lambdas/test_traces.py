"""No member, token or card stands in what a function logs, counts, publishes or calls things by.

Every text field of every kind of event is marked with text of its own, and so is every name of a field. What
is kept whole on purpose is a short list: records in quarantine, claims, and what a table is there for.
"""

import gzip
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from lambdas.core.raw import encode_line
from tests.emulated import refusing
from tests.lambdas.core.replay.cloud import ANSWERS, CONSUMER, GENERATION, REPLAY, REPLAYS, Cloud
from tests.lambdas.core.replay.functions import CRASHED, WELL
from tests.lambdas.core.replay.machines import Machine, handler
from tests.lambdas.core.webhook.alerts import AlertFunction
from tests.lambdas.feeds import FED, STREAM_CONSUMERS, run
from tests.lambdas.marked_sales import batches, sales
from tests.lambdas.marks import marks_in
from tests.lambdas.receivers import receiver
from tests.lambdas.traced import ENVIRONMENT, TracedFunction, captured
from tests.synthesis import REPOSITORY, resources

HOLDERS = {("loyalty", "LEDGER_TABLE"), ("cdc", "STATE_TABLE"), ("cdc_compare", "STATE_TABLE")}
"""Tables of members: their points, and the rows of a database."""

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
