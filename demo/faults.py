"""What goes wrong on purpose on the way in: duplicates, broken messages, conflicting payloads."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle
from math import ceil
from operator import attrgetter
from random import Random

from contracts.scenario import Break, MessageKind, Scenario, SourceMessage, compact
from demo.message import name_of

LATER = timedelta(hours=6)


@dataclass(frozen=True)
class Rates:
    """How many messages are added, as a share of the events."""

    duplicates: float = 0.01
    broken: float = 0.006
    conflicts: float = 0.003
    mangled: float = 0.003


def mixed(
    events: Sequence[SourceMessage], scenario: Scenario, rates: Rates, seed: int
) -> list[SourceMessage]:
    """Return the events and what is mixed in, by sending time; the same for the same seed.

    Everything added is sent up to six hours after the event it comes from. What is mangled is sent in the
    event's place: the sender had nothing better, so that an operator must repair it.
    """
    repairable = [each for each in scenario.breaks if each.is_repairable]
    random = Random(seed)  # noqa: S311
    repeated = _some(events, rates.duplicates, random)
    contradicted = _some(events, rates.conflicts, random)
    # Each way to break one at least once, if there are as many events.
    each_once = len(scenario.breaks) / max(1, len(events)) if rates.broken else 0
    copied = _some(events, max(rates.broken, each_once), random)
    additions = (
        *(replace(event, kind=MessageKind.DUPLICATE) for event in repeated),
        *(conflicting(event, scenario) for event in contradicted),
        *_broken(copied, scenario.breaks),
    )
    late = [replace(added, sent_at=added.sent_at + random.random() * LATER) for added in additions]
    mangled = _some(
        _without(events, [*repeated, *contradicted, *copied]), rates.mangled if repairable else 0, random
    )
    sent = [*_without(events, mangled), *_broken(mangled, repairable), *late]
    return sorted(sent, key=attrgetter("sent_at"))


def hard(messages: Sequence[SourceMessage], count: int, seed: int) -> frozenset[bytes]:
    """Return the bytes of events for a function to stumble over: each is sent once, under its own id."""
    ids = Counter(name_of(message.data) for message in messages)
    alone = [sent for sent in messages if sent.kind is MessageKind.EVENT and ids[name_of(sent.data)] == 1]
    random = Random(seed)  # noqa: S311
    return frozenset(event.data for event in random.sample(alone, min(len(alone), count)))


def conflicting(event: SourceMessage, scenario: Scenario) -> SourceMessage:
    """Return another payload under the same id."""
    other = scenario.contradict(json.loads(event.data))
    return replace(event, data=compact(other), kind=MessageKind.CONFLICT)


def _some(events: Sequence[SourceMessage], share: float, random: Random) -> list[SourceMessage]:
    return random.sample(events, min(len(events), ceil(share * len(events))))


def _without(events: Sequence[SourceMessage], some: Sequence[SourceMessage]) -> list[SourceMessage]:
    left_out = set(some)
    return [event for event in events if event not in left_out]


def _broken(events: Sequence[SourceMessage], breaks: Sequence[Break]) -> Iterator[SourceMessage]:
    for event, each in zip(events, cycle(breaks), strict=False):
        data = each.make(json.loads(event.data))
        yield replace(event, data=data, kind=MessageKind.BROKEN, reason=each.reason)
