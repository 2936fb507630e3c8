"""Turns measurements over time into the lines of a chart: numbers in, SVG points and axis labels out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from pages.scale import round_up

WIDTH, HEIGHT = 1000, 100


@dataclass(frozen=True)
class Series:
    """What was measured, as (second, value); the same style in every chart is the same look."""

    name: str
    style: int
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class ChartLine:
    """A series as points of an SVG of WIDTH by HEIGHT, its highest value, and the number of its look."""

    name: str
    style: int
    points: str
    peak: float


@dataclass(frozen=True)
class Mark:
    """A moment worth a line of its own."""

    x: float
    name: str


@dataclass(frozen=True)
class Chart:
    """Lines on common axes: seconds to the right, `top` of `unit` up."""

    title: str
    unit: str
    top: float
    seconds: float
    lines: Sequence[ChartLine]
    marks: Sequence[Mark]


def chart(title: str, unit: str, series: Iterable[Series], marks: Iterable[tuple[float, str]] = ()) -> Chart:
    """Scale series to the same axes."""
    shown = [one for one in series if one.points]
    seconds = max((second for one in shown for second, _ in one.points), default=0.0) or 1.0
    top = round_up(max((value for one in shown for _, value in one.points), default=0.0))
    return Chart(
        title=title,
        unit=unit,
        top=top,
        seconds=seconds,
        lines=[_line(one, seconds, top) for one in shown],
        marks=[Mark(second / seconds * WIDTH, name) for second, name in marks if second <= seconds],
    )


def thinned(points: Sequence[tuple[float, float]], most: int = 300) -> list[tuple[float, float]]:
    """Return at most `most` points, each the highest of its neighbours: a peak must not vanish."""
    step = max(1, ceil(len(points) / most))
    return [max(points[at : at + step], key=lambda point: point[1]) for at in range(0, len(points), step)]


def _line(series: Series, seconds: float, top: float) -> ChartLine:
    points = (
        f"{second / seconds * WIDTH:.1f},{HEIGHT - value / top * HEIGHT:.1f}"
        for second, value in thinned(series.points)
    )
    return ChartLine(series.name, series.style, " ".join(points), max(value for _, value in series.points))
