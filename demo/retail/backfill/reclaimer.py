"""Takes the machines of a backfill away, at random points of its work."""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from twin.services.batch_jobs import JobRun

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

NOTES = "backfill/"


class Reclaimer:
    """Kills a running child whenever so much more is noted as chance has set for the next kill."""

    def __init__(self, run: JobRun, noted: Callable[[], int], notes: int, kills: int, seed: int) -> None:
        """Kill `kills` times before the last of `notes` notes is written."""
        self._run, self._noted = run, noted
        self._random = random.Random(seed)  # noqa: S311 (which point of the work is no secret)
        self._at = sorted(self._random.sample(range(1, notes), kills))
        self.kills = 0

    def look(self) -> None:
        """Kill once if it is time to."""
        if self.kills == len(self._at) or not (running := self._run.running()):
            return
        if self._noted() >= self._at[self.kills]:
            self._run.reclaim(self._random.choice(running))
            self.kills += 1


def count_notes(s3: "S3Client", bucket: str) -> int:
    """Return how many notes of chunks begun and done lie in the raw bucket."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=NOTES)
    return sum(page["KeyCount"] for page in pages)
