"""How old an event may be: what the stream brings, and what a backfill wrote to raw beside it."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from lambdas.core.raw import count_backfilled


@dataclass(frozen=True, slots=True)
class TimeBounds:
    """The oldest days that are taken, the first of each.

    Nothing on a stream says who put it there: senders, files, a database's full load, a replay and a redrive
    have one bound, `oldest_day`. A backfill into raw is known by its objects' names, and has its own.
    """

    oldest_day: date
    oldest_history_day: date

    @classmethod
    def parse(cls, oldest_day: str, oldest_history_day: str) -> Self:
        """Read days such as 2017-01-01; raise ValueError."""
        return cls(date.fromisoformat(oldest_day), date.fromisoformat(oldest_history_day))

    def of_object(self, key: str) -> date:
        """Return the bound of what lies in an object of raw."""
        return self.oldest_day if count_backfilled(key) is None else self.oldest_history_day
