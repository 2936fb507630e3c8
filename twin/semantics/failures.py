"""What a mapping writes to its S3 failure destination."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from twin.semantics.batches import Discarded
from twin.semantics.records import event_of
from twin.semantics.sources import Source


@dataclass(frozen=True, slots=True)
class MappingIdentity:
    """The names under which a deployed mapping signs what it writes."""

    uuid: str
    source_arn: str
    function_arn: str
    role_arn: str

    @property
    def function_name(self) -> str:
        return self.function_arn.rpartition(":")[2]


def object_key(identity: MappingIdentity, shard_id: str, at: float, random_uuid: str) -> str:
    """Return aws/lambda/<ESM-UUID>/<shardID>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<Random UUID>.

    https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
    """
    time = datetime.fromtimestamp(at, UTC)
    return f"aws/lambda/{identity.uuid}/{shard_id}/{time:%Y/%m/%d/%Y-%m-%dT%H.%M.%S}-{random_uuid}"


def invocation_record(
    discarded: Discarded, identity: MappingIdentity, at: float, request_id: str
) -> dict[str, Any]:
    """Return the document, the event as its `payload`: "Lambda also sends the entire invocation record".

    https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html leaves open whether
    `payload` is an object or a string; it is an object, as LocalStack writes it. A table's stream differs in
    one name: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
    """
    source = Source(identity.source_arn)
    return {
        "requestContext": {
            "requestId": request_id,
            "functionArn": identity.function_arn,
            "condition": discarded.condition,
            "approximateInvokeCount": discarded.attempts,
        },
        "responseContext": {
            "statusCode": 200,
            "executedVersion": "$LATEST",
            "functionError": discarded.function_error,
        },
        "version": "1.0",
        "timestamp": _iso(at),
        source.batch_info: _place(discarded, source.stream_arn),
        "payload": event_of(discarded.records, identity.source_arn, identity.role_arn),
    }


def _place(discarded: Discarded, stream_arn: str) -> dict[str, Any]:
    first, last = discarded.records[0], discarded.records[-1]
    return {
        "shardId": first.shard_id,
        "startSequenceNumber": first.sequence_number,
        "endSequenceNumber": last.sequence_number,
        "approximateArrivalOfFirstRecord": _iso(first.arrived_at),
        "approximateArrivalOfLastRecord": _iso(last.arrived_at),
        "batchSize": len(discarded.records),
        "streamArn": stream_arn,
    }


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
