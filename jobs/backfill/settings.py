"""What the job definition and AWS Batch tell a child of the array, by its environment."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self, TypeVar

from jobs.backfill.faults import BadSettings
from jobs.backfill.off_peak import OffPeakWindow
from lambdas.core.time_bounds import TimeBounds

T = TypeVar("T")


class Mode(StrEnum):
    """Where events go: on the stream as their senders put them, or in bulk into the raw archive."""

    STREAM = "stream"
    RAW = "raw"


@dataclass(frozen=True, kw_only=True)
class BackfillJobSettings:
    """The history, where it goes, how fast, when, and which share of it is this child's."""

    history_bucket: str
    history_prefix: str
    raw_bucket: str
    quarantine_bucket: str
    stream: str
    namespace: str
    mode: Mode
    events_a_second: int
    window: OffPeakWindow
    chunk_events: int
    chunk_rows: int
    array_size: int
    array_index: int
    events_a_day: int
    vcpu: float
    memory_mebibytes: int
    bounds: TimeBounds

    @property
    def oldest(self) -> date:
        """Return the oldest day that is brought in: raw takes older ones than the stream."""
        return self.bounds.oldest_history_day if self.mode is Mode.RAW else self.bounds.oldest_day

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the settings; raises BadSettings for one that is missing or that nothing can be done with."""
        given = _Given(os.environ if environment is None else environment)
        return cls(
            history_bucket=given.text("HISTORY_BUCKET"),
            history_prefix=given.text("HISTORY_PREFIX"),
            raw_bucket=given.text("RAW_BUCKET"),
            quarantine_bucket=given.text("QUARANTINE_BUCKET"),
            stream=given.text("STREAM"),
            namespace=given.text("METRICS_NAMESPACE"),
            mode=given.read("MODE", Mode, "stream or raw"),
            events_a_second=given.count("EVENTS_A_SECOND"),
            window=given.read("OFF_PEAK_HOURS", OffPeakWindow.parse, "two hours of UTC, such as 22-05"),
            chunk_events=given.count("CHUNK_EVENTS"),
            chunk_rows=given.count("CHUNK_ROWS"),
            array_size=given.count("ARRAY_SIZE"),
            array_index=given.index("AWS_BATCH_JOB_ARRAY_INDEX", below="ARRAY_SIZE"),
            events_a_day=given.count("EVENTS_A_DAY"),
            vcpu=given.read("VCPU", float, "a number"),
            memory_mebibytes=given.count("MEMORY_MEBIBYTES"),
            bounds=TimeBounds(given.day("OLDEST_DAY"), given.day("OLDEST_HISTORY_DAY")),
        )


@dataclass(frozen=True)
class _Given:
    """Variables by name."""

    variables: Mapping[str, str]

    def text(self, name: str) -> str:
        """Return a variable that must be there."""
        if not (value := self.variables.get(name, "")):
            raise BadSettings(f"{name} is not set: the job definition of the Backfill stack sets it")
        return value

    def read(self, name: str, parse: Callable[[str], T], wanted: str) -> T:
        """Return a variable that `parse` takes."""
        text = self.text(name)
        try:
            return parse(text)
        except ValueError:
            raise BadSettings(f"{name} is {text!r}: it must be {wanted}") from None

    def day(self, name: str) -> date:
        """Return a day."""
        return self.read(name, date.fromisoformat, "a day such as 2017-01-01")

    def count(self, name: str) -> int:
        """Return a whole number from 1."""
        value = self.read(name, int, "a whole number")
        if value < 1:
            raise BadSettings(f"{name} is {value}: it must be at least 1")
        return value

    def index(self, name: str, *, below: str) -> int:
        """Return the place in an array, 0 for a job that is no array; raises BadSettings out of its range."""
        if not self.variables.get(name):
            return 0
        index, size = self.read(name, int, "a whole number"), self.count(below)
        if not 0 <= index < size:
            cure = f"submit an array of {size} jobs, or set {below} to its size"
            raise BadSettings(f"{name} is {index}, {below} is {size}: {cure}")
        return index
