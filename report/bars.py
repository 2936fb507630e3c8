"""Turns amounts into the bars of a chart: numbers in, SVG rectangles out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pages.scale import FINE, round_up

WIDTH, HEIGHT = 1000.0, 100.0
FILLED = 0.72
"""How much of its slot a bar takes."""


@dataclass(frozen=True, kw_only=True)
class Amount:
    """What one bar stands for; `before` is drawn as a line across it, and None is no bar."""

    label: str
    value: int | None
    before: int | None = None
    look: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A bar in an SVG of WIDTH by HEIGHT, and how far down its `before` is drawn."""

    amount: Amount
    x: float
    y: float
    width: float
    height: float
    before: float | None


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Bars on a common axis from `bottom` to `top`; `zero` is how far down they stand."""

    bars: Sequence[Bar]
    top: int
    bottom: int
    zero: float
    highest: Amount | None


def bars(amounts: Iterable[Amount]) -> Bars:
    """Stand amounts side by side, each in a slot of the same width."""
    shown = list(amounts)
    known = [one for one in (*(a.value for a in shown), *(a.before for a in shown)) if one is not None]
    top, bottom = _ends(known)
    slot = WIDTH / len(shown)
    return Bars(
        bars=[_bar(amount, place * slot, slot, top, bottom) for place, amount in enumerate(shown)],
        top=top,
        bottom=bottom,
        zero=_down(0, top, bottom),
        highest=max((one for one in shown if one.value), key=_value, default=None),
    )


def _ends(values: Sequence[int]) -> tuple[int, int]:
    """Return where the axis ends above and below; it always has zero."""
    lowest = min(values, default=0)
    bottom = -round(round_up(-lowest, FINE)) if lowest < 0 else 0
    return round(round_up(max(values, default=0), FINE)), bottom


def _bar(amount: Amount, start: float, slot: float, top: int, bottom: int) -> Bar:
    end, zero = _down(amount.value or 0, top, bottom), _down(0, top, bottom)
    return Bar(
        amount=amount,
        x=start + slot * (1 - FILLED) / 2,
        y=min(end, zero),
        width=slot * FILLED,
        height=abs(end - zero),
        before=None if amount.before is None else _down(amount.before, top, bottom),
    )


def _down(value: float, top: int, bottom: int) -> float:
    """Return how far down the SVG a value lies."""
    return HEIGHT * (top - value) / (top - bottom)


def _value(amount: Amount) -> int:
    return amount.value or 0
