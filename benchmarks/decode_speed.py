"""Validated decoding: the contract's parser, and Powertools' Parser held to the same contract."""

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any, cast

from aws_lambda_powertools.utilities.parser import parse

from benchmarks.models import ModelSale
from benchmarks.sales import measured
from contracts.cards import holds_card_number
from domain.sale_id import check_sale_id
from lambdas.core import contract

ROUNDS = 15


def nanoseconds_a_sale() -> tuple[float, float]:
    """Return the medians of CPU time of ours and the peer's, in turn."""
    payloads = measured()
    rounds = [(_timed(contract.parse, payloads), _timed(_parse, payloads)) for _ in range(ROUNDS)]
    ours, peer = zip(*rounds, strict=True)
    return median(ours), median(peer)


def _parse(data: bytes) -> ModelSale:
    if holds_card_number(data):
        raise ValueError("holds text that looks like a card number")
    # Parser takes JSON text too, and is then at its fastest; its annotations don't say so.
    sale = parse(cast("dict[str, Any]", data.decode()), model=ModelSale)
    check_sale_id(sale.sale_id, sale.store_id, sale.register_id, sale.occurred_at)
    return sale


def _timed(decode: Callable[[bytes], object], payloads: Sequence[bytes]) -> float:
    started = time.process_time_ns()
    for payload in payloads:
        decode(payload)
    return (time.process_time_ns() - started) / len(payloads)
