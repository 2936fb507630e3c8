"""The consumers of the scenario's environment in this process: their handlers, as the templates set them."""

import json
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Any

import pytest
from ministack.services import dynamodb as tables
from ministack.services import s3 as buckets

from contracts.event_type import Key
from contracts.scenario import ExpectedLedger, Payload, Row
from demo.ledger import ObservedLedger, add
from demo.observed_state import ledger as read_ledger
from demo.observed_state import objects
from domain import EVENT
from domain.scenario import SCENARIO
from lambdas.core import clients
from lambdas.core.time_bounds import TimeBounds
from tests import emulated
from tests.lambdas.declared_tables import table_properties
from tests.synthesis import REPOSITORY, resources

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

BUCKETS = {"QUARANTINE_BUCKET": "quarantine", "CLAIMS_BUCKET": "raw"}
TABLES = ("LEDGER_TABLE", "POSITIONS_TABLE")
HERE: Any = {"LocationConstraint": "eu-central-1"}


@dataclass(frozen=True)
class Context:
    """What Lambda says of an invocation."""

    get_remaining_time_in_millis: Callable[[], int]
    function_name: str = "consumer"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:111122223333:function:consumer"
    aws_request_id: str = "1"


def variables_of(consumer: str) -> tuple[str, dict[str, Any]]:
    """Return a consumer's handler and its environment, as the template has them; raise LookupError."""
    for each in resources(SCENARIO.environment, "AWS::Lambda::Function"):
        variables = each["Properties"].get("Environment", {}).get("Variables", {})
        if variables.get("CONSUMER") == consumer and "LEDGER_TABLE" in variables:
            return each["Properties"]["Handler"], variables
    raise LookupError(f"no function of {SCENARIO.environment} is told that it is {consumer}, and of a ledger")


@dataclass
class DeployedConsumer:
    """A consumer with an empty ledger, and what became of what it was handed."""

    ledger: ExpectedLedger
    dynamodb: "DynamoDBClient"
    s3: "S3Client"

    def __post_init__(self) -> None:
        """Create its tables as declared, and start its function as Lambda does: with its environment."""
        self.name = self.ledger.consumer.name
        handler, declared = variables_of(self.name)
        for variable in TABLES:
            table = table_properties(self.name, variable, SCENARIO.environment)
            self.dynamodb.create_table(TableName=self._table(variable), **table)
        names = {name: value for name, value in declared.items() if isinstance(value, str)}
        self.bounds = TimeBounds.parse(names["OLDEST_DAY"], names["OLDEST_HISTORY_DAY"])
        tables = {each: self._table(each) for each in TABLES}
        self._handle = self._start(handler, {**names, **BUCKETS, **tables})

    @property
    def table(self) -> str:
        """Return the name of its ledger."""
        return self._table("LEDGER_TABLE")

    def invoke(self, event: Mapping[str, Any], remaining_ms: Callable[[], int] = lambda: 60_000) -> Any:
        """Return its answer."""
        return self._handle(event, Context(remaining_ms))

    def items(self) -> dict[Key, dict[str, Any]]:
        """Return its rows as they lie in their table."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=self.table)
        return {
            (each["partition"]["S"], each["entry"]["S"]): dict(each)
            for page in pages
            for each in page["Items"]
        }

    def rows(self) -> Sequence[Row]:
        """Return its rows as plain values."""
        return list(read_ledger(self.dynamodb, self.table))

    def stored(self) -> dict[str, dict[str, int]]:
        """Return what its rows did to which items, by event; the same row twice counts twice."""
        return {name: dict(found) for name, found in ObservedLedger(self.ledger, self.rows()).effects.items()}

    def balances(self) -> dict[str, int]:
        """Return what its rows leave each item at."""
        return dict(ObservedLedger(self.ledger, self.rows()).balances)

    def quarantined(self) -> list[dict[str, Any]]:
        """Return what it put into quarantine, refusal by refusal, with the record as received."""
        bodies = [body for _, body in objects(self.s3, "quarantine", f"{self.name}/")]
        found = [json.loads(line) for body in bodies for line in body.splitlines()]
        return [{**each, "data": b64decode(each["data"])} for each in found]

    def due(self, payloads: Sequence[Payload]) -> dict[str, dict[str, int]]:
        """Return what must be stored of events, by id."""
        return {each[EVENT.id.name]: dict(self.ledger.due(each)) for each in payloads}

    def balances_due(self, payloads: Sequence[Payload]) -> dict[str, int]:
        """Return what these events must leave each item at."""
        total: Any = {}
        for each in payloads:
            add(self.ledger, total, self.ledger.due(each))
        return dict(total)

    def _table(self, variable: str) -> str:
        return f"{self.name}-{variable.removesuffix('_TABLE').lower()}"

    def _start(self, handler: str, environment: Mapping[str, str]) -> Callable[..., Any]:
        """Import the handler's module once more, as a new environment of Lambda does."""
        module, _, name = handler.rpartition(".")
        file = REPOSITORY / f"{module.replace('.', '/')}.py"
        spec = spec_from_file_location(f"{module} of {self.name}", file)
        assert spec is not None
        assert spec.loader is not None
        made = module_from_spec(spec)
        with pytest.MonkeyPatch.context() as here:
            for variable, value in environment.items():
                here.setenv(variable, value)
            here.setattr(clients, "dynamodb", lambda: self.dynamodb)
            here.setattr(clients, "s3", lambda: self.s3)
            spec.loader.exec_module(made)
        found: Callable[..., Any] = getattr(made, name)
        return found


def deploy(ledger: ExpectedLedger) -> DeployedConsumer:
    """Deploy a consumer with nothing around it but its tables and its buckets, all empty."""
    dynamodb, s3 = _clients()
    tables.reset()
    buckets.reset()
    for bucket in BUCKETS.values():
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=HERE)
    return DeployedConsumer(ledger, dynamodb, s3)


@cache
def _clients() -> "tuple[DynamoDBClient, S3Client]":
    """Make clients of this process's emulator, which take longer to make than most tests here."""
    return emulated.dynamodb(), emulated.s3()
