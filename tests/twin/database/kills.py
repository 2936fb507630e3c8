"""A stand-in that dies at its n-th step, before or after the step has its effect."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from tests.twin.database.replications import MemoryTarget, Played
from twin.database.checkpoint import CheckpointFile, ReplicationCheckpoint
from twin.database.slot import SlotReader
from twin.database.stand_in import StartType
from twin.semantics.dms.records import OutputRecord

CONFIRMED = """
    SELECT confirmed_flush_lsn - '0/0'::pg_lsn FROM pg_replication_slots WHERE database = current_database()
"""


class Killed(Exception):
    """The process is gone."""


@dataclass
class Death:
    """Counts steps: each put, checkpoint and confirmation is two, its effect and what follows it."""

    at: int
    steps: int = 0

    def around(self, effect: Callable[[], object]) -> None:
        """Take a step unless death comes before it or after it."""
        self._step()
        effect()
        self._step()

    def _step(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            raise Killed


@dataclass
class DyingTarget:
    """Puts records on the stream, one call at a time."""

    target: MemoryTarget
    death: Death

    def put(self, records: Sequence[OutputRecord]) -> None:
        # A call has the effect of its first half too: PutRecords is no transaction.
        half = len(records) // 2
        self.death.around(lambda: self.target.put(records[:half]))
        self.target.put(records[half:])


class DyingCheckpoints(CheckpointFile):
    """Remembers, until death."""

    death: Death

    def write(self, checkpoint: ReplicationCheckpoint) -> None:
        self.death.around(lambda: super(DyingCheckpoints, self).write(checkpoint))


@contextmanager
def dying_confirmations(death: Death, played: Played) -> Iterator[None]:
    """Have every reader die at its confirmations too, of which PostgreSQL has heard or hasn't."""
    confirm_unheard = SlotReader.confirm

    def confirm(reader: SlotReader, lsn: int) -> None:
        confirm_unheard(reader, lsn)
        while played.source.value(CONFIRMED) < lsn:
            time.sleep(0.01)

    with patch.object(SlotReader, "confirm", lambda self, lsn: death.around(lambda: confirm(self, lsn))):
        yield


def run_to_death(played: Played, start: StartType, step: int) -> bool:
    """Run until a step, and say whether the run died there: it may have been done before."""
    death = Death(step)
    checkpoints = DyingCheckpoints(played.directory / "checkpoint.json")
    checkpoints.death = death
    try:
        with dying_confirmations(death, played):
            played.run(start, target=DyingTarget(played.target, death), checkpoints=checkpoints)
    except Killed:
        return True
    return False
