"""What came of a comparison, and what raw has lost for good, which may explain some of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.table import iterate_entries
from sluice.rebuild.differences import Difference, DifferenceKind, Item
from sluice.replay.place import ReplayTarget
from sluice.replay.window import Window


@dataclass(frozen=True, slots=True)
class LostVersions:
    """The versions that were written off; what could not be read may have held events of any partition."""

    versions: tuple[ManifestEntry, ...] = ()

    def may_explain(self, difference: Difference) -> bool:
        """Return whether its event may have been lost, and the row be right."""
        return difference.kind is DifferenceKind.UNEXPLAINED and any(
            each.broken or each.may_hold(difference.partition) for each in self.versions
        )


def list_lost(place: ReplayTarget, window: Window) -> LostVersions:
    """Return what was written off of what arrived in a window."""
    return LostVersions(tuple(_written_off(place, window)))


def _written_off(place: ReplayTarget, window: Window) -> Iterator[ManifestEntry]:
    for each in iterate_entries(place.ask.dynamodb, place.manifest, window.start, window.end):
        if each.written_off:
            yield each


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of a comparison; `newer` rows are of events that arrived after the fold.

    Of differences that nothing explains, `lost` may explain some: it isn't sure that these rows are wrong.
    """

    rows: int
    carried_over: int
    newer: int
    complete_to: datetime | None
    differences: tuple[Difference, ...]
    items: tuple[Item, ...]
    lost: LostVersions = field(default_factory=LostVersions)

    @property
    def doubtful(self) -> list[Difference]:
        """The differences whose event may have been lost."""
        return [each for each in self.differences if self.lost.may_explain(each)]

    @property
    def certain(self) -> list[Difference]:
        """All others."""
        return [each for each in self.differences if not self.lost.may_explain(each)]

    def figures(self) -> dict[str, Any]:
        """Return it for programs."""
        kinds = Counter(each.kind for each in self.differences)
        return {
            "rows": self.rows,
            "carried_over": self.carried_over,
            "newer": self.newer,
            "raw_complete_to": self.complete_to,
            "rebuild_differences": len(self.differences),
            "doubtful": len(self.doubtful),
            **{kind.name.lower(): kinds[kind] for kind in DifferenceKind},
            "items": [each.figures() for each in self.items],
            "differences": [each.figures() for each in self.differences],
        }
