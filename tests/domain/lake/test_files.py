"""Kinds of files agree with the tables that they fill, and with themselves."""

import json
from itertools import chain

import pytest

from domain import EVENT
from domain.lake.files import KINDS, SALES_FILE
from domain.receipts import render_receipt
from jobs.retail.landing.separators import spell
from lake.kinds import CellType, FileKind
from lake.schema import Type

TYPES = {
    CellType.TEXT: Type.STRING,
    CellType.CODE: Type.STRING,
    CellType.WHOLE: Type.LONG,
    CellType.FLAG: Type.BOOLEAN,
    CellType.DAY: Type.DATE,
    CellType.ZONE: Type.STRING,
}

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
filling_tables = [kind for kind in KINDS.values() if kind.table]


@every_kind
def test_no_name_means_two_columns(kind: FileKind) -> None:
    names = list(chain.from_iterable((column.name, *column.also) for column in kind.columns))

    assert len({spell(name) for name in names}) == len(names)


@every_kind
def test_what_is_summed_is_an_amount_of_every_row(kind: FileKind) -> None:
    summed = [column for column in kind.columns if column.name == kind.summed]

    assert all(column.cell is CellType.AMOUNT and column.required for column in summed)
    assert len(summed) == (kind is SALES_FILE)


@pytest.mark.parametrize("kind", filling_tables, ids=lambda kind: kind.name)
def test_a_file_has_the_columns_of_its_table_but_the_day_which_its_name_says(kind: FileKind) -> None:
    """Beside it, who says so: a file of products isn't the only one who speaks of them."""
    assert kind.table
    columns = {column.name: (TYPES[column.cell], column.required) for column in kind.columns}
    fields = {field.name: (field.type, field.required) for field in kind.table.fields}
    fields.pop("stated_by", None)

    assert columns | {"valid_from": (Type.DATE, True)} == fields


@pytest.mark.parametrize("kind", filling_tables, ids=lambda kind: kind.name)
def test_only_the_head_office_speaks_of_what_all_stores_share(kind: FileKind) -> None:
    assert kind.sender == "head-office"


@pytest.mark.parametrize("field", sorted(EVENT.excused.bar_codes))
def test_a_column_that_an_event_has_as_a_bar_code_has_its_fields_name(field: str) -> None:
    """By that name its digits are excused in a file, as they are in the event."""
    values = {column.name: f"<{column.name}>" for column in SALES_FILE.columns}

    sale = render_receipt(values, [values])

    assert json.loads(sale)["lines"][0][field] == values[field]
