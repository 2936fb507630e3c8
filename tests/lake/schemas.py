"""Small schemas and what people do to them, for tests of evolution."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from lake.schema import Partition, Table, TableField, Type

Tables = list[Table]
Deed = Callable[[Table, int], Table]
"""What is done to a table, at one of its columns."""


def table(name: str, *types: Type) -> Table:
    """A table whose first column is its key and its partition; every other column is optional."""
    fields = [
        TableField(id=number, name=f"c{number}", type=type_, doc="", required=number % 2 == 1)
        for number, type_ in enumerate(types, 1)
    ]
    return Table(name=name, doc="", fields=fields, key=["c1"], partitions=[Partition(field="c1")])


@st.composite
def schemas(draw: st.DrawFn) -> Tables:
    """One to three tables of two to six columns; there is an int and a long in each."""
    types = st.lists(st.sampled_from(Type), max_size=4)
    return [
        table(name, *draw(types), Type.INT, Type.LONG)
        for name in draw(st.sampled_from([("a",), ("a", "b"), ("a", "b", "c")]))
    ]


def with_field(was: Table, place: int, field: TableField) -> Table:
    """The table with another column in a place."""
    return replace(was, fields=[*was.fields[:place], field, *was.fields[place + 1 :]])


def added(was: Table, field: TableField) -> Table:
    """The table with one more column."""
    return replace(was, fields=[*was.fields, field])


def new_field(was: Table, name: str = "", *, required: bool = False, after: int = 1) -> TableField:
    """A column that the table lacks."""
    number = len(was.fields) + after
    return TableField(id=number, name=name or f"c{number}", type=Type.STRING, doc="", required=required)


def widen(was: Table, place: int) -> Table:
    """An int becomes a long; other columns stay."""
    field = was.fields[place]
    return with_field(was, place, replace(field, type=Type.LONG)) if field.type is Type.INT else was


def retype(was: Table, place: int) -> Table:
    """A column of a type that no type can become, nor it another."""
    field = was.fields[place]
    return with_field(
        was, place, replace(field, type=Type.DATE if field.type is not Type.DATE else Type.TIMESTAMP)
    )


def swap(was: Table, place: int) -> Table:
    """Two neighbours change places."""
    one, other = place, (place + 1) % len(was.fields)
    fields = list(was.fields)
    fields[one], fields[other] = fields[other], fields[one]
    return replace(was, fields=fields)


ALLOWED: Sequence[Deed] = (widen, lambda was, _: added(was, new_field(was)))

FORBIDDEN: dict[str, Deed] = {
    "dropped": lambda was, place: replace(was, fields=[*was.fields[:place], *was.fields[place + 1 :]]),
    "renamed": lambda was, place: with_field(was, place, replace(was.fields[place], name="other")),
    "retyped": retype,
    "required or not": lambda was, place: with_field(
        was, place, replace(was.fields[place], required=not was.fields[place].required)
    ),
    "numbered anew": lambda was, place: with_field(was, place, replace(was.fields[place], id=99)),
    "moved": swap,
    "new and required": lambda was, _: added(was, new_field(was, required=True)),
    "new under a known id": lambda was, place: added(was, new_field(was, "new", after=-place)),
    "new after a gap": lambda was, _: added(was, new_field(was, "new", after=2)),
    "new under a known name": lambda was, place: added(was, new_field(was, was.fields[place].name.upper())),
}
