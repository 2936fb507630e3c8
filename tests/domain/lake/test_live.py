"""A live Iceberg table takes a release's changes, and its old rows are read under the new schema."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from moto import mock_aws
from pyiceberg.catalog.glue import GlueCatalog
from pyiceberg.exceptions import ValidationError
from pyiceberg.schema import Schema
from pyiceberg.table import Table as Live
from pyiceberg.types import IcebergType, IntegerType, LongType, NestedField, StringType

from lake.evolution import changes
from lake.schema import Table, Type
from tests.lake.schemas import added, new_field, table, widen

ICEBERG: dict[Type, IcebergType] = {Type.INT: IntegerType(), Type.LONG: LongType(), Type.STRING: StringType()}
OLD = table("sales", Type.STRING, Type.INT)
NEW = added(added(widen(OLD, 1), new_field(OLD, "cashier")), new_field(OLD, "lane", after=2))


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    """A table of the old release with a row, in a Glue catalog."""
    with mock_aws():
        catalog = GlueCatalog("glue", **{"warehouse": tmp_path.as_uri(), "glue.region": "eu-west-1"})
        catalog.create_namespace("lake", {"location": tmp_path.as_uri()})
        made = catalog.create_table("lake.sales", schema(OLD))
        made.append(pa.table({"c1": ["1/2017-12-24/1/1"], "c2": [7]}, made.schema().as_arrow()))
        yield made


def schema(declared: Table) -> Schema:
    """The schema as Iceberg has it."""
    return Schema(
        *(
            NestedField(field.id, field.name, ICEBERG[field.type], required=field.required)
            for field in declared.fields
        )
    )


def apply(live: Live, old: Table, new: Table) -> None:
    """Make each change on the table, as an engine does that is told names and types only."""
    for change in changes([old], [new]):
        with live.update_schema() as update:
            if change.adds:
                update.add_column(change.field.name, ICEBERG[change.field.type])
            else:
                update.update_column(change.field.name, ICEBERG[change.field.type])


def test_old_rows_are_read_under_the_new_schema(live: Live) -> None:
    apply(live, OLD, NEW)

    [row] = live.scan().to_arrow().to_pylist()

    assert row == {"c1": "1/2017-12-24/1/1", "c2": 7, "cashier": None, "lane": None}


def test_a_live_table_has_the_ids_that_are_declared(live: Live) -> None:
    apply(live, OLD, NEW)

    assert live.schema().fields == schema(NEW).fields


def test_new_rows_stand_beside_old_ones(live: Live) -> None:
    apply(live, OLD, NEW)

    row = {"c1": "1/2017-12-24/1/2", "c2": 3_000_000_000, "cashier": "K", "lane": "4"}
    live.append(pa.Table.from_pylist([row], live.schema().as_arrow()))

    assert live.scan(row_filter="c2 > 2147483647").to_arrow().to_pylist() == [row]
    assert live.scan().to_arrow().num_rows == 2


def test_iceberg_itself_refuses_the_type_that_the_rule_refuses(live: Live) -> None:
    with pytest.raises(ValidationError), live.update_schema() as update:
        update.update_column("c2", StringType())
