"""Whatever was sold, and whatever somebody did to the ledgers: the difference is found, and mended."""

import json
from collections.abc import Iterator

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lambdas.core.ledger_row import key_item
from sluice.rebuild.differences import DifferenceKind
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.rebuild.machine import LEDGERS
from tests.sluice.rebuild.world import World

STORES = ("367", "368")


def payload(store: str, sequence: int, units: int, member: str | None) -> bytes:
    return encoded(sale(sequence, store, lines=[line("apple", units)], loyalty_id=member))


# Few ids, so that sales come again, and with other payloads.
payloads = st.builds(
    payload,
    st.sampled_from(STORES),
    st.integers(1, 5),
    st.sampled_from([2, 2, -1]),
    st.sampled_from([None, "m"]),
)
batches = st.lists(payloads | st.just(b"broken"), min_size=1, max_size=8)
sabotage = st.lists(
    st.tuples(
        st.sampled_from([*LEDGERS.values()]),
        st.sampled_from(["deleted", "changed", "added"]),
        st.integers(0, 9),
    ),
    max_size=4,
    unique_by=lambda each: (each[0], each[2]),
)
EXPECTED = {
    "deleted": DifferenceKind.MISSING,
    "changed": DifferenceKind.OTHER,
    "added": DifferenceKind.UNEXPLAINED,
}


# A world takes seconds on a busy machine: what fails isn't made smaller.
@settings(max_examples=8, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(batches, min_size=1, max_size=3), sabotage, batches, batches)
def test_what_raw_says_is_what_is_live_but_for_what_somebody_did(
    before: list[list[bytes]],
    done: list[tuple[str, str, int]],
    during: list[bytes],
    after: list[bytes],
) -> None:
    """FAULTS 3, 12, 17: duplicates, conflicts and refusals; sales go on during the comparison."""
    world = World()
    for batch in before:
        world.sell(batch)
    world.rebuilt()
    struck = dict(strike(world, done))
    world.sell(during)
    world.deliver(after)
    world.archive(after)

    found = world.compared()
    world.swapped(found)

    told = {(LEDGERS[each.consumer], each.partition, each.entry): each.kind for each in found.differences}
    again = ids([*during, *after])
    assert not_of(again, told) == not_of(again, struck)
    assert world.compared().differences == ()


def strike(
    world: World, done: list[tuple[str, str, int]]
) -> Iterator[tuple[tuple[str, str, str], DifferenceKind]]:
    """Somebody deletes, changes or adds rows, no row twice; yields where, and what that is called."""
    found = {table: world.rows(table) for table in LEDGERS.values()}
    for table, act, number in done:
        if not (rows := found[table]):
            continue
        where = sorted(rows)[number % len(rows)]
        row = rows.pop(where)
        if act == "added":
            where = where[0], f"2017-03-01/9/{number}"
            world.dynamodb.put_item(TableName=table, Item=row | key_item(where))
        elif act == "changed":
            world.dynamodb.put_item(TableName=table, Item=row | {"digest": {"B": b"another"}})
        else:
            world.dynamodb.delete_item(TableName=table, Key=key_item(where))
        yield (table, *where), EXPECTED[act]


def not_of(
    again: set[str], rows: dict[tuple[str, str, str], DifferenceKind]
) -> dict[tuple[str, str, str], DifferenceKind]:
    """Leave out the sales that somebody sent again: they may have mended what was done."""
    return {at: kind for at, kind in rows.items() if "/".join(at[1:]) not in again}


def ids(payloads: list[bytes]) -> set[str]:
    """The sales that somebody sent again."""
    return {json.loads(each)["sale_id"] for each in payloads if each != b"broken"}
