"""An environment in this process: MiniStack's tables and buckets, of moto the rest, shaped as synthesized."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.session import get_session
from ministack.services import dynamodb as tables
from ministack.services import s3 as buckets
from moto import mock_aws
from typer.testing import CliRunner, Result

from domain.sale import Sale
from lambdas.core.contract import parse
from lambdas.core.ledger import Ledger
from lambdas.core.ledger_row import LedgerRow
from lambdas.core.manifest import table as manifest
from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.object_version import ObjectVersion, read_entry
from lambdas.core.raw import hour_prefix
from sluice.__main__ import app
from tests.emulated import PLAIN, Service, answer
from tests.sluice.replay.deployed import EFFECTS, MANIFEST, RAW, REGION, REPLAYS, deploy

SERVICES: dict[str, Service] = {"dynamodb": tables, "s3": buckets}


@cache
def _session() -> boto3.Session:
    """Its tables and buckets are MiniStack's: moto's know less (tests/emulated.py)."""
    session = get_session()
    # As over the HTTP of an emulator: bodies as they are, buckets in the path.
    path: Any = {"addressing_style": "path"}
    plain = PLAIN.merge(Config(s3=path, request_checksum_calculation="when_required"))
    session.set_default_client_config(plain)
    for name, service in SERVICES.items():
        session.get_component("event_emitter").register(f"before-send.{name}", partial(answer, service))
    return boto3.Session(botocore_session=session, region_name=REGION)


@contextmanager
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator["Cloud"]:
    """Deploy dev, empty."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    for service in SERVICES.values():
        service.reset()
    with mock_aws(config={"core": {"passthrough": {"services": list(SERVICES)}}}):
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", _session())
        cloud = Cloud(monkeypatch)
        yield cloud
        cloud.settle()


class Cloud:
    """What lies there, and the command line over it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self._meanwhile: list[tuple[str, Callable[..., None]]] = []
        self.dynamodb = boto3.client("dynamodb")
        self.s3 = boto3.client("s3")
        self.machine = deploy(self.dynamodb, self.s3)

    def ran(self, *arguments: str) -> Result:
        """Run a command of the group."""
        return CliRunner().invoke(app, ["replay", *arguments])

    def archive(self, *records: bytes, at: datetime, name: str = "0001") -> ManifestEntry:
        """Write an object as Firehose does, S3 being at that time, and enter it into the manifest."""
        self._patch.setattr(buckets, "now_iso", lambda: f"{at:%Y-%m-%dT%H:%M:%S.000Z}")
        body = gzip.compress(b"".join(record + b"\n" for record in records))
        key = f"{hour_prefix(at)}{name}.gz"
        version = self.s3.put_object(Bucket=RAW, Key=key, Body=body)["VersionId"]
        entry = read_entry(self.s3, ObjectVersion(RAW, key, version))
        manifest.put_entry(self.dynamodb, MANIFEST, entry)
        return entry

    def enter(self, entry: ManifestEntry, **changes: Any) -> None:
        """Let the manifest say something else of a version."""
        manifest.put_entry(self.dynamodb, MANIFEST, replace(entry, **changes))

    def forget(self, entry: ManifestEntry) -> None:
        """Let the manifest lack a version."""
        key = {"hour": {"S": f"{entry.hour:%Y-%m-%dT%H}"}, "object": {"S": f"{entry.key}#{entry.version}"}}
        self.dynamodb.delete_item(TableName=MANIFEST, Key=key)

    def apply(self, *records: bytes, consumers: tuple[str, ...] = tuple(EFFECTS)) -> None:
        """Let consumers apply sales."""
        for consumer in consumers:
            ledger = Ledger(self.dynamodb, consumer)
            for data in records:
                sale = parse(data)
                assert isinstance(sale, Sale)
                ledger.insert([LedgerRow.of(sale, data, EFFECTS[consumer](sale))])

    def item(self, replay: str, item: str = "run") -> Any:
        """An item of the table of replays."""
        key = {"replay": {"S": replay}, "item": {"S": item}}
        return self.dynamodb.get_item(TableName=REPLAYS, Key=key).get("Item")

    def put(self, replay: str, item: str = "run", **attributes: Any) -> None:
        """Write an item of the table of replays, or parts of it anew."""
        old = self.item(replay, item) or {"replay": {"S": replay}, "item": {"S": item}}
        self.dynamodb.put_item(TableName=REPLAYS, Item=old | attributes)

    def lose(self, replay: str, item: str = "run") -> None:
        """Delete an item of the table of replays."""
        key = {"replay": {"S": replay}, "item": {"S": item}}
        self.dynamodb.delete_item(TableName=REPLAYS, Key=key)

    def checkpoint(
        self, replay: str, chunk: str, *, sent: int, left_out: int = 0, done: bool = False
    ) -> None:
        """Let a chunk have come so far."""
        counts = {"line": {"N": "9"}, "sent": {"N": str(sent)}, "left_out": {"N": str(left_out)}}
        self.put(replay, f"chunk/{chunk}", **counts, done={"BOOL": done})

    def executions(self) -> dict[str, str]:
        """Every execution's status, by its name."""
        found = boto3.client("stepfunctions").list_executions(stateMachineArn=self.machine)["executions"]
        return {each["name"]: each["status"] for each in found}

    def stop(self, execution: str) -> None:
        """Let an execution die."""
        arn = f"{self.machine.replace(':stateMachine:', ':execution:')}:{execution}"
        boto3.client("stepfunctions").stop_execution(executionArn=arn)

    def meanwhile(self, call: str, *steps: Callable[[], object]) -> None:
        """Let a step happen each time that a command makes this call, as `dynamodb.PutItem`."""
        waiting = list(steps)

        def happen(**_: object) -> None:
            if waiting:
                waiting.pop(0)()

        self._meanwhile.append((f"before-call.{call}", happen))
        _session().events.register(*self._meanwhile[-1])

    def settle(self) -> None:
        """Let nothing more happen."""
        for event, happen in self._meanwhile:
            _session().events.unregister(event, happen)
