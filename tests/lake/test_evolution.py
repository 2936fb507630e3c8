"""A schema grows in ways that old rows survive; any other change is refused by the column's name."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import parse_one

from lake.evolution import SchemaBroken, SchemaChange, changes
from lake.schema import Partition, Table, TableField, Type
from tests.lake.schemas import ALLOWED, FORBIDDEN, Tables, new_field, schemas, table


@st.composite
def histories(draw: st.DrawFn) -> list[Tables]:
    """A schema, and what it became by allowed changes one after the other."""
    history = [draw(schemas())]
    for _ in range(draw(st.integers(1, 5))):
        history.append(grown(draw, history[-1]))
    return history


def grown(draw: st.DrawFn, tables: Tables) -> Tables:
    """One allowed change more, somewhere."""
    if draw(st.booleans()):
        return [*tables, table(f"new{len(tables)}", Type.LONG)]
    which = draw(st.integers(0, len(tables) - 1))
    place = draw(st.integers(0, len(tables[which].fields) - 1))
    return [*tables[:which], draw(st.sampled_from(ALLOWED))(tables[which], place), *tables[which + 1 :]]


def live(tables: Tables, applied: Sequence[SchemaChange]) -> dict[str, list[TableField]]:
    """What engines make of the changes: they number a column that is added on their own."""
    columns = {each.name: list(each.fields) for each in tables}
    for change in applied:
        fields = columns[change.table]
        if change.adds:
            fields.append(replace(change.field, id=len(fields) + 1))
        else:
            place = next(n for n, field in enumerate(fields) if field.name == change.field.name)
            fields[place] = replace(fields[place], type=change.field.type)
    return columns


@given(histories())
def test_any_growth_is_accepted_at_once_or_step_by_step(history: list[Tables]) -> None:
    old, new = history[0], history[-1]
    steps = [changes(*pair) for pair in pairwise(history)]

    assert live(old, changes(old, new)) == {was.name: new[n].fields for n, was in enumerate(old)}
    assert all(len(step) <= 1 for step in steps)


@pytest.mark.parametrize("deed", FORBIDDEN)
@given(history=histories(), choice=st.data())
def test_anything_else_is_refused_by_table_and_column(
    deed: str, history: list[Tables], choice: st.DataObject
) -> None:
    old, new = history[0], list(history[-1])
    which = choice.draw(st.integers(0, len(old) - 1))
    place = choice.draw(st.integers(0, len(old[which].fields) - 1))
    new[which] = FORBIDDEN[deed](new[which], place)

    with pytest.raises(SchemaBroken) as refused:
        changes(old, new)

    named, _, _ = str(refused.value).partition(":")
    columns = {field.name for each in (old[which], new[which]) for field in each.fields}
    assert named in {f"{old[which].name}.{column}" for column in columns}
    assert "\n" not in str(refused.value)


OLD = table("sales", Type.STRING, Type.INT, Type.LONG)


def refusal(new: Table) -> str:
    """What is said of a change of OLD."""
    with pytest.raises(SchemaBroken) as refused:
        changes([OLD], [new])
    return str(refused.value)


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("dropped", "sales.c2: isn't in its place; columns stay, under their ids and in their order"),
        ("renamed", "sales.c2: is now other, but queries name it; add other as a new column"),
        ("retyped", "sales.c2: can't become date from int; add a new column"),
        ("required or not", "sales.c2: must stay optional, readers count on it; add a new column"),
        ("moved", "sales.c2: isn't in its place; columns stay, under their ids and in their order"),
        ("new and required", "sales.c4: is new and required, but old rows lack it; make it optional"),
        ("new under a known id", "sales.new: has the id 2, but live tables will give it 4"),
        ("new after a gap", "sales.new: has the id 5, but live tables will give it 4"),
        (
            "new under a known name",
            "sales.C2: is there twice, and engines don't tell cases apart; choose another name",
        ),
    ],
)
def test_says_what_broke_and_what_to_do(deed: str, said: str) -> None:
    assert refusal(FORBIDDEN[deed](OLD, 1)) == said


def test_a_long_never_becomes_an_int() -> None:
    narrowed = replace(OLD, fields=[*OLD.fields[:2], replace(OLD.fields[2], type=Type.INT)])

    assert refusal(narrowed) == "sales.c3: can't become int from long; add a new column"


def test_a_key_stays() -> None:
    assert refusal(replace(OLD, key=["c1", "c2"])).startswith("sales: its key changed")


def test_partitions_stay() -> None:
    assert refusal(replace(OLD, partitions=[Partition(field="c2")])).startswith(
        "sales: its partitions changed"
    )


def test_a_table_stays() -> None:
    with pytest.raises(SchemaBroken, match=r"^sales: was dropped"):
        changes([OLD], [])


def test_what_is_said_of_a_column_may_change() -> None:
    said = replace(OLD, fields=[replace(field, doc="new words") for field in OLD.fields])

    assert changes([OLD], [said]) == []


@pytest.mark.parametrize(
    ("type_", "adds", "said"),
    [
        (Type.TIMESTAMP, True, 'ALTER TABLE glue.sales ADD COLUMN c4 TIMESTAMP COMMENT "the store\'s own"'),
        (Type.STRING, True, 'ALTER TABLE glue.sales ADD COLUMN c4 STRING COMMENT "the store\'s own"'),
        (Type.LONG, False, "ALTER TABLE glue.sales ALTER COLUMN c4 TYPE BIGINT"),
    ],
)
def test_a_change_is_said_in_spark_s_words(type_: Type, adds: bool, said: str) -> None:
    field = replace(new_field(OLD), doc="the store's own", type=type_)

    change = SchemaChange("sales", field, adds)

    assert change.sql("glue.sales") == said
    assert parse_one(said, dialect="spark")
