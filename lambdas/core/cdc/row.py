"""A row of a source's table as it is now, folded of what was said of it, in whatever order that comes."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from lambdas.core.cdc.moment import BEGINNING, Moment
from lambdas.core.cdc.record import Operation
from lambdas.core.cdc.statement import Statement

KEPT_MOVES = 8
"""Of so many rows that had a key one after another and got another one, what comes late finds its row."""


class Move(NamedTuple):
    """An update changed the key of a row, at a moment and to another."""

    at: Moment
    to: str


class CurrentRow(Struct, frozen=True, kw_only=True, gc=False):
    """The newest value of each column that the row has had since it was born.

    `latest` is the newest statement. `born` is the newest that speaks of the whole row: a load, an insert, a
    delete, or the update that gave a row the key of a deleted one; nothing before it counts. Columns that
    `latest` left out as unchanged have the moment that said them in `earlier`, so that a statement which
    comes late fills in what is missing, and replaces nothing that is newer. `moves` says which keys the rows
    got that were here.
    """

    columns: Mapping[str, Any] = {}
    latest: Moment = BEGINNING
    born: Moment = BEGINNING
    earlier: Mapping[str, Moment] = {}
    deleted: bool = False
    moves: tuple[Move, ...] = ()

    def after(self, said: Statement) -> "CurrentRow":
        """Return the row with one statement more; the same row if it says nothing that isn't known."""
        moment = said.moment
        if moment.is_same(self.latest):
            return self._repeat(moment)
        if not moment.is_after(self.born):
            return self
        if said.operation is Operation.UPDATE and not (said.moved_from and self.deleted):
            # A row that got its key and is there already was loaded after it did.
            return self._update(said) if moment.is_after(self.latest) else self._complete(said)
        return self._begun(said) if moment.is_after(self.latest) else self._begun_late(said)

    def moment_of(self, name: str) -> Moment:
        """Return when a column's value was said."""
        return self.earlier.get(name, self.latest)

    def move(self, said: Statement) -> "CurrentRow":
        """Return what remains under the former key of a row that has another one now."""
        gone = Statement(
            table=said.table, key=said.key, moment=said.moment, operation=Operation.DELETE, columns={}
        )
        if any(move.at.is_same(said.moment) for move in self.moves):
            return self.after(gone)
        return replace(self.after(gone), moves=(*self.moves, Move(said.moment, said.key))[-KEPT_MOVES:])

    def heir_of(self, moment: Moment) -> Move | None:
        """Return where the row has gone of which something was said at a moment."""
        later = [move for move in self.moves if move.at.is_after(moment)]
        return next((move for move in later if not any(move.at.is_after(other.at) for other in later)), None)

    def inherit(self, former: "CurrentRow", moved_at: Moment) -> "CurrentRow":
        """Return the row with what the update that gave it its key has left out as unchanged.

        `former` is what was said under the former key, in the end or as it becomes known.
        """
        if self.deleted or self.born.is_after(moved_at):
            return self
        given = {name: former.moment_of(name) for name in former.columns}
        taken = {
            name: moment
            for name, moment in given.items()
            if self._lacks(name, moment) and moved_at.is_after(moment)
        }
        if not taken:
            return self
        values = {name: former.columns[name] for name in taken}
        return replace(self, columns={**self.columns, **values}, earlier={**self.earlier, **taken})

    def _repeat(self, moment: Moment) -> "CurrentRow":
        """DMS says a change again after it was resumed: that counts for the load that came before."""
        if moment.built_at <= self.latest.built_at:
            return self
        return replace(self, latest=moment, born=moment if self.born == self.latest else self.born)

    def _begun(self, said: Statement) -> "CurrentRow":
        return CurrentRow(
            columns=said.columns,
            latest=said.moment,
            born=said.moment,
            deleted=said.operation is Operation.DELETE,
            # A load is of all rows: what was said before it counts nowhere any more.
            moves=() if said.operation is Operation.LOAD else self.moves,
        )

    def _begun_late(self, said: Statement) -> "CurrentRow":
        """Updates of the row came before its beginning did."""
        newer = {name: value for name, value in self.columns.items() if self._is_newer(name, said.moment)}
        earlier = {name: said.moment for name in said.columns if name not in newer}
        earlier |= {name: moment for name, moment in self.earlier.items() if name in newer}
        return replace(self, columns={**said.columns, **newer}, born=said.moment, earlier=earlier)

    def _update(self, said: Statement) -> "CurrentRow":
        unchanged = (name for name in self.columns if name not in said.columns)
        return CurrentRow(
            columns={**self.columns, **said.columns},
            latest=said.moment,
            born=self.born,
            earlier={name: self.moment_of(name) for name in unchanged},
            moves=self.moves,
        )

    def _complete(self, said: Statement) -> "CurrentRow":
        """A later update came first: only what it left out is taken."""
        missing = {
            name: value for name, value in said.columns.items() if not self._is_newer(name, said.moment)
        }
        if not missing:
            return self
        return replace(
            self,
            columns={**self.columns, **missing},
            earlier={**self.earlier, **dict.fromkeys(missing, said.moment)},
        )

    def _is_newer(self, name: str, moment: Moment) -> bool:
        return name in self.columns and not moment.is_after(self.moment_of(name))

    def _lacks(self, name: str, moment: Moment) -> bool:
        return name not in self.columns or (name in self.earlier and moment.is_after(self.earlier[name]))
