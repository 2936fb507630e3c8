"""How fast this machine is: without it, nobody can compare the times of two runs."""

import time
from statistics import median

ADDITIONS = 2_000_000
ROUNDS = 5


def additions_a_second() -> float:
    """Return how many numbers a loop in Python adds up in a second."""
    return ADDITIONS / median(_seconds() for _ in range(ROUNDS))


def _seconds() -> float:
    started, total = time.perf_counter(), 0
    for number in range(ADDITIONS):
        total += number
    return time.perf_counter() - started
