"""A sample of the scenario's events, spread over its days, and what a scenario makes of an event."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from contracts.claim_check import Claim
from contracts.scenario import Payload, SourceMessage, compact
from demo.faults import conflicting
from domain import EVENT, DomainEvent
from domain.scenario import SCENARIO
from lambdas.core import contract
from twin.semantics.records import StreamRecord, event_of

STREAM_ARN = "arn:aws:kinesis:eu-central-1:111122223333:stream/events"
SHARD = "shardId-000000000000"
ROLE = "arn:aws:iam::111122223333:role/function"
SIZE = 48
"""Nearly two calls of the ledger's: a consumer takes them in more than one step."""
FEWEST = 20


@cache
def source() -> Sequence[SourceMessage]:
    """Return all that the scenario sends of its own days."""
    return SCENARIO.source(SCENARIO.first_day, SCENARIO.days)


@cache
def sample() -> Sequence[SourceMessage]:
    """Return up to `SIZE` events: half of them neighbours, which are of few items, the others spread."""
    half, every = SIZE // 2, max(1, len(source()) // (SIZE // 2))
    events = {id_of(each): each for each in (*source()[:half], *source()[half::every])}
    assert len(events) >= FEWEST, f"the scenario's days have {len(events)} events, and tests need {FEWEST}"
    return list(events.values())[:SIZE]


def id_of(message: SourceMessage) -> str:
    """Return the id that an event states."""
    return str(payload_of(message)[EVENT.id.name])


def payload_of(message: SourceMessage) -> Payload:
    """Return an event as its JSON holds it."""
    payload: Payload = json.loads(message.data)
    return payload


def parse(data: bytes) -> DomainEvent:
    """Parse what must be an event, and no claim check."""
    event = contract.parse(data)
    assert not isinstance(event, Claim)
    return event


def contradicted(message: SourceMessage) -> SourceMessage:
    """Return another payload under the event's id."""
    return conflicting(message, SCENARIO)


def renewed(message: SourceMessage, number: int) -> SourceMessage:
    """Return the same event under an id of its own."""
    return replace(message, data=compact(SCENARIO.renew(payload_of(message), number)))


def stream_records(
    messages: Iterable[SourceMessage], first: int = 0, shard: str = SHARD
) -> tuple[StreamRecord, ...]:
    """Return messages as a shard holds them, each arrived when it was sent."""
    return tuple(
        StreamRecord(shard, str(number), each.partition, each.sent_at.timestamp(), each.data)
        for number, each in enumerate(messages, first)
    )


def batch(messages: Iterable[SourceMessage], first: int = 0) -> dict[str, object]:
    """Return the event in which Lambda hands messages to a function."""
    return event_of(stream_records(messages, first), STREAM_ARN, ROLE)
