"""Folds the raw archive into a generation: a replay that writes rows in the place of records."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from lambdas.core.replay.run import State
from sluice.cloud import NotNow
from sluice.rebuild.generation import TableGeneration
from sluice.rebuild.generations import Fold, Generations, NoGeneration
from sluice.replay.control import restart
from sluice.replay.executions import NEVER
from sluice.replay.monitor import LostHeader, ReplayMonitor
from sluice.replay.run import ReplayRun
from sluice.replay.start import ReplayRequest, UnderWay, execute, free_id, start
from sluice.replay.window import Window

RATE = 5_000
"""Records a second over the whole fold. It takes nothing from the stream, only writes to fresh tables."""


class NotWhole(NotNow):
    """The fold isn't finished, or left something out."""


@dataclass(frozen=True, slots=True)
class Folds:
    """The folds among the replays."""

    watch: ReplayMonitor

    def of(self, generation: TableGeneration) -> Fold:
        """Return the fold of a generation; raise NoGeneration."""
        fold = self._generations.find(generation)
        return replace(fold, run=self.watch.runs.find(fold.replay))

    def whole(self, generation: TableGeneration) -> Fold:
        """Return the fold of a generation, which is done; raise NoGeneration or NotWhole."""
        fold = self.of(generation)
        if fold.state != State.DONE:
            raise NotWhole(
                f"generation {generation.name} is {fold.state}, not done: rebuild into it, it goes on"
            )
        return fold

    def begin(
        self, generation: TableGeneration, window: Window, now: datetime, create: Callable[[Fold], None]
    ) -> Fold:
        """Begin the fold of a window, or go on with the one that was begun; raises what a start raises.

        Tables are created before its replay starts and never again: fresh ones would lack what it has done.
        """
        fold = self._remembered(generation, window)
        if fold.run:
            self._go_on(fold.run)
        else:
            self._check_never_ran(fold)
            create(fold)
            wanted = ReplayRequest(window=fold.window, rate=RATE, into=generation.name, id=fold.replay)
            start(self.watch, wanted, now)
        return fold

    def check_nobody_folds(self, generation: TableGeneration) -> None:
        """Raise NoGeneration, or UnderWay while somebody folds into it."""
        fold = self.of(generation)
        if fold.run and self.watch.runs.active() == fold.replay:
            cancel = f"sluice replay cancel {self.watch.place.name} {fold.replay}"
            raise UnderWay(
                f"{fold.replay} still folds into {generation.name}: wait for it, or cancel it: {cancel}"
            )

    def forget(self, generation: TableGeneration) -> None:
        """Strike a generation out."""
        self._generations.forget(generation)

    @property
    def _generations(self) -> Generations:
        place = self.watch.place
        return Generations(place.ask.dynamodb, place.replays)

    def _remembered(self, generation: TableGeneration, window: Window) -> Fold:
        try:
            return self.of(generation)
        except NoGeneration:
            free = free_id(self.watch, window, generation.name)
            self._generations.remember(Fold(generation, free, window))
        return self.of(generation)

    def _go_on(self, run: ReplayRun) -> None:
        """Let it go on unless it runs or is done; what was entered and never started keeps its number."""
        seen = self.watch.seen(run)
        if not seen.over or seen.run.state is State.DONE:
            return
        if seen.died and seen.execution == NEVER:
            execute(self.watch, seen.run.id, seen.run.executions)
        else:
            restart(self.watch, seen)

    def _check_never_ran(self, fold: Fold) -> None:
        if not self.watch.is_free(fold.replay):
            drop = f"sluice rebuild {self.watch.place.name} --into {fold.generation.name} --drop"
            raise LostHeader(f"{fold.replay} has lost its header: {drop}, and rebuild into it again")
