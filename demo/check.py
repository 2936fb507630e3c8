"""A figure of the reconciliation, and how it is judged."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """A figure of the reconciliation: "good" and "bad" are judged, "" is told."""

    name: str
    count: int
    of: int | None = None
    state: str = ""


def judge(name: str, count: int, of: int, good: bool) -> Check:
    """Return a figure that is good or bad."""
    return Check(name, count, of, "good" if good else "bad")
