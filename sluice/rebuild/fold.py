"""Folds the raw archive into a generation: a replay that writes rows in the place of records."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from lambdas.replay.run import LOCK, RUN, State
from sluice.cloud import NotNow
from sluice.rebuild import header
from sluice.rebuild.generation import Generation
from sluice.rebuild.header import BEGUN, Fold, Items

RATE = 5_000
"""Records a second over the whole fold. It takes nothing from the stream, only writes to fresh tables."""
PAUSE = 2.0


class UnderWay(NotNow):
    """One replay or rebuild at a time."""


class NoGeneration(NotNow):
    """Nobody began a generation of this name."""


class NotWhole(NotNow):
    """The fold isn't finished, or left something out."""


@dataclass(frozen=True, slots=True)
class Folds:
    """The folds among the replays, and the machine that runs both."""

    items: Items
    machine: Any
    """A client of Step Functions, for which no types are installed."""
    machine_arn: str
    wait: Callable[[float], None] = time.sleep

    def of(self, generation: Generation) -> Fold:
        """The fold of a generation; raises NoGeneration."""
        if not (found := self.items.get(header.of(generation))):
            raise NoGeneration(f"there is no generation {generation.name}: rebuild into it first")
        replay = found["replay_id"]["S"]
        run = self.items.get((replay, RUN))
        return Fold(
            generation,
            replay,
            datetime.fromisoformat(found["from"]["S"]),
            datetime.fromisoformat(found["to"]["S"]),
            run.get("state", {}).get("S", BEGUN),
            int(run.get("records", {}).get("N", 0)),
        )

    def whole(self, generation: Generation) -> Fold:
        """The fold of a generation, which is done; raises NoGeneration or NotWhole."""
        fold = self.of(generation)
        if fold.state != State.DONE:
            raise NotWhole(
                f"generation {generation.name} is {fold.state}, not done: rebuild into it, it goes on"
            )
        return fold

    def begin(
        self, generation: Generation, begin: datetime, end: datetime, create: Callable[[], None]
    ) -> Fold:
        """Begin the fold of raw's [begin, end), or go on with the one that was begun; raises UnderWay.

        Tables are created before its replay starts and never again: fresh ones would lack what it has done.
        """
        fold = self._remembered(Fold(generation, self._free_id(begin, end), begin, end, BEGUN))
        if fold.state == State.DONE:
            return fold
        if fold.state == BEGUN:
            create()
        self._lock(fold)
        self._put_header(fold)
        self._execute(fold)
        return fold

    def follow(self, fold: Fold) -> Iterator[Fold]:
        """Yield the fold until it is over."""
        while True:
            fold = replace(self.of(fold.generation), dealt_with=self._dealt_with(fold))
            yield fold
            if fold.state != State.RUNNING:
                return
            self.wait(PAUSE)

    def check_nobody_folds(self, generation: Generation) -> None:
        """Raise NoGeneration, or UnderWay while somebody folds into it."""
        fold = self.of(generation)
        if self._active() == fold.replay:
            raise UnderWay(f"{fold.replay} still folds into {generation.name}: wait for it, or cancel it")

    def forget(self, generation: Generation) -> None:
        """Strike a generation out."""
        self.items.delete(header.of(generation))

    def _remembered(self, fold: Fold) -> Fold:
        item = {"replay_id": {"S": fold.replay}, **header.window(fold)}
        is_new = self.items.put(header.of(fold.generation), item, "attribute_not_exists(replay)")
        return fold if is_new else self.of(fold.generation)

    def _free_id(self, begin: datetime, end: datetime) -> str:
        window = f"{begin:%Y%m%dT%H%M}-{end:%Y%m%dT%H%M}"
        return next(each for n in count(1) if not self.items.get((each := f"{window}-{n}", RUN)))

    def _lock(self, fold: Fold) -> None:
        mine = {"S": fold.replay}
        if not self.items.put((LOCK, RUN), {"id": mine}, "attribute_not_exists(replay) OR id = :id", id=mine):
            raise UnderWay(f"{self._active()} is under way: one replay or rebuild runs at a time")

    def _active(self) -> str:
        return str(self.items.get((LOCK, RUN)).get("id", {}).get("S", "nothing"))

    def _put_header(self, fold: Fold) -> None:
        """As a replay's, with a generation to write into; one that ended otherwise than done goes on."""
        run = {
            **header.window(fold),
            "state": {"S": State.RUNNING},
            "rate": {"N": str(RATE)},
            "into": {"S": fold.generation.name},
            "executions": {"N": "1"},
            "started_at": {"S": header.written(datetime.now(UTC))},
        }
        is_new = self.items.put((fold.replay, RUN), run, "attribute_not_exists(replay)")
        if not is_new and fold.state not in (BEGUN, State.RUNNING):
            self.items.run_again(fold.replay)

    def _execute(self, fold: Fold) -> None:
        """Starting an execution that runs is no fault, one that is over keeps its name.

        https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
        """
        name = f"{fold.replay}-{self.items.get((fold.replay, RUN))['executions']['N']}"
        given = json.dumps({"replay": fold.replay})
        try:
            self.machine.start_execution(stateMachineArn=self.machine_arn, name=name, input=given)
        except self.machine.exceptions.ExecutionAlreadyExists:
            if self.of(fold.generation).state == State.RUNNING:
                self.items.run_again(fold.replay)
                self._execute(fold)

    def _dealt_with(self, fold: Fold) -> int:
        chunks = self.items.chunks(fold.replay)
        return sum(int(chunk[each]["N"]) for chunk in chunks for each in ("sent", "left_out"))
