"""What came of a comparison."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sluice.rebuild.differences import Difference, Item, Kind
from sluice.rebuild.lost import Lost


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared, and what came of it; `newer` rows are of sales that arrived after the fold.

    Of differences that nothing explains, `lost` may explain some: nobody can say that these rows are wrong.
    """

    rows: int
    carried_over: int
    newer: int
    complete_to: datetime | None
    differences: tuple[Difference, ...]
    items: tuple[Item, ...]
    lost: Lost = field(default_factory=Lost)

    @property
    def doubtful(self) -> list[Difference]:
        """Those whose sale may have been lost."""
        return [each for each in self.differences if self.lost.may_explain(each)]

    @property
    def certain(self) -> list[Difference]:
        """All others."""
        return [each for each in self.differences if not self.lost.may_explain(each)]

    def figures(self) -> dict[str, Any]:
        """For programs."""
        kinds = Counter(each.kind for each in self.differences)
        return {
            "rows": self.rows,
            "carried_over": self.carried_over,
            "newer": self.newer,
            "raw_complete_to": self.complete_to,
            "rebuild_differences": len(self.differences),
            "doubtful": len(self.doubtful),
            **{kind.name.lower(): kinds[kind] for kind in Kind},
            "items": [each.figures() for each in self.items],
            "differences": [each.figures() for each in self.differences],
        }
