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

from demo.baskets import compact
from demo.breaks import BREAKS, MENDABLE, Break
from demo.message import Kind, Message, name_of

LATER = timedelta(hours=6)


@dataclass(frozen=True)
class Rates:
    """How many messages are added, as a share of the sales."""

    duplicates: float = 0.01
    broken: float = 0.006
    conflicts: float = 0.003
    mangled: float = 0.003


def mixed(sales: Sequence[Message], rates: Rates, seed: int) -> list[Message]:
    """Return the sales and what is mixed in, by sending time; the same for the same seed.

    Everything added is sent up to six hours after the sale it comes from. What is mangled is sent in the
    sale's place: the till had nothing better, so that somebody must repair it.
    """
    random = Random(seed)  # noqa: S311
    repeated = _some(sales, rates.duplicates, random)
    contradicted = _some(sales, rates.conflicts, random)
    copied = _some(sales, rates.broken, random)
    additions = (
        *(replace(sale, kind=Kind.DUPLICATE) for sale in repeated),
        *map(conflicting, contradicted),
        *_broken(copied, BREAKS),
    )
    late = [replace(added, sent_at=added.sent_at + random.random() * LATER) for added in additions]
    mangled = _some(_without(sales, [*repeated, *contradicted, *copied]), rates.mangled, random)
    sent = [*_without(sales, mangled), *_broken(mangled, MENDABLE), *late]
    return sorted(sent, key=attrgetter("sent_at"))


def hard(messages: Sequence[Message], count: int, seed: int) -> frozenset[bytes]:
    """Return the bytes of some sales, for a function to stumble over: each is sent once, under its own id."""
    ids = Counter(name_of(message.data) for message in messages)
    alone = [sent for sent in messages if sent.kind is Kind.SALE and ids[name_of(sent.data)] == 1]
    random = Random(seed)  # noqa: S311
    return frozenset(sale.data for sale in random.sample(alone, min(len(alone), count)))


def conflicting(sale: Message) -> Message:
    """Return another sale under the same sale id: its first line costs a dollar more."""
    other = json.loads(sale.data)
    other["lines"][0]["total_cents"] += 100
    return replace(sale, data=compact(other), kind=Kind.CONFLICT)


def _some(sales: Sequence[Message], share: float, random: Random) -> list[Message]:
    return random.sample(sales, min(len(sales), ceil(share * len(sales))))


def _without(sales: Sequence[Message], some: Sequence[Message]) -> list[Message]:
    left_out = set(some)
    return [sale for sale in sales if sale not in left_out]


def _broken(sales: Sequence[Message], ways: Sequence[Break]) -> Iterator[Message]:
    for sale, breaks in zip(sales, cycle(ways), strict=False):
        yield replace(sale, data=breaks(json.loads(sale.data)), kind=Kind.BROKEN)
