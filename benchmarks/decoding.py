"""Validated decoding: the contract's parser and Powertools' Parser, on the same real sales."""

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any, TypeVar, cast

from aws_lambda_powertools.utilities.parser import parse

from benchmarks.models import Sale
from benchmarks.sales import measured
from lambdas import contracts

ROUNDS = 9

Payload = TypeVar("Payload")


def nanoseconds_a_sale() -> tuple[float, float]:
    """Return the medians of ours, which also screens for card numbers and checks ids, and of the peer's."""
    payloads = measured()
    texts = [data.decode() for data in payloads]
    rounds = [
        (
            _timed(contracts.parse, payloads),
            _timed(lambda text: parse(cast("dict[str, Any]", text), model=Sale), texts),
        )
        for _ in range(ROUNDS)
    ]
    ours, peer = zip(*rounds, strict=True)
    return median(ours), median(peer)


def _timed(decode: Callable[[Payload], object], payloads: Sequence[Payload]) -> float:
    started = time.process_time_ns()
    for payload in payloads:
        decode(payload)
    return (time.process_time_ns() - started) / len(payloads)
