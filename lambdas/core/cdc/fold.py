"""Statements into rows: many of a batch become one row a key."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lambdas.core.cdc.row import CurrentRow
from lambdas.core.cdc.statement import Statement

Place: TypeAlias = tuple[str, str]
"""A table and the key of a row in it."""

UNKNOWN = CurrentRow()


@dataclass(frozen=True, slots=True)
class Folded:
    """The rows that a batch has changed. `left` are those that it moved to another key.

    `too_large` are the places in the batch of what would make a row that its table doesn't take.
    """

    rows: Mapping[Place, CurrentRow]
    left: frozenset[Place]
    too_large: frozenset[int]


def places(statements: Iterable[Statement]) -> Iterator[Place]:
    """Yield the places of all rows that a batch speaks of, some of them again and again."""
    for said in statements:
        yield said.table, said.key
        if said.moved_from:
            yield said.table, said.moved_from


def successors(rows: Mapping[Place, CurrentRow]) -> set[Place]:
    """Return where rows have moved to that aren't among them: what comes late for the one is the other's."""
    moved = {(table, move.to) for (table, _), row in rows.items() for move in row.moves}
    return moved - rows.keys()


def fold(
    statements: Sequence[Statement], known: Mapping[Place, CurrentRow], fits: Callable[[CurrentRow], bool]
) -> Folded:
    """Fold a batch, in the order of its arrival, into the rows of its places and of their successors.

    Statements are refused one by one only if the rows that they end in don't fit.
    """
    folded = _Fold(known, lambda _: True).of(statements)
    return folded if all(map(fits, folded.rows.values())) else _Fold(known, fits).of(statements)


class _Fold:
    """Rows while a batch is folded into them."""

    def __init__(self, known: Mapping[Place, CurrentRow], fits: Callable[[CurrentRow], bool]) -> None:
        self._known, self._fits = known, fits
        self._rows: dict[Place, CurrentRow] = {}
        self._left: set[Place] = set()

    def of(self, statements: Sequence[Statement]) -> Folded:
        """Return what a batch makes of the rows."""
        too_large = frozenset(number for number, said in enumerate(statements) if not self._take(said))
        changed = {place: row for place, row in self._rows.items() if row != self._known.get(place, UNKNOWN)}
        return Folded(changed, frozenset(self._left & changed.keys()), too_large)

    def _take(self, said: Statement) -> bool:
        place = said.table, said.key
        before = self._row(place)
        after = before.after(said)
        if said.moved_from:
            after = after.inherit(self._row((said.table, said.moved_from)), said.moment)
        if not self._fits(after):
            return False
        self._rows[place] = after
        if before.moves:
            self._pass_on(said, before)
        if said.moved_from:
            self._leave((said.table, said.moved_from), said)
        return True

    def _leave(self, place: Place, said: Statement) -> None:
        self._rows[place] = self._row(place).move(said)
        self._left.add(place)

    def _pass_on(self, said: Statement, former: CurrentRow) -> None:
        """What comes late for a row that has moved is handed on, along all its keys."""
        late, moment = CurrentRow(columns=said.columns, latest=said.moment), said.moment
        while move := former.heir_of(moment):
            place = said.table, move.to
            former, moment = self._row(place), move.at
            if self._fits(after := former.inherit(late, moment)):
                self._rows[place] = after

    def _row(self, place: Place) -> CurrentRow:
        return self._rows.get(place) or self._known.get(place, UNKNOWN)
