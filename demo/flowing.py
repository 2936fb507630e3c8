"""The template's data flow, with what flowed through it."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from demo.deployment import Deployment
from demo.drawing import Arrow, Node
from demo.recorder import Recorder
from demo.result import Result
from twin.graph import Graph

STORES = "stores"
WORDS_MEET = re.compile(r"(?<=[a-z])(?=[A-Z])")

Counts = dict[tuple[str, str], int]
"""Records by the template paths of source and target."""


def nodes(graph: Graph, stores: int) -> list[Node]:
    """Return what the template moves data through, and the stores in front."""
    from_template = [Node(node.path, node.kind, label(node.label, node.kind)) for node in sorted(graph.nodes)]
    return [Node(STORES, "producer", f"{stores:,} stores"), *from_template]


def arrows(graph: Graph, counts: Counts, unplayed: Collection[str]) -> list[Arrow]:
    """Return the template's edges, and the stores' own, with what went along each in the play."""
    edges = ((edge.source.path, edge.target.path) for edge in graph.edges)
    drawn = {pair for pair in edges if not {*pair} & {*unplayed}}
    entry = {pair for pair in counts if pair[0] == STORES}
    return [Arrow(*pair, counts.get(pair, 0)) for pair in sorted(entry | drawn)]


def parted(nodes: Sequence[Node], arrows: Sequence[Arrow]) -> dict[str, list[Arrow]]:
    """Part the arrows by what the drawing of each is about, first of all the sales.

    A table that is read by who writes it is nothing but its own memory: of who works off a queue it is left
    out, of who reads another stream the way back.
    """
    kinds = {node.key: node.kind for node in nodes}
    deciding, workers = _deciding(kinds, arrows), {each.target for each in _from_queues(kinds, arrows)}
    taken_in = [each for each in _from_queues(kinds, arrows) if each.source not in _targets(arrows)]
    changes = _of_other_streams(kinds, arrows)
    apart = [*taken_in, *changes]
    decided = [
        each for each in arrows if each not in apart and (each.source in deciding or each.target in deciding)
    ]
    return {
        "": [each for each in arrows if each not in [*decided, *apart]],
        "What comes of it": [
            each
            for each in decided
            if each.source not in workers
            and kinds[each.target] != "bucket"
            and not (each.target in workers and kinds[each.source] == "table")
        ],
        "What a queue and devices bring": taken_in,
        "What a database changes": [each for each in changes if kinds[each.source] != "table"],
    }


def _deciding(kinds: Mapping[str, str], arrows: Sequence[Arrow]) -> set[str]:
    """Buses, queues, and the functions that read neither the stream nor a bucket."""
    fed = {arrow.target for arrow in arrows if kinds[arrow.source] == "stream"}
    functions = {key for key, kind in kinds.items() if kind == "function"}
    return functions - fed | {key for key, kind in kinds.items() if kind in ("event bus", "queue")}


def _from_queues(kinds: Mapping[str, str], arrows: Sequence[Arrow]) -> list[Arrow]:
    return [arrow for arrow in arrows if kinds[arrow.source] == "queue"]


def _targets(arrows: Sequence[Arrow]) -> set[str]:
    return {arrow.target for arrow in arrows}


def _of_other_streams(kinds: Mapping[str, str], arrows: Sequence[Arrow]) -> list[Arrow]:
    """Those of streams into which no store sends, and from and to what reads them."""
    streams = {key for key, kind in kinds.items() if kind == "stream"} - _targets(arrows)
    readers = {arrow.target for arrow in arrows if arrow.source in streams}
    return [arrow for arrow in arrows if arrow.source in streams | readers or arrow.target in readers]


def label(name: str, kind: str) -> str:
    """Return a construct's name as people would say it: "Inventory/Ledger" is an inventory ledger."""
    parts = WORDS_MEET.sub(" ", name).split("/")
    if len(parts) > 1 and parts[-1].lower() == kind:
        parts.pop()
    return " ".join(parts).capitalize()


def counts(deployment: Deployment, result: Result, recorder: Recorder) -> Counts:
    """Return how many records went between which resources; what was delivered again counts again."""
    moved, written = recorder.moved(), recorder.delivered()
    return {
        (STORES, deployment.paths[deployment.stream]): len(result.accepted) - _others(result),
        **{_pair(deployment, _source(deployment, mover), mover): count for mover, count in moved.items()},
        **{_pair(deployment, mover, deployment.raw): count for mover, count in written.items()},
        **dict(_effects(deployment, result)),
        **dict(_decisions(deployment, recorder)),
        **dict(_rows_folded(deployment, result)),
        **{_pair(deployment, mover, deployment.failures): n for mover, n in recorder.given_up().items()},
    }


def _others(result: Result) -> int:
    """How many sales came by no till."""
    by_adapters = len(result.adapters.sale_ids) if result.adapters else 0
    return by_adapters + (result.replicated.sales if result.replicated else 0)


def _effects(deployment: Deployment, result: Result) -> Iterator[tuple[tuple[str, str], int]]:
    applied = {audit.book.consumer: len(audit.applied) for audit in result.audits}
    for function, consumer in deployment.consumers.items():
        kept = {each.data for each in result.quarantined if each.consumer == consumer}
        yield _pair(deployment, function, deployment.quarantine), len(kept)
        if consumer in applied:
            yield _pair(deployment, function, deployment.ledgers[consumer]), applied[consumer]


def _rows_folded(deployment: Deployment, result: Result) -> Iterator[tuple[tuple[str, str], int]]:
    """Of who reads a stream and keeps a table, but tells of nothing: as many rows as were compared."""
    for function in deployment.sources.keys() & deployment.tables.keys() - {*deployment.tellers.values()}:
        rows = result.replicated.compared if result.replicated else 0
        yield _pair(deployment, function, deployment.tables[function]), rows


def _decisions(deployment: Deployment, recorder: Recorder) -> Iterator[tuple[tuple[str, str], int]]:
    """A function that tells of something remembers what it has seen in a table of its own."""
    taken, worked_off = recorder.taken(), recorder.worked_off()
    moved = recorder.moved() + Counter({function: done for (_, function), done in worked_off.items()})
    for detail_type, function in deployment.tellers.items():
        yield _pair(deployment, function, deployment.bus), taken[detail_type]
        yield _pair(deployment, function, deployment.tables[function]), moved[function]
    for arn, events in recorder.routed().items():
        yield (deployment.paths[deployment.bus], deployment.queues[arn]), events
    for (arn, function), messages in worked_off.items():
        yield (deployment.queues[arn], deployment.paths[function]), messages


def _source(deployment: Deployment, mover: str) -> str:
    """Return what a function's mapping or a delivery stream reads."""
    return deployment.sources.get(mover) or deployment.archived[mover]


def _pair(deployment: Deployment, source: str, target: str) -> tuple[str, str]:
    return deployment.paths[source], deployment.paths[target]
