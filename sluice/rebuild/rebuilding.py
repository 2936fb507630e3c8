"""What `sluice rebuild` does, step by step; each can be killed, and done again."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from lambdas.core.replay.run import State
from sluice.cloud import NotNow
from sluice.rebuild.comparing import Comparing
from sluice.rebuild.comparison import Comparison
from sluice.rebuild.differences import Kind
from sluice.rebuild.fold import NotWhole
from sluice.rebuild.generation import Generation
from sluice.rebuild.generations import Fold
from sluice.rebuild.lost import lost
from sluice.rebuild.newer import Newer
from sluice.rebuild.place import Place
from sluice.rebuild.swapping import Done
from sluice.replay.agreement import agree
from sluice.replay.arriving import begins, longest
from sluice.replay.following import looks
from sluice.replay.seen import state
from sluice.replay.window import Window
from sluice.showing import Show

Wait = Callable[[float], None]


class NothingArchived(NotNow):
    """Nothing can be rebuilt from an empty archive."""


def fold(place: Place, generation: Generation, now: datetime, show: Show, wait: Wait = time.sleep) -> Fold:
    """Fold raw, up to now, into a generation, or go on with it; raises Disagrees, NotWhole or UnderWay."""
    begun = place.folds.begin(generation, _all(place, now), now, lambda fold: _prepare(place, fold))
    for seen in looks(place.folds.watch, begun.replay, wait):
        show(seen.dealt_with, seen.run.records)
    if seen.run.state is not State.DONE:
        raise NotWhole(f"{begun.replay} is {state(seen)}, not done: rebuild again, it goes on")
    return place.folds.of(generation)


def compare(place: Place, fold: Fold, show: Show, wait: Wait = time.sleep) -> Comparison:
    """Hold the live ledgers against the generation; raises Disagrees if raw has more than was folded."""
    replays = place.replays
    agree(replays, fold.window)
    compared = 0

    def seen(rows: int) -> None:
        nonlocal compared
        compared += rows
        show(compared, 0)

    comparing = Comparing(replays.ask.dynamodb, replays.ledgers.tables, fold.generation, wait)
    newer = Newer(replays.ask.s3, replays.raw, fold.window.end)
    found = comparing.compare(newer, longest(replays).total_seconds(), seen)
    if not any(each.kind is Kind.UNEXPLAINED for each in found.differences):
        return found
    return replace(found, lost=lost(replays, fold.window))


def swap(place: Place, generation: Generation, found: Comparison, show: Show) -> Counter[Done]:
    """Mend the live ledgers where it is certain that they are wrong, and count what became of each row."""
    done: Counter[Done] = Counter()
    for each in place.swap(generation).apply(found.certain):
        done[each] += 1
        show(done.total(), 0)
    return done


def drop(place: Place, generation: Generation) -> list[str]:
    """Delete a generation's tables, then what is known of it, and name the tables."""
    place.folds.check_nobody_folds(generation)
    gone = place.tables.drop(generation, _ledgers(place))
    place.folds.forget(generation)
    return gone


def _all(place: Place, now: datetime) -> Window:
    """All that raw has; raises NothingArchived."""
    if (first := begins(place.replays)) is None:
        raise NothingArchived(f"{place.replays.raw} has no sales yet: there is nothing to rebuild from")
    return Window(first, now.replace(microsecond=0))


def _prepare(place: Place, fold: Fold) -> None:
    """A fold takes what the manifest names: of what it doesn't name, rows would seem to have no sale."""
    agree(place.replays, fold.window)
    place.tables.create(fold.generation, _ledgers(place))


def _ledgers(place: Place) -> list[str]:
    return list(place.replays.ledgers.tables.values())
