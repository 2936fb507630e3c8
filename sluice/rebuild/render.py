"""What is said of a rebuild, in lines for people."""

from collections.abc import Iterator, Mapping, Sequence

from domain import EVENT
from sluice.rebuild.comparison import Comparison
from sluice.rebuild.differences import SPECS, Difference, DifferenceKind, Item
from sluice.rebuild.generations import Fold, written
from sluice.rebuild.swap import SwapOutcome

MOST_NAMED = 20
FOLLOWED = [
    f"what follows the ledger of {each.name} hears of new rows alone: recount it now"
    for each in SPECS.values()
    if each.followed
]
MOST_EVENTS = 3


def folded(fold: Fold) -> str:
    """Render how much of raw is in the generation."""
    return f"{fold.generation.name}: {fold.records:,} records of raw folded, up to {written(fold.window.end)}"


def compared(comparison: Comparison) -> Iterator[str]:
    """Render what was compared, and what differs, item by item."""
    yield f"{comparison.rows:,} live rows compared with what raw makes of the {EVENT.nouns}"
    if comparison.carried_over:
        yield f"{comparison.carried_over:,} adjustments, in no {EVENT.noun}, are carried over"
    if comparison.newer:
        yield f"{comparison.newer:,} rows are of {EVENT.nouns} from after the fold: they are not compared"
    if not comparison.differences:
        yield "0 differences: rebuilt equals live"
        return
    yield from _differing(comparison)


def swapped(done: Mapping[SwapOutcome, int]) -> Iterator[str]:
    """Render what became of the differences, and what is left to do."""
    yield (
        ", ".join(f"{done[each]:,} rows {each}" for each in SwapOutcome if done.get(each))
        or "nothing to mend"
    )
    if done.get(SwapOutcome.OVERTAKEN):
        yield "overtaken rows have changed since they were compared: they were left alone"
    if done.get(SwapOutcome.REPLACED) or done.get(SwapOutcome.REMOVED):
        yield from FOLLOWED


def _differing(comparison: Comparison) -> Iterator[str]:
    for kind in DifferenceKind:
        if number := sum(each.kind is kind for each in comparison.differences):
            yield f"{number:,} rows: {_explained(kind, comparison)}"
    if doubtful := comparison.doubtful:
        written_off = f"{len(comparison.lost.versions):,} versions of raw that are written off"
        yield f"{len(doubtful):,} of them may be of {EVENT.nouns} in {written_off}: a swap leaves them alone"
    kinds = {each.event_id: each.kind for each in comparison.differences}
    lines = [_item(each, kinds) for each in comparison.items]
    lines += [_row(each) for each in comparison.differences if not each.items()]
    yield from lines[:MOST_NAMED]
    if len(lines) > MOST_NAMED:
        yield f"and {len(lines) - MOST_NAMED:,} more: --json has all"


def _explained(kind: DifferenceKind, comparison: Comparison) -> str:
    if kind is DifferenceKind.UNEXPLAINED and comparison.complete_to:
        return f"{kind}, which is complete to {written(comparison.complete_to)}"
    return kind


def _item(item: Item, kinds: dict[str, DifferenceKind]) -> str:
    spec = SPECS[item.consumer]
    where = f"{EVENT.partition_noun} {item.partition}, " if item.partition else ""
    unit = f" {spec.unit}" if spec.unit else ""
    events = _listed([f"{event} ({kinds[event]})" for event in item.events])
    has, would_have = (_amount(each) for each in (item.balance, item.rebuilt))
    return f"{where}{spec.item} {item.name}: is {has}{unit}, would be {would_have}: {events}"


def _amount(amount: int | None) -> str:
    return "nothing" if amount is None else f"{amount:,}"


def _row(difference: Difference) -> str:
    return f"{difference.consumer}: {difference.event_id} ({difference.kind}), which moves nothing"


def _listed(events: Sequence[str]) -> str:
    more = len(events) - MOST_EVENTS
    return ", ".join(events[:MOST_EVENTS]) + (f" and {more:,} more" if more > 0 else "")
