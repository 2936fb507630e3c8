"""The template's data flow, with what flowed through it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from demo.deployment import Deployment
from demo.drawing import Arrow, DrawnNode
from demo.reconciliation import Reconciliation
from demo.recorder import Recorder
from demo.running_twin import RunRecord
from domain import EVENT
from twin.graph import Graph

SENDERS = "senders"
WORDS_MEET = re.compile(r"(?<=[a-z])(?=[A-Z])")

Pair = tuple[str, str]
"""The template paths of source and target."""

Counts = dict[Pair, int]


def nodes(graph: Graph, partitions: int) -> list[DrawnNode]:
    """Return what the template moves data through, and in front of it who sends."""
    from_template = [
        DrawnNode(node.path, node.kind, label(node.label, node.kind)) for node in sorted(graph.nodes)
    ]
    noun = EVENT.partition_noun if partitions == 1 else f"{EVENT.partition_noun}s"
    return [DrawnNode(SENDERS, "producer", f"{partitions:,} {noun}"), *from_template]


def arrows(graph: Graph, counts: Counts, unplayed: Collection[str]) -> list[Arrow]:
    """Return the template's edges, and the senders' own, with what went along each in the play."""
    edges = ((edge.source.path, edge.target.path) for edge in graph.edges)
    drawn = {pair for pair in edges if not {*pair} & {*unplayed}}
    entry = {pair for pair in counts if pair[0] == SENDERS}
    return [Arrow(*pair, counts.get(pair, 0)) for pair in sorted(entry | drawn)]


def parted(nodes: Sequence[DrawnNode], arrows: Sequence[Arrow]) -> dict[str, list[Arrow]]:
    """Part the arrows by what the drawing of each is about, first of all the events as they are sent.

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
    """Those of streams into which no sender sends, and from and to what reads them."""
    streams = {key for key, kind in kinds.items() if kind == "stream"} - _targets(arrows)
    readers = {arrow.target for arrow in arrows if arrow.source in streams}
    return [arrow for arrow in arrows if arrow.source in streams | readers or arrow.target in readers]


def label(name: str, kind: str) -> str:
    """Return a construct's name as people would say it: "Count/Ledger" is a count ledger."""
    parts = WORDS_MEET.sub(" ", name).split("/")
    if len(parts) > 1 and parts[-1].lower() == kind:
        parts.pop()
    return " ".join(parts).capitalize()


def counts(
    deployment: Deployment, found: Reconciliation, record: RunRecord, of_acts: Iterable[Mapping[Pair, int]]
) -> Counts:
    """Return how many records went between which resources; what was delivered again counts again.

    Acts know of functions that are theirs alone.
    """
    recorder = record.recorder
    moved, written = recorder.moved(), recorder.delivered()
    known = {
        (SENDERS, deployment.paths[deployment.stream]): len(record.accepted) - record.others,
        **{pair(deployment, _source(deployment, mover), mover): count for mover, count in moved.items()},
        **{pair(deployment, mover, deployment.raw): count for mover, count in written.items()},
        **dict(_effects(deployment, found)),
        **dict(_bus_events(deployment, recorder)),
        **{pair(deployment, mover, deployment.failures): n for mover, n in recorder.given_up().items()},
    }
    for each in of_acts:
        known |= each
    return known


def _effects(deployment: Deployment, found: Reconciliation) -> Iterator[tuple[Pair, int]]:
    for function, consumer in deployment.consumers.items():
        kept = {each.data for each in found.quarantined if each.consumer == consumer}
        yield pair(deployment, function, deployment.quarantine), len(kept)
        if consumer in found.audits:
            applied = len(found.audits[consumer].applied)
            yield pair(deployment, function, deployment.ledgers[consumer]), applied


def _bus_events(deployment: Deployment, recorder: Recorder) -> Iterator[tuple[Pair, int]]:
    for arn, events in recorder.routed().items():
        if deployment.bus:
            yield (deployment.paths[deployment.bus], deployment.queues[arn]), events
    for (arn, function), messages in recorder.worked_off().items():
        yield (deployment.queues[arn], deployment.paths[function]), messages


def _source(deployment: Deployment, mover: str) -> str:
    """Return what a function's mapping or a delivery stream reads."""
    return deployment.sources.get(mover) or deployment.archived[mover]


def pair(deployment: Deployment, source: str, target: str) -> Pair:
    """Return the paths of two resources that physical names stand for."""
    return deployment.paths[source], deployment.paths[target]
