"""What `sluice rebuild` does, step by step; each can be killed, and done again."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from lambdas.replay.run import State
from sluice.rebuild.archive import Newer
from sluice.rebuild.comparing import Comparing
from sluice.rebuild.comparison import Comparison
from sluice.rebuild.differences import Difference
from sluice.rebuild.fold import NotWhole
from sluice.rebuild.generation import Generation
from sluice.rebuild.header import Fold
from sluice.rebuild.place import Place
from sluice.rebuild.swapping import Done
from sluice.showing import Show


def fold(place: Place, generation: Generation, now: datetime, show: Show) -> Fold:
    """Fold raw, up to now, into a generation, or go on with it; raises NotInManifest or NotWhole."""
    begin, end = place.archive.begins(), now.replace(microsecond=0)
    begun = place.folds.begin(generation, begin, end, lambda: _prepare(place, generation, begin, end))
    for at in place.folds.follow(begun):
        show(at.dealt_with, at.records)
    if at.state != State.DONE:
        raise NotWhole(f"{at.replay} is {at.state}, not done: rebuild again, it goes on")
    return at


def compare(place: Place, fold: Fold, show: Show, wait: Callable[[float], None] = time.sleep) -> Comparison:
    """Hold the live ledgers against the generation; raises NotInManifest if raw has more than was folded."""
    place.archive.check_manifest(fold.begin, fold.end)
    compared = 0

    def seen(rows: int) -> None:
        nonlocal compared
        compared += rows
        show(compared, 0)

    comparing = Comparing(place.dynamodb, place.ledgers, fold.generation, wait)
    return comparing.compare(Newer(place.archive, fold.end), place.archived_within(), seen)


def swap(
    place: Place, generation: Generation, differences: Iterable[Difference], show: Show
) -> Counter[Done]:
    """Mend the live ledgers, and count what became of the differences."""
    done: Counter[Done] = Counter()
    for each in place.swap(generation).apply(differences):
        done[each] += 1
        show(done.total(), 0)
    return done


def drop(place: Place, generation: Generation) -> list[str]:
    """Delete a generation's tables, then what is known of it, and name the tables."""
    place.folds.check_nobody_folds(generation)
    gone = place.tables.drop(generation, list(place.ledgers.values()))
    place.folds.forget(generation)
    return gone


def _prepare(place: Place, generation: Generation, begin: datetime, end: datetime) -> None:
    place.archive.check_manifest(begin, end)
    place.tables.create(generation, list(place.ledgers.values()))
