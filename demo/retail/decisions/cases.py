"""The suspicions that arrived in the queue of cases, as an investigator would find them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

MOST = 10
"""What one ReceiveMessage gives."""


@dataclass(frozen=True)
class Case:
    """A suspected sale, and what speaks against it; `heard_as` is the bus's own name of the event."""

    heard_as: str
    event_id: str
    sale_id: str
    store_id: str
    occurred_at: str
    net_cents: int
    score: int
    decision: str
    evidence: Sequence[str]
    rules: Sequence[str]


def take_cases(sqs: "SQSClient", queue: str) -> list[Case]:
    """Take every case off the queue; one that was put on the bus twice is there twice."""
    return [_case(json.loads(body)) for body in _bodies(sqs, queue)]


def _bodies(sqs: "SQSClient", queue: str) -> Iterator[str]:
    while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=MOST).get("Messages"):
        for message in messages:
            yield message["Body"]
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


def _case(event: dict[str, Any]) -> Case:
    detail = event["detail"]
    known = {name: detail[name] for name in ("event_id", "sale_id", "store_id", "occurred_at")}
    return Case(
        **known,
        heard_as=event["id"],
        net_cents=detail["net_cents"],
        score=detail["score"],
        decision=detail["decision"],
        evidence=[finding["evidence"] for finding in detail["findings"]],
        rules=[finding["rule"] for finding in detail["findings"]],
    )
