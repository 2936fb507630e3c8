"""Figures beside the goals that they are held to."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Goal:
    """A limit on our figure, or on its ratio to the peer's."""

    limit: float
    of_ratio: bool = False
    at_least: bool = False

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {round(self.limit, 3):,}{' of the peer' * self.of_ratio}"


@dataclass(frozen=True)
class Figure:
    """One thing measured: ours beside the peer's, where there is one."""

    name: str
    ours: float
    peer: float | None
    unit: str
    goal: Goal | None = None

    @property
    def ratio(self) -> float | None:
        """Ours by the peer's."""
        return self.ours / self.peer if self.peer else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached, if there is one."""
        if self.goal is None:
            return None
        value = self.ratio if self.goal.of_ratio else self.ours
        if value is None:
            raise ValueError(f"{self.name} has a goal for a ratio and nothing to compare with")
        return value >= self.goal.limit if self.goal.at_least else value <= self.goal.limit

    def row(self) -> dict[str, Any]:
        """Return what build/bench.json says of it."""
        goal = None if self.goal is None else str(self.goal)
        return {
            "name": self.name,
            "ours": self.ours,
            "peer": self.peer,
            "ratio": self.ratio,
            "unit": self.unit,
            "goal": goal,
            "met": self.met,
        }
