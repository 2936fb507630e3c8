"""The hours in which a backfill may run."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self

HOURS_A_DAY = 24
FORM = re.compile(r"(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class OffPeakWindow:
    """From hour `begins` of UTC to before `ends`, over midnight if it ends earlier; both alike: always."""

    begins: int
    ends: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the window of a text such as 22-05; raises ValueError."""
        found = FORM.fullmatch(text)
        if not found or any(int(hour) >= HOURS_A_DAY for hour in found.groups()):
            raise ValueError(text)
        return cls(*map(int, found.groups()))

    def __str__(self) -> str:
        """As it is parsed."""
        return f"{self.begins:02}-{self.ends:02}"

    @property
    def hours(self) -> int:
        """Return how long it is open each day."""
        return (self.ends - self.begins) % HOURS_A_DAY or HOURS_A_DAY

    def is_open(self, now: datetime) -> bool:
        """Say whether a moment of UTC lies in it."""
        return (now.hour - self.begins) % HOURS_A_DAY < self.hours
