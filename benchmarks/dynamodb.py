"""A DynamoDB in memory behind a real boto3 client: no socket, a stated service time, every unit counted."""

import io
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config

from benchmarks.operations import OPERATIONS
from benchmarks.tables import Answer, Refused, Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_events import EventBridgeClient

_ENDPOINT = "https://dynamodb.us-east-1.amazonaws.com/"


@dataclass(frozen=True)
class ServiceTime:
    """How long a call takes, in milliseconds: by what it is, and by the items that it touches."""

    name: str
    call: float
    transaction: float
    item: float = 0.0

    def seconds(self, operation: str, items: int) -> float:
        """Return what one call takes."""
        base = self.transaction if operation == "TransactWriteItems" else self.call
        return (base + self.item * items) / 1000


USUAL = ServiceTime("4 ms a call", call=4, transaction=4)
PESSIMISTIC = ServiceTime("pessimistic", call=4, transaction=10, item=0.1)
NONE = ServiceTime("none", call=0, transaction=0)


@dataclass
class Usage:
    """What was asked of the service; `seconds` is the simulation's own CPU, no part of a design's."""

    calls: int = 0
    write_units: int = 0
    read_units: float = 0
    seconds: float = 0.0


def _unobserved(_step: str) -> None:
    pass


@dataclass
class SimulatedDynamoDB:
    """Tables by name, each with its key attributes; `observe` hears "before" and "after" of every call."""

    keys: Mapping[str, tuple[str, ...]]
    service_time: ServiceTime = NONE
    observe: Callable[[str], None] = _unobserved

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Forget all items and all usage."""
        self.tables = Tables(self.keys)
        self.usage = Usage()

    def client(self) -> "DynamoDBClient":
        """Return a boto3 client that serializes, signs and parses for real, and then asks this."""
        client = _session().client(
            "dynamodb", config=Config(max_pool_connections=50, retries={"mode": "standard"})
        )
        self.attach(client)
        return client

    def attach(self, client: "DynamoDBClient | EventBridgeClient") -> None:
        """Answer a client's requests in the place of the network; events are counted and forgotten."""
        service = client.meta.service_model.service_name
        client.meta.events.register(f"before-send.{service}", cast("Callable[..., None]", self._send))

    def _send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        self.observe("before")
        operation = _text(request.headers["X-Amz-Target"]).partition(".")[2]
        started, used = time.perf_counter(), time.thread_time()
        with self._lock:
            status, answer = self._answer(operation, json.loads(_text(request.body)))
            self.usage.seconds += time.thread_time() - used
        # The time that the simulation itself took is part of the service time, not on top of it.
        remaining = self.service_time.seconds(operation, answer.items) - (time.perf_counter() - started)
        time.sleep(max(0.0, remaining))
        self.observe("after")
        return _response(status, answer.body)

    def _answer(self, operation: str, request: dict[str, Any]) -> tuple[int, Answer]:
        try:
            answer, status = OPERATIONS[operation](self.tables, request), 200
        except Refused as refusal:
            answer, status = refusal.answer, 400
        self.usage.calls += 1
        self.usage.write_units += answer.write_units
        self.usage.read_units += answer.read_units
        return status, answer


@cache
def _session() -> boto3.Session:
    """A session remembers the service's description: reading it takes longer than what is measured."""
    return boto3.Session("simulated", "simulated", region_name="us-east-1")


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


class _Body(io.BytesIO):
    def stream(self) -> Iterator[bytes]:
        yield self.read()


def _response(status: int, body: Mapping[str, Any]) -> AWSResponse:
    return AWSResponse(_ENDPOINT, status, HTTPHeaders(), _Body(json.dumps(body).encode()))
