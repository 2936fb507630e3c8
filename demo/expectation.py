"""What must be true in the end: a fold over what the stream accepted, independent of the deployed code."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from contracts.scenario import MessageKind, Payload, SourceMessage
from domain import EVENT


@dataclass(frozen=True)
class Expectation:
    """The events that must be applied once, by id, and the bytes that must end in quarantine."""

    events: Mapping[str, Payload]
    refused: Mapping[bytes, SourceMessage]
    kinds: Counter[MessageKind]


def expected(
    messages: Iterable[SourceMessage], corrections: Mapping[str, Payload] = MappingProxyType({})
) -> Expectation:
    """Sort the messages, in the order of their acceptance: the first payload under an id wins.

    Unless an operator has said which is right: `corrections` are those, by id.
    """
    events: dict[str, Payload] = {}
    refused: dict[bytes, SourceMessage] = {}
    kinds: Counter[MessageKind] = Counter()
    for message, kind in _sorted(messages, events):
        kinds[kind] += 1
        if kind in (MessageKind.BROKEN, MessageKind.CONFLICT):
            refused[message.data] = message
    return Expectation({**events, **corrections}, refused, kinds)


def _sorted(
    messages: Iterable[SourceMessage], events: dict[str, Payload]
) -> Iterator[tuple[SourceMessage, MessageKind]]:
    for message in messages:
        if message.kind is MessageKind.BROKEN:
            yield message, MessageKind.BROKEN
            continue
        event = json.loads(message.data)
        first = events.setdefault(event[EVENT.id.name], event)
        repeated = MessageKind.DUPLICATE if first == event else MessageKind.CONFLICT
        yield message, MessageKind.EVENT if first is event else repeated


def folded(archive: Iterable[bytes]) -> dict[str, Payload]:
    """Return the events that records come to, by id: of payloads under one id the first."""
    events: dict[str, Payload] = {}
    for event in map(json.loads, archive):
        events.setdefault(event[EVENT.id.name], event)
    return events
