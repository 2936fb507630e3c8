"""The load of a table that counts: what was said before it, and not again since, is no longer there."""

from collections.abc import Iterable

from msgspec import Struct

from lambdas.core.cdc.row import CurrentRow


class TableFacts(Struct, frozen=True, kw_only=True, gc=False):
    """The times when a table was created and dropped, by control records, and loaded last, by its rows.

    All are moments at which DMS built messages, as text that sorts. They only ever grow, so that it doesn't
    matter in which order they become known.
    """

    created: frozenset[str] = frozenset()
    dropped: str = ""
    loaded: str = ""

    @property
    def generation(self) -> str:
        """Return the moment at which the load that counts began (docs/decisions/0014).

        DMS drops and creates the table before it loads it again. A table that is created and never loaded
        may only be a task that was resumed: that ends no generation.
        """
        return max((self.dropped, *(each for each in self.created if each <= self.loaded)))

    def has(self, row: CurrentRow) -> bool:
        """Return whether a row is in the table: not deleted, and stated since the load that counts began."""
        return not row.deleted and row.latest.built_at >= self.generation

    def join(self, other: "TableFacts") -> "TableFacts":
        """Return what both know together."""
        return TableFacts(
            created=self.created | other.created,
            dropped=max(self.dropped, other.dropped),
            loaded=max(self.loaded, other.loaded),
        )


NOTHING = TableFacts()


def join_facts(facts: Iterable[TableFacts]) -> TableFacts:
    """Return what all know together."""
    known = NOTHING
    for each in facts:
        known = known.join(each)
    return known
