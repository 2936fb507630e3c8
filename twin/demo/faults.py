"""What goes wrong on purpose on the way in: duplicates, broken messages, conflicting payloads."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle
from math import ceil
from operator import attrgetter
from random import Random
from typing import Any

from twin.demo.baskets import compact
from twin.demo.message import Kind, Message, name_of

LATER = timedelta(hours=6)
TEST_CARD = "4111 1111 1111 1111"

Sale = dict[str, Any]
Break = Callable[[Sale], bytes]


@dataclass(frozen=True)
class Rates:
    """How many messages are added, as a share of the sales."""

    duplicates: float = 0.01
    broken: float = 0.005
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


def not_json(sale: Sale) -> bytes:
    """The printed receipt's first line instead of the sale."""
    return f"SALE {sale['sale_id']} *** THANK YOU ***".encode()


def cut_off(sale: Sale) -> bytes:
    """The first two thirds of a sale."""
    whole = compact(sale)
    return whole[: len(whole) * 2 // 3]


def no_lines(sale: Sale) -> bytes:
    """A required field is missing."""
    del sale["lines"]
    return compact(sale)


def word_for_number(sale: Sale) -> bytes:
    """A quantity that is a word."""
    sale["lines"][0]["quantity"] = "two"
    return compact(sale)


def other_store(sale: Sale) -> bytes:
    """A sale id that names another store than the sale does."""
    _, rest = sale["sale_id"].split("/", 1)
    return compact({**sale, "sale_id": f"9{sale['store_id']}/{rest}"})


def card_number(sale: Sale) -> bytes:
    """A card number (the networks' published test number) where the token belongs."""
    return compact({**sale, "payment_token": TEST_CARD})


def unknown_major_version(sale: Sale) -> bytes:
    """A version of the contract that doesn't exist."""
    return compact({**sale, "schema_version": "9.0"})


def from_the_future(sale: Sale) -> bytes:
    """A till whose clock runs a century ahead."""
    store_id, day, register_id, sequence = sale["sale_id"].split("/")
    sale_id = f"{store_id}/{_next_century(day)}/{register_id}/{sequence}"
    return compact({**sale, "sale_id": sale_id, "occurred_at": _next_century(sale["occurred_at"])})


def other_day(sale: Sale) -> bytes:
    """A business day that isn't the sale's."""
    store_id, day, register_id, sequence = sale["sale_id"].split("/")
    return compact({**sale, "sale_id": f"{store_id}/{_next_century(day)}/{register_id}/{sequence}"})


def _next_century(moment: str) -> str:
    # The 29th of February isn't in every year, the 28th is.
    return f"{int(moment[:4]) + 100}{moment[4:]}".replace("-02-29", "-02-28")


MENDABLE: tuple[Break, ...] = (word_for_number, unknown_major_version)
"""What an operator can repair without asking the store: examples/repairs."""

BREAKS: tuple[Break, ...] = (
    not_json,
    cut_off,
    no_lines,
    word_for_number,
    other_store,
    card_number,
    unknown_major_version,
    from_the_future,
    other_day,
)
