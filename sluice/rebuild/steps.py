"""What `sluice rebuild` does, step by step; each can be killed, and done again."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from domain import EVENT
from lambdas.core.replay.run import State
from sluice.cloud import NotNow
from sluice.progress import Show
from sluice.rebuild.arrivals import LaterArrivals
from sluice.rebuild.comparer import LedgerComparer
from sluice.rebuild.comparison import Comparison, list_lost
from sluice.rebuild.differences import DifferenceKind
from sluice.rebuild.fold import NotWhole
from sluice.rebuild.generation import TableGeneration
from sluice.rebuild.generations import Fold
from sluice.rebuild.swap import SwapOutcome
from sluice.rebuild.target import RebuildTarget
from sluice.replay.agreement import agree
from sluice.replay.arrival import begins, longest
from sluice.replay.follow import looks
from sluice.replay.replay_status import state
from sluice.replay.window import Window

Wait = Callable[[float], None]


class NothingArchived(NotNow):
    """An archive that is empty, from which nothing can be rebuilt."""


def fold(
    place: RebuildTarget, generation: TableGeneration, now: datetime, show: Show, wait: Wait = time.sleep
) -> Fold:
    """Fold raw, up to now, into a generation; raise ManifestMismatch, NotWhole or UnderWay."""
    place.require_declared_ledgers()
    begun = place.folds.begin(generation, _all(place, now), now, lambda fold: _prepare(place, fold))
    for seen in looks(place.folds.watch, begun.replay, wait):
        show(seen.dealt_with, seen.run.records)
    if seen.run.state is not State.DONE:
        why = place.folds.watch.failure(seen.run)
        failed = f" ({why})" if why else ""
        raise NotWhole(f"{begun.replay} is {state(seen)}{failed}, not done: rebuild again, it goes on")
    return place.folds.of(generation)


def compare(place: RebuildTarget, fold: Fold, show: Show, wait: Wait = time.sleep) -> Comparison:
    """Compare live ledgers with the generation; raise ManifestMismatch if raw has more than was folded."""
    replays = place.replays
    place.require_declared_ledgers()
    agree(replays, fold.window)
    compared = 0

    def seen(rows: int) -> None:
        nonlocal compared
        compared += rows
        show(compared, 0)

    comparing = LedgerComparer(replays.ask.dynamodb, replays.ledgers.tables, fold.generation, wait)
    newer = LaterArrivals(replays.ask.s3, replays.raw, fold.window.end)
    found = comparing.compare(newer, longest(replays).total_seconds(), seen)
    if not any(each.kind is DifferenceKind.UNEXPLAINED for each in found.differences):
        return found
    return replace(found, lost=list_lost(replays, fold.window))


def swap(
    place: RebuildTarget, generation: TableGeneration, found: Comparison, show: Show
) -> Counter[SwapOutcome]:
    """Mend the live ledgers where it is certain that they are wrong, and count what became of each row."""
    done: Counter[SwapOutcome] = Counter()
    for each in place.swap(generation).apply(found.certain):
        done[each] += 1
        show(done.total(), 0)
    return done


def drop(place: RebuildTarget, generation: TableGeneration) -> list[str]:
    """Delete a generation's tables, then what is known of it, and name the tables."""
    place.folds.check_nobody_folds(generation)
    gone = place.tables.drop(generation, _ledgers(place))
    place.folds.forget(generation)
    return gone


def _all(place: RebuildTarget, now: datetime) -> Window:
    """Return the window of all that raw has; raise NothingArchived."""
    if (first := begins(place.replays)) is None:
        raise NothingArchived(
            f"{place.replays.raw} has no {EVENT.nouns} yet: there is nothing to rebuild from"
        )
    return Window(first, now.replace(microsecond=0))


def _prepare(place: RebuildTarget, fold: Fold) -> None:
    """Create the tables; a fold takes only what the manifest names, so that must be all."""
    agree(place.replays, fold.window)
    place.tables.create(fold.generation, _ledgers(place))


def _ledgers(place: RebuildTarget) -> list[str]:
    return list(place.replays.ledgers.tables.values())
