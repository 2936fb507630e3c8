"""Lays a data flow out from left to right: where boxes stand and how arrows run. Pure geometry."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

BOX_WIDTH, BOX_HEIGHT = 176, 60
COLUMN, ROW = 296, 84
TAIL = 58
"""The straight end of an arrow, under its counter."""
PORT = 22
"""Between two arrows that end at one box."""


@dataclass(frozen=True)
class DrawnNode:
    """Something that data passes through; `kind` says what it is, for people."""

    key: str
    kind: str
    label: str


@dataclass(frozen=True)
class Arrow:
    """Data on its way between two nodes, and how many records went."""

    source: str
    target: str
    count: int


@dataclass(frozen=True)
class PlacedNode:
    """A node in its place."""

    node: DrawnNode
    x: float
    y: float


@dataclass(frozen=True)
class Curve:
    """An arrow in its place: an SVG path, and where its counter stands."""

    source: DrawnNode
    target: DrawnNode
    count: int
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """A flow, ready for an SVG of this size."""

    width: float
    height: float
    boxes: Sequence[PlacedNode]
    curves: Sequence[Curve]


def draw(nodes: Iterable[DrawnNode], arrows: Iterable[Arrow]) -> Drawing:
    """Place the nodes that arrows tie, each to the right of what flows into it, and the arrows.

    An arrow that closes a circle isn't drawn.
    """
    arrows = list(_onward(list(arrows)))
    tied = {end for arrow in arrows for end in (arrow.source, arrow.target)}
    known = {node.key: node for node in nodes if node.key in tied}
    columns = _columns(known, arrows)
    boxes = _boxes(known, columns, arrows)
    return Drawing(
        width=max(box.x for box in boxes.values()) + BOX_WIDTH,
        height=max(box.y for box in boxes.values()) + BOX_HEIGHT,
        boxes=list(boxes.values()),
        curves=[_curve(arrow, boxes, arrows) for arrow in _in_order(arrows, boxes)],
    )


def _onward(arrows: Sequence[Arrow]) -> Iterator[Arrow]:
    """Yield arrows from the first nodes on, but for those that lead back to where they come from."""
    targets = {arrow.target for arrow in arrows}
    reached: set[str] = set()
    ways: deque[tuple[str, ...]] = deque((arrow.source,) for arrow in arrows if arrow.source not in targets)
    while ways:
        way = ways.popleft()
        if way[-1] in reached:
            continue
        reached.add(way[-1])
        for arrow in arrows:
            if arrow.source == way[-1] and arrow.target not in way:
                yield arrow
                ways.append((*way, arrow.target))


def _columns(known: Mapping[str, DrawnNode], arrows: Sequence[Arrow]) -> dict[str, int]:
    """Return how many arrows at most lead to each node."""
    columns = dict.fromkeys(known, 0)
    for _ in known:
        for arrow in arrows:
            columns[arrow.target] = max(columns[arrow.target], columns[arrow.source] + 1)
    return columns


def _boxes(
    known: Mapping[str, DrawnNode], columns: Mapping[str, int], arrows: Sequence[Arrow]
) -> dict[str, PlacedNode]:
    """Stack each column in the order of what flows into it, centred on the tallest."""
    tallest = max(list(columns.values()).count(column) for column in columns.values())
    boxes: dict[str, PlacedNode] = {}
    for column in range(max(columns.values()) + 1):
        members = [known[key] for key in known if columns[key] == column]
        members.sort(key=lambda node: _inflow(node, boxes, arrows))
        top = (tallest - len(members)) * ROW / 2
        for row, node in enumerate(members):
            boxes[node.key] = PlacedNode(node, column * COLUMN, top + row * ROW)
    return boxes


def _in_order(arrows: Sequence[Arrow], boxes: Mapping[str, PlacedNode]) -> list[Arrow]:
    """Return arrows from left to right and from top to bottom, as one reads."""
    ends = {arrow: (boxes[arrow.source], boxes[arrow.target]) for arrow in arrows}
    return sorted(arrows, key=lambda arrow: [(box.x, box.y) for box in ends[arrow]])


def _inflow(node: DrawnNode, boxes: Mapping[str, PlacedNode], arrows: Sequence[Arrow]) -> tuple[float, str]:
    sources = [
        boxes[arrow.source].y for arrow in arrows if arrow.target == node.key and arrow.source in boxes
    ]
    return (fmean(sources) if sources else 0.0, node.label)


def _curve(arrow: Arrow, boxes: Mapping[str, PlacedNode], arrows: Sequence[Arrow]) -> Curve:
    source, target = boxes[arrow.source], boxes[arrow.target]
    leaving = [boxes[one.target].y for one in arrows if one.source == arrow.source]
    arriving = [boxes[one.source].y for one in arrows if one.target == arrow.target]
    start_x, start_y = source.x + BOX_WIDTH, source.y + _port(target.y, leaving)
    end_x, end_y = target.x, target.y + _port(source.y, arriving)
    bend = end_x - TAIL
    middle = (start_x + bend) / 2
    curve = f"C{middle:g} {start_y:g} {middle:g} {end_y:g} {bend:g} {end_y:g}"
    path = f"M{start_x:g} {start_y:g}{curve}H{end_x - 7:g}"
    return Curve(source.node, target.node, arrow.count, path, end_x - 12, end_y - 5)


def _port(other_end: float, other_ends: Sequence[float]) -> float:
    """Return how far down a box an arrow is tied, so that arrows don't cross at the box."""
    place = sorted(other_ends).index(other_end) - (len(other_ends) - 1) / 2
    return BOX_HEIGHT / 2 + place * min(PORT, (BOX_HEIGHT - 8) / len(other_ends))
