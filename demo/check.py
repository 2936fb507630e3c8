"""A figure of the reconciliation, and how it is judged."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """A figure of the reconciliation: "good" and "bad" are judged, "" is for information.

    One that `varies` depends on timing: another run of the same options may say another number.
    """

    name: str
    count: int
    of: int | None = None
    state: str = ""
    varies: bool = False

    @property
    def verdict(self) -> str:
        """Say in words how it is judged."""
        judged = {"good": "as promised", "bad": "not as promised"}.get(self.state, "for information")
        return f"{judged}, varies from run to run" if self.varies else judged


def judge(name: str, count: int, of: int | None, good: bool, *, varies: bool = False) -> Check:
    """Return a figure that is good or bad."""
    return Check(name, count, of, "good" if good else "bad", varies)


def judge_none(name: str, found: Sequence[object], of: int | None, *, varies: bool = False) -> Check:
    """Return the figure of what must not be."""
    return judge(name, len(found), of, not found, varies=varies)
