"""Which arrivals are meant: from when to when, and of which partition."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from domain import EVENT
from sluice.time_options import Form, read_window, window_name, written_as

MINUTE = Form(
    "minute",
    "an hour or a minute of UTC as 2017-12-22T17 or 2017-12-22T17:30",
    written_as("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H", "%Y-%m-%dT%H:%M:%S"),
)
SHOWN = "%Y-%m-%dT%H:%M"
# A replay's id names its execution, which takes 80 characters and few others than these:
# https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
PLAIN = re.compile(r"[A-Za-z0-9_-]{1,20}")


@dataclass(frozen=True)
class Window:
    """Arrivals in the raw archive from `start` to before `end`, in UTC; of one partition, or of all."""

    start: datetime
    end: datetime
    partition: str | None = None

    @property
    def name(self) -> str:
        """What the ids of its replays begin with."""
        partition = f"-{plain(self.partition)}" if self.partition else ""
        return window_name(self.start, self.end) + partition

    def __str__(self) -> str:
        of = f", {EVENT.partition_noun} {self.partition}" if self.partition else ""
        return f"{self.start:{SHOWN}} to {self.end:{SHOWN}} UTC{of}"


def asked(start: str, end: str, partition: str | None, *, now: datetime) -> Window:
    """Read a window as somebody writes it; raises InvalidOption, InvertedWindow or FutureTime."""
    first, last = read_window(start, end, MINUTE)
    last.require_past(now)
    return Window(first.at, last.at, partition)


def plain(name: str) -> str:
    """Return a name as an id takes it: as it is, or what stands for it."""
    return name if PLAIN.fullmatch(name) else sha256(name.encode()).hexdigest()[:8]
