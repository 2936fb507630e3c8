"""Where an axis ends."""

from collections.abc import Sequence
from math import floor, log10

COARSE = (1.0, 2.0, 5.0, 10.0)
FINE = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def round_up(value: float, steps: Sequence[float] = COARSE) -> float:
    """Return the next higher of the steps times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return power * next(step for step in steps if step * power >= value * (1 - 1e-9))
