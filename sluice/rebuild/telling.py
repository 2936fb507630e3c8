"""What is said of a rebuild, in lines for people."""

from collections.abc import Iterator, Mapping, Sequence

from domain import EVENT
from sluice.rebuild.comparison import Comparison
from sluice.rebuild.differences import SPECS, Difference, Item, Kind
from sluice.rebuild.generations import Fold, written
from sluice.rebuild.swapping import Done

MOST_TOLD = 20
MOST_EVENTS = 3


def folded(fold: Fold) -> str:
    """How much of raw is in the generation."""
    return f"{fold.generation.name}: {fold.records:,} records of raw folded, up to {written(fold.window.end)}"


def compared(comparison: Comparison) -> Iterator[str]:
    """What was compared, and what differs, item by item."""
    yield f"{comparison.rows:,} live rows compared with what raw makes of the {EVENT.nouns}"
    if comparison.carried_over:
        yield f"{comparison.carried_over:,} adjustments, in no {EVENT.noun}, are carried over"
    if comparison.newer:
        yield f"{comparison.newer:,} rows are of {EVENT.nouns} from after the fold: they are not compared"
    if not comparison.differences:
        yield "0 differences: rebuilt equals live"
        return
    yield from _differing(comparison)


def swapped(done: Mapping[Done, int]) -> Iterator[str]:
    """What became of the differences, and what is left to do."""
    yield ", ".join(f"{done[each]:,} rows {each}" for each in Done if done.get(each)) or "nothing to mend"
    if done.get(Done.OVERTAKEN):
        yield "overtaken rows have changed since they were compared: they were left alone"
    if done.get(Done.REPLACED) or done.get(Done.REMOVED):
        yield "the shelves hear of new rows alone: recount them now (sluice shelves recount)"


def _differing(comparison: Comparison) -> Iterator[str]:
    for kind in Kind:
        if number := sum(each.kind is kind for each in comparison.differences):
            yield f"{number:,} rows: {_explained(kind, comparison)}"
    if doubtful := comparison.doubtful:
        written_off = f"{len(comparison.lost.versions):,} versions of raw that are written off"
        yield f"{len(doubtful):,} of them may be of {EVENT.nouns} in {written_off}: a swap leaves them alone"
    kinds = {each.event_id: each.kind for each in comparison.differences}
    lines = [_item(each, kinds) for each in comparison.items]
    lines += [_row(each) for each in comparison.differences if not each.moved()]
    yield from lines[:MOST_TOLD]
    if len(lines) > MOST_TOLD:
        yield f"and {len(lines) - MOST_TOLD:,} more: --json has all"


def _explained(kind: Kind, comparison: Comparison) -> str:
    if kind is Kind.UNEXPLAINED and comparison.complete_to:
        return f"{kind}, which is complete to {written(comparison.complete_to)}"
    return kind


def _item(item: Item, kinds: dict[str, Kind]) -> str:
    spec = SPECS[item.consumer]
    where = f"{EVENT.partition_noun} {item.partition}, " if item.partition else ""
    unit = f" {spec.unit}" if spec.unit else ""
    events = _listed([f"{event} ({kinds[event]})" for event in item.events])
    return f"{where}{spec.item} {item.name}: is {item.balance:,}{unit}, would be {item.rebuilt:,}: {events}"


def _row(difference: Difference) -> str:
    return f"{difference.consumer}: {difference.event_id} ({difference.kind}), which moves nothing"


def _listed(events: Sequence[str]) -> str:
    more = len(events) - MOST_EVENTS
    return ", ".join(events[:MOST_EVENTS]) + (f" and {more:,} more" if more > 0 else "")
