"""A function of the templates in this process, as Lambda starts it, and everything that it writes."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import pytest

from lambdas.core import clients
from lambdas.core.pseudonyms.key_ring import KeyRing, to_text
from tests import emulated
from tests.conformance.deployed import HERE, Context
from tests.lambdas.buses import EventBus
from tests.lambdas.declared_tables import table_properties
from tests.synthesis import REPOSITORY, resources

ENVIRONMENT = "full"
GIVEN = {
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "DEVICE_TOPIC": "sluice/full/+/events",
    "SUPPLIER_URL": "https://supplier.invalid/orders",
}


@dataclass(frozen=True)
class Secrets:
    """Secrets Manager with one secret, keys of hashes unless a test says otherwise."""

    secret: str = to_text(KeyRing(64 * "k"))

    def get_secret_value(self, SecretId: str) -> Mapping[str, str]:  # noqa: ARG002, N803
        """Return it."""
        return {"SecretString": self.secret}


@dataclass
class Stream:
    """A stream that takes what is put, or is down."""

    put: list[Mapping[str, Any]] = field(default_factory=list)

    def put_records(self, *, Records: Sequence[Mapping[str, Any]], **_: object) -> Mapping[str, Any]:  # noqa: N803
        """Take records."""
        self.put += Records
        taken = [{"SequenceNumber": "1", "ShardId": "shardId-000000000000"} for _ in Records]
        return {"FailedRecordCount": 0, "Records": taken}


class TracedFunction:
    """A function by the name of its service, with its tables and buckets empty.

    `given` are variables that a deployment fills in; `secret` is what it finds in Secrets Manager.
    """

    def __init__(self, service: str, secret: str = Secrets.secret, **given: str) -> None:
        self.service, self._given, self._secrets = service, {**GIVEN, **given}, Secrets(secret)
        self.dynamodb, self.s3 = emulated.dynamodb(), emulated.s3()
        self.bus, self.stream = EventBus(), Stream()
        self.events = self.bus.client()
        handler, self.variables = self._declared()
        for name, value in self.variables.items():
            if name.endswith("_TABLE"):
                self.dynamodb.create_table(TableName=value, **table_properties(service, name, ENVIRONMENT))
            if name.endswith("_BUCKET"):
                self.s3.create_bucket(Bucket=value, CreateBucketConfiguration=HERE)
        self.logged = io.StringIO()
        with captured(self.logged):
            self._handle = self._start(handler)

    def invoke(self, event: Mapping[str, Any], milliseconds: int = 60_000) -> Any:
        """Return its answer; an error is written as Lambda writes it, and given back."""
        with captured(self.logged):
            try:
                return self._handle(event, Context(lambda: milliseconds))
            except Exception as error:
                logging.getLogger(self.service).exception("unhandled")
                return error

    def items(self) -> dict[str, str]:
        """What lies in each of its tables."""
        tables = {name: value for name, value in self.variables.items() if name.endswith("_TABLE")}
        return {
            name: json.dumps(self.dynamodb.scan(TableName=table)["Items"], default=repr)
            for name, table in tables.items()
        }

    def object_keys(self) -> list[str]:
        """What its objects are called."""
        buckets = {value for name, value in self.variables.items() if name.endswith("_BUCKET")}
        pages = [self.s3.list_objects_v2(Bucket=bucket).get("Contents", []) for bucket in buckets]
        return [each["Key"] for page in pages for each in page]

    def reasons(self) -> list[str]:
        """What stands in quarantine beside the records themselves."""
        if (bucket := self.variables.get("QUARANTINE_BUCKET")) is None:
            return []
        keys = [each["Key"] for each in self.s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
        bodies = [self.s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys]
        lines = [json.loads(line) for body in bodies for line in body.splitlines()]
        return [json.dumps({**each, "data": "", "body": ""}) for each in lines]

    def _declared(self) -> tuple[str, dict[str, str]]:
        for each in resources(ENVIRONMENT, "AWS::Lambda::Function"):
            declared = each["Properties"].get("Environment", {}).get("Variables", {})
            if declared.get("POWERTOOLS_SERVICE_NAME") == self.service:
                known = {name: value for name, value in declared.items() if isinstance(value, str)}
                names = {name: name.lower().replace("_", "-") for name in declared}
                given = {
                    name: value for name, value in self._given.items() if name in names or name[:3] == "AWS"
                }
                return each["Properties"]["Handler"], names | known | given
        raise LookupError(self.service)

    def _start(self, handler: str) -> Callable[..., Any]:
        module, _, name = handler.rpartition(".")
        spec = spec_from_file_location(f"{module} traced", REPOSITORY / f"{module.replace('.', '/')}.py")
        assert spec is not None
        assert spec.loader is not None
        made = module_from_spec(spec)
        answered = {
            "dynamodb": self.dynamodb,
            "events": self.events,
            "kinesis": self.stream,
            "s3": self.s3,
            "secrets": self._secrets,
            "secrets_manager": self._secrets,
        }
        with pytest.MonkeyPatch.context() as here:
            for variable, value in self.variables.items():
                here.setenv(variable, value)
            for client, made_here in answered.items():
                here.setattr(clients, client, lambda made_here=made_here: made_here)
            spec.loader.exec_module(made)
        found: Callable[..., Any] = getattr(made, name)
        return found


@contextmanager
def captured(stream: io.StringIO) -> Iterator[None]:
    """Have everything that is printed and logged written to a stream, whoever made the loggers when."""
    loggers = [logging.getLogger(), *map(logging.getLogger, list(logging.root.manager.loggerDict))]
    with pytest.MonkeyPatch.context() as here:
        for name in ("stdout", "stderr"):
            here.setattr(sys, name, stream)
        for handler in {each for logger in loggers for each in logger.handlers}:
            if isinstance(handler, logging.StreamHandler):
                here.setattr(handler, "stream", stream)
        yield
