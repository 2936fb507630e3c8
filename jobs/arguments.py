"""What Glue hands to a script: `--NAME value` from the job's definition and from its start."""

from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from lambdas.core.time_bounds import TimeBounds

BOUNDS = ("OLDEST_DAY", "OLDEST_HISTORY_DAY")
"""The arguments of a job that reads events."""


class Arguments:
    """The job's own settings are required; a start's are not. What Glue adds for itself is passed over."""

    def __init__(self, given: Sequence[str], *, required: Sequence[str], optional: Sequence[str]) -> None:
        parser = ArgumentParser(allow_abbrev=False)
        for name in required:
            parser.add_argument(f"--{name}", required=True)
        for name in optional:
            parser.add_argument(f"--{name}")
        known, _ = parser.parse_known_args(given)
        self._given: Mapping[str, str | None] = vars(known)

    def __getitem__(self, name: str) -> str:
        """Return a required argument."""
        return self._given[name] or ""

    def hour(self, name: str) -> datetime | None:
        """Return an hour of UTC, such as 2017-12-22T17."""
        given = self._given[name]
        return datetime.strptime(given, "%Y-%m-%dT%H").replace(tzinfo=UTC) if given else None

    def day(self, name: str) -> date | None:
        """Return a day, such as 2017-12-22."""
        given = self._given[name]
        return date.fromisoformat(given) if given else None

    @property
    def bounds(self) -> TimeBounds:
        """Return the oldest days that are taken."""
        return TimeBounds.parse(self["OLDEST_DAY"], self["OLDEST_HISTORY_DAY"])

    def pairs(self, name: str) -> dict[str, str]:
        """Return names and values, such as one=a-table,other=another-table."""
        return dict(pair.split("=", 1) for pair in self[name].split(",") if pair)
