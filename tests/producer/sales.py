"""Small sales, and a stream that fails as it is told to."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, Unpack, cast

from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from producer import Outcome

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient


def sale(store_id: str = "367", number: int = 1) -> dict[str, object]:
    """Make the sale of this number in this store."""
    return {
        "schema_version": "1.0",
        "sale_id": f"{store_id}/2017-03-01/4/{number}",
        "store_id": store_id,
        "register_id": "4",
        "occurred_at": "2017-03-01T14:03:00Z",
        "payment_token": "tok_9f",
        "lines": [{"sku": "1082185", "quantity": 2, "total_cents": 398}],
    }


def sale_ids(records: Iterable[bytes]) -> list[str]:
    """Return the ids of sales or claims, in order."""
    return [json.loads(record)["sale_id"] for record in records]


class Killed(BaseException):
    """The process ends here."""


AWAY = EndpointConnectionError(endpoint_url="http://127.0.0.1:9")
REPLY_LOST = ReadTimeoutError(endpoint_url="http://127.0.0.1:9")


@dataclass(frozen=True)
class Fault:
    """What befalls one request: which of its records aren't taken, and what comes instead of the reply."""

    not_taken: frozenset[int] = frozenset()
    instead: BaseException | None = None


OUTAGE = Fault(frozenset(range(500)), AWAY)


class Record(TypedDict):
    """A record of a request."""

    Data: bytes
    PartitionKey: str


class Request(TypedDict):
    """A PutRecords request."""

    StreamName: str
    Records: list[Record]


class Reply(TypedDict):
    """A PutRecords reply."""

    Records: list[dict[str, str]]


class FaultyStream:
    """Takes records in order; each request meets the next fault, and none when they are used up."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.taken: list[bytes] = []
        self.requests: list[list[bytes]] = []
        self._faults = iter(faults)

    @property
    def client(self) -> "KinesisClient":
        return cast("KinesisClient", self)

    def recover(self) -> None:
        """Meet no fault from now on."""
        self._faults = iter(())

    def put_records(self, **request: Unpack[Request]) -> Reply:
        records = [record["Data"] for record in request["Records"]]
        self.requests.append(records)
        fault = next(self._faults, Fault())
        replies = [self._take(data, throttled=index in fault.not_taken) for index, data in enumerate(records)]
        if fault.instead:
            raise fault.instead
        return {"Records": replies}

    def _take(self, data: bytes, *, throttled: bool) -> dict[str, str]:
        if throttled:
            return {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "Rate exceeded"}
        self.taken.append(data)
        return {"ShardId": "shardId-000000000000", "SequenceNumber": str(len(self.taken))}


def dying_at(deaths: frozenset[int], heard: list[Outcome]) -> Callable[[Outcome], None]:
    """Return a caller that hears outcomes, and whose process ends while it hears some of them."""

    def hear(outcome: Outcome) -> None:
        heard.append(outcome)
        if len(heard) in deaths:
            raise Killed

    return hear
