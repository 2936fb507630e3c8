"""What came of a comparison."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sluice.rebuild.differences import Difference, Item, Kind


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared, and what came of it; `newer` rows are of sales that arrived after the fold."""

    rows: int
    carried_over: int
    newer: int
    complete_to: datetime | None
    differences: tuple[Difference, ...]
    items: tuple[Item, ...]

    def figures(self) -> dict[str, Any]:
        """For programs."""
        kinds = Counter(each.kind for each in self.differences)
        return {
            "rows": self.rows,
            "carried_over": self.carried_over,
            "newer": self.newer,
            "raw_complete_to": self.complete_to,
            "rebuild_differences": len(self.differences),
            **{kind.name.lower(): kinds[kind] for kind in Kind},
            "items": [each.figures() for each in self.items],
            "differences": [each.figures() for each in self.differences],
        }
