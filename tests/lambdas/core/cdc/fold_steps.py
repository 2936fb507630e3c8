"""Histories of a table, and what the fold makes of them."""

from collections.abc import Iterable
from random import Random
from typing import Any

from hypothesis import strategies as st

from lambdas.core.cdc import generation
from lambdas.core.cdc.fold import Place, fold
from lambdas.core.cdc.generation import TableFacts
from lambdas.core.cdc.record import Columns, parse
from lambdas.core.cdc.row import CurrentRow
from lambdas.core.cdc.statement import to_statement
from lambdas.core.cdc.table_facts import facts_of
from tests.lambdas.core.cdc.source import TABLE, Source, Step, data_of, delivered

LARGE = "_large"
CHANGES = {"insert", "update", "update_large", "delete", "move", "move_large"}
KEYS, VALUES = st.integers(0, 5), st.integers(0, 99)
NAMES = st.sampled_from(["a", "b", "c"])

steps = st.one_of(
    st.tuples(st.just("insert"), KEYS, VALUES),
    st.tuples(st.just("update"), KEYS, VALUES),
    st.tuples(st.just("update_large"), KEYS, VALUES),
    st.tuples(st.just("delete"), KEYS),
    st.tuples(st.just("move"), KEYS, KEYS),
    st.tuples(st.just("move_large"), KEYS, KEYS),
    st.tuples(st.just("add_column"), NAMES),
    st.tuples(st.just("drop_column"), NAMES),
    st.tuples(st.just("rename_column"), NAMES, NAMES),
    st.tuples(st.just("stop")),
    st.tuples(st.just("resume"), st.integers(0, 6)),
    st.tuples(st.just("reload"), st.integers(0, 4)),
)


def played(history: list[Step], *, by_row: bool) -> Source:
    """The source after a history that begins with some rows' load; what it stops for good is loaded again."""
    source = Source(by_row=by_row)
    source.rows = {key: {"id": key, "name": key, "large": f"large {key}"} for key in range(3)}
    source.reload()
    waiting = list(history)
    while waiting:
        _take(source, waiting)
    if not source.running:
        source.reload()
    return source


def _take(source: Source, waiting: list[Step]) -> None:
    name, *values = waiting.pop(0)
    if name == "reload":
        meanwhile = [waiting.pop(0) for _ in range(min(values[0], len(waiting)))]
        source.reload(lambda: _do(source, [step for step in meanwhile if step[0] in CHANGES]))
    else:
        _do(source, [(name, *values)])


def _do(source: Source, history: list[Step]) -> None:
    for name, *values in history:
        options = {"large": True} if name.endswith(LARGE) else {}
        getattr(source, name.removesuffix(LARGE))(*values, **options)


class State:
    """Rows and facts as a store would have them; what is folded is written whole."""

    def __init__(self) -> None:
        self.rows: dict[Place, CurrentRow] = {}
        self.facts = TableFacts()

    def take(self, batch: Iterable[dict[str, Any]]) -> None:
        """Fold a batch."""
        records = [parse(data_of(record)) for record in batch]
        said = [to_statement(record, TABLE) for record in records if record.data is not None]
        tables = [record for record in records if record.data is None]
        self.facts = generation.join_facts([self.facts, *facts_of(tables, said).values()])
        self.rows |= fold(said, self.rows, lambda _: True).rows

    def rows_now(self, columns: list[str]) -> list[Columns]:
        """The rows that are in the table, with these columns."""
        found = [row.columns for row in self.rows.values() if self.facts.has(row)]
        return sorted(({name: row.get(name) for name in columns} for row in found), key=lambda row: row["id"])


def folded(source: Source, shards: int, seed: int) -> State:
    """What the fold makes of a source's messages."""
    state = State()
    for batch in delivered(source.messages, shards, Random(seed)):  # noqa: S311
        state.take(batch)
    return state
