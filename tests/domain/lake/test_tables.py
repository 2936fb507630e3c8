"""The declaration is one that every engine takes."""

from itertools import chain

import pytest

from domain.lake import LAKE
from lake.schema import Table

each_table = pytest.mark.parametrize("table", LAKE.every_table, ids=lambda table: table.name)


@each_table
def test_columns_are_numbered_from_1_without_a_gap(table: Table) -> None:
    assert [field.id for field in table.fields] == list(range(1, len(table.fields) + 1))


@each_table
def test_no_two_columns_share_a_name_in_any_case(table: Table) -> None:
    assert len({name.lower() for name in table.columns}) == len(table.columns)


@each_table
def test_names_need_no_quotes_anywhere(table: Table) -> None:
    for name in (table.name, *table.columns):
        assert name.isidentifier()
        assert name == name.lower()


@each_table
def test_keys_and_partitions_are_columns_that_every_row_fills(table: Table) -> None:
    for name in chain(table.key, (partition.field for partition in table.partitions)):
        assert table[name].required, name


@each_table
def test_what_is_said_of_a_column_fits_a_comment_in_sql(table: Table) -> None:
    for field in table.fields:
        assert field.doc
        assert not set('"\n|') & set(field.doc)


def test_no_two_tables_share_a_name() -> None:
    assert len({table.name for table in LAKE.every_table}) == len(LAKE.every_table)
