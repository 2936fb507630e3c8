"""The push endpoint of the dev template in front of an emulator's stream, with a clock that tests set."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from tests.synthesis import templates
from twin.assembly import Assembly, Stack
from twin.emulator import Emulator
from twin.push.server import PushServer
from twin.push.template import push_endpoint
from twin.resolve import Resolved
from twin.semantics.gateway import GatewayMethod

KEY = "a-key-of-store-367"
NAMED = re.compile(r"/Sender(\w+)/")
STREAM, API_KEY = "AWS::Kinesis::Stream", "AWS::ApiGateway::ApiKey"


@dataclass(frozen=True)
class Told:
    """An answer, its body read."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def outcome(self) -> tuple[int, str]:
        """What a sender goes by."""
        return self.status, self.body["outcome"]


@dataclass
class Endpoint:
    """Where it listens, the clock that it goes by, and the stream behind it."""

    url: str
    method: GatewayMethod
    kinesis: Any
    stream: str
    clock: list[float] = field(default_factory=lambda: [1_700_000_000.0])
    asked: list[float] = field(default_factory=list)
    """What the clock showed at each request."""

    def now(self) -> float:
        """Read the clock for a request."""
        self.asked.append(self.clock[0])
        return self.clock[0]

    def post(self, body: bytes, method: str = "POST", path: str | None = None, **headers: str) -> Told:
        """Send a request; `x_api_key` stands for x-api-key, and "" for a header that is left out."""
        given = {"x-api-key": KEY, "content-type": "application/json"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        at = urlsplit(self.url)
        connection = HTTPConnection(at.netloc, timeout=20)
        kept = {name: value for name, value in given.items() if value}
        connection.request(method, at.path if path is None else path, body, kept)
        answer = connection.getresponse()
        told = Told(answer.status, dict(answer.getheaders()), json.loads(answer.read()))
        connection.close()
        return told

    def records(self) -> list[tuple[str, bytes]]:
        """All records of the stream, each with its partition key."""
        shards = self.kinesis.list_shards(StreamName=self.stream)["Shards"]
        return [
            (record["PartitionKey"], record["Data"])
            for shard in shards
            for record in self.kinesis.get_records(ShardIterator=self._start(shard))["Records"]
        ]

    @contextmanager
    def answering(self, code: str, status: int = 400) -> Iterator[list[str]]:
        """The stream answers this, and takes nothing; gives what it has answered so far."""
        answered: list[str] = []
        error = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": status}}

        def answer(**_: object) -> tuple[Any, dict[str, Any]]:
            answered.append(code)
            return SimpleNamespace(status_code=status), error

        events = self.kinesis.meta.events
        events.register_first("before-call.kinesis.PutRecord", answer)
        yield answered
        events.unregister("before-call.kinesis.PutRecord", answer)

    def _start(self, shard: Mapping[str, str]) -> str:
        iterator: str = self.kinesis.get_shard_iterator(
            StreamName=self.stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        return iterator


@contextmanager
def served(
    emulator: Emulator, stream: str, of: Mapping[str, dict[str, Any]] | None = None
) -> Iterator[Endpoint]:
    """The endpoint of these templates, or else of dev's, until the test is over."""
    kinesis = emulator.client("kinesis")
    kinesis.create_stream(StreamName=stream, ShardCount=2)
    method = method_of(stream, of or templates("dev"))
    endpoint = Endpoint("", method, kinesis, stream)
    with PushServer(method, kinesis, now=endpoint.now) as server:
        endpoint.url = server.url
        yield endpoint


def method_of(stream: str, of: Mapping[str, dict[str, Any]]) -> GatewayMethod:
    """Return the method of templates whose keys' values are `a-key-of-store-`, the sender and the label."""
    stacks = tuple(Stack(name, template) for name, template in of.items())
    return push_endpoint(*as_deployed(Assembly(Path(), stacks), stream))


def as_deployed(assembly: Assembly, stream: str) -> tuple[Resolved, dict[str, str]]:
    """Templates with each resource under its logical id, and the values of the keys by theirs."""
    every = [one for stack in assembly.stacks for one in stack.resources]
    ids = {(one.stack, one.logical_id): stream if one.type == STREAM else one.logical_id for one in every}
    return Resolved(assembly, ids), {
        key.logical_id: "a-key-of-store-" + NAMED.findall(key.path)[0] for key in assembly.resources(API_KEY)
    }
