"""What is said of a rebuild, in lines for people."""

from collections.abc import Iterator, Mapping, Sequence

from sluice.rebuild.comparison import Comparison
from sluice.rebuild.differences import Difference, Item, Kind
from sluice.rebuild.generations import Fold, written
from sluice.rebuild.swapping import Done

MOST_TOLD = 20
MOST_SALES = 3


def folded(fold: Fold) -> str:
    """How much of raw is in the generation."""
    return f"{fold.generation.name}: {fold.records:,} records of raw folded, up to {written(fold.window.end)}"


def compared(comparison: Comparison) -> Iterator[str]:
    """What was compared, and what differs, item by item."""
    yield f"{comparison.rows:,} live rows compared with what raw makes of the sales"
    if comparison.carried_over:
        yield f"{comparison.carried_over:,} deliveries and opening stocks, in no sale, are carried over"
    if comparison.newer:
        yield f"{comparison.newer:,} rows are of sales that arrived after the fold: they are not compared"
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
        yield f"{len(doubtful):,} of them may be of sales in {written_off}: a swap leaves them alone"
    kinds = {each.sale_id: each.kind for each in comparison.differences}
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
    what = f"store {item.store_id}, product {item.name}" if item.store_id else f"member {item.name}"
    unit = "" if item.store_id else " points"
    sales = _listed([f"{sale} ({kinds[sale]})" for sale in item.sales])
    return f"{what}: is {item.balance:,}{unit}, would be {item.rebuilt:,}: {sales}"


def _row(difference: Difference) -> str:
    return f"{difference.consumer}: {difference.sale_id} ({difference.kind}), which moves nothing"


def _listed(sales: Sequence[str]) -> str:
    more = len(sales) - MOST_SALES
    return ", ".join(sales[:MOST_SALES]) + (f" and {more:,} more" if more > 0 else "")
