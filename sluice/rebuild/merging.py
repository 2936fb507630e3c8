"""Two ledgers of one store, read side by side: what only one has, or both have otherwise."""

from collections.abc import Iterator

from sluice.rebuild.rows import Row

Entries = Iterator[tuple[str, Row]]


def unequal(live: Entries, rebuilt: Entries) -> Iterator[tuple[str, Row | None, Row | None]]:
    """Yield each entry that isn't the same in both; neither is held in memory."""
    here, there = next(live, None), next(rebuilt, None)
    while here or there:
        entry = min(each[0] for each in (here, there) if each)
        mine = here[1] if here and here[0] == entry else None
        theirs = there[1] if there and there[0] == entry else None
        if not (mine and theirs and mine.is_same(theirs)):
            yield entry, mine, theirs
        here = next(live, None) if mine else here
        there = next(rebuilt, None) if theirs else there
