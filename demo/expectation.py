"""What must be true in the end: a fold over what the stream accepted, independent of the deployed code."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from demo.message import Kind, Message

Sale: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Expectation:
    """The sales that must be applied once, by sale id, and the bytes that must end in quarantine."""

    sales: Mapping[str, Sale]
    refused: Mapping[bytes, Message]
    kinds: Counter[Kind]


def expected(messages: Iterable[Message]) -> Expectation:
    """Sort the messages, in the order of their acceptance: the first payload under a sale id wins."""
    sales: dict[str, Sale] = {}
    refused: dict[bytes, Message] = {}
    kinds: Counter[Kind] = Counter()
    for message, kind in _sorted(messages, sales):
        kinds[kind] += 1
        if kind in (Kind.BROKEN, Kind.CONFLICT):
            refused[message.data] = message
    return Expectation(sales, refused, kinds)


def _sorted(messages: Iterable[Message], sales: dict[str, Sale]) -> Iterator[tuple[Message, Kind]]:
    for message in messages:
        if message.kind is Kind.BROKEN:
            yield message, Kind.BROKEN
            continue
        sale = json.loads(message.data)
        first = sales.setdefault(sale["sale_id"], sale)
        repeated = Kind.DUPLICATE if first == sale else Kind.CONFLICT
        yield message, Kind.SALE if first is sale else repeated


def folded(archive: Iterable[bytes]) -> dict[str, Sale]:
    """Return the sales that records come to, by sale id: of payloads under one id the first."""
    sales: dict[str, Sale] = {}
    for sale in map(json.loads, archive):
        sales.setdefault(sale["sale_id"], sale)
    return sales


def units_sold(sale: Sale) -> Counter[str]:
    """What a sale takes from the shelf, by sku; a return puts back."""
    sold: Counter[str] = Counter()
    for line in sale["lines"]:
        sold[line["sku"]] += line["quantity"]
    return sold


def points(sale: Sale) -> int:
    """A point for each whole dollar that the customer paid: what the lines sold for, less the coupons."""
    paid = sum(line["total_cents"] - line.get("discounts", {}).get("coupon", 0) for line in sale["lines"])
    return int(paid / 100)
