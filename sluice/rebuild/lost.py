"""What raw has lost for good: a live row that nothing explains may be of a sale that was in there."""

from collections.abc import Iterator
from dataclasses import dataclass

from lambdas.core.manifest.item import Entry
from lambdas.core.manifest.table import entries
from sluice.rebuild.differences import Difference, Kind
from sluice.replay.place import Place
from sluice.replay.window import Window


@dataclass(frozen=True, slots=True)
class Lost:
    """Versions that were written off; what nobody could read may have held sales of any store."""

    versions: tuple[Entry, ...] = ()

    def may_explain(self, difference: Difference) -> bool:
        """Whether its sale may have been lost, and the row be right."""
        return difference.kind is Kind.UNEXPLAINED and any(
            each.broken or each.may_hold(difference.partition) for each in self.versions
        )


def lost(place: Place, window: Window) -> Lost:
    """What was written off of what arrived in a window."""
    return Lost(tuple(_written_off(place, window)))


def _written_off(place: Place, window: Window) -> Iterator[Entry]:
    for each in entries(place.ask.dynamodb, place.manifest, window.start, window.end):
        if each.written_off:
            yield each
