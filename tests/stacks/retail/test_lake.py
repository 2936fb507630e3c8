"""The lake's tables are what `lake` declares, and keep every sale once whoever writes them."""

import json
import re
from typing import Any

import pytest

from domain.lake import LAKE
from domain.lake.tables import TABLES
from lake.quality import dqdl
from lake.schema import Table
from tests.stacks.synthesized import Environment
from tests.stacks.tables import LIFETIME_ID, database_of, deployed, icebergs

pytestmark = pytest.mark.needs("Lake")

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


@pytest.fixture
def environment(environment: Environment) -> Environment:
    """What every environment has: a capability keeps its promises in tests of its own."""
    return environment.base


def declared(environment: Environment, table: Table) -> dict[str, Any]:
    """What CloudFormation is told of a table."""
    (resource,) = [one for name, one in icebergs(environment).items() if name == table.name]
    iceberg: dict[str, Any] = resource.properties["OpenTableFormatInput"]["IcebergInput"]
    return iceberg


def test_there_are_the_tables_that_are_declared_and_no_other(environment: Environment) -> None:
    assert icebergs(environment).keys() == {table.name for table in TABLES}


def test_they_lie_in_one_database_whose_name_athena_takes(environment: Environment) -> None:
    """https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html."""
    database = environment.the("AWS::Glue::Database")

    assert re.fullmatch(r"[a-z0-9_]{1,255}", database_of(environment))
    assert database_of(environment).startswith(f"sluice_{environment.config.environment}_lake_")
    for table in environment.every("AWS::Glue::Table"):
        assert table.properties["DatabaseName"] == {"Ref": database.logical_id}


def test_only_iam_decides_on_a_new_table(environment: Environment) -> None:
    """Lake Formation's default, said: https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html."""
    database = environment.the("AWS::Glue::Database").properties["DatabaseInput"]

    assert database["CreateTableDefaultPermissions"] == [
        {"Permissions": ["ALL"], "Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}}
    ]


@every_table
def test_each_is_made_by_iceberg_with_exactly_the_declared_columns(
    environment: Environment, table: Table
) -> None:
    iceberg = declared(environment, table)

    assert (iceberg["MetadataOperation"], iceberg["Version"]) == ("CREATE", "2")
    assert iceberg["IcebergTableInput"]["Schema"] == {
        "Type": "struct",
        "Fields": [
            {
                "Id": field.id,
                "Name": field.name,
                "Type": str(field.type),
                "Required": field.required,
                "Doc": field.doc,
            }
            for field in table.fields
        ],
    }


@every_table
def test_each_is_parted_as_declared(environment: Environment, table: Table) -> None:
    parted = declared(environment, table)["IcebergTableInput"].get("PartitionSpec", {"Fields": []})

    assert [
        (each["Name"], each["SourceId"], each["Transform"], each["FieldId"]) for each in parted["Fields"]
    ] == [
        (each.name, table[each.field].id, str(each.transform), number)
        for number, each in enumerate(table.partitions, 1_000)
    ]


@every_table
def test_of_two_writers_at_once_the_second_is_validated_against_the_first(
    environment: Environment, table: Table
) -> None:
    """FAULTS 36."""
    properties = declared(environment, table)["IcebergTableInput"]["Properties"]

    for operation in ("delete", "update", "merge"):
        assert properties[f"write.{operation}.mode"] == "merge-on-read"
        assert properties[f"write.{operation}.isolation-level"] == "serializable"
    assert properties["format-version"] == "2"


def test_no_update_of_a_stack_can_take_iceberg_out_of_a_table(environment: Environment) -> None:
    """Beside a `TableInput` the first update would (docs/decisions/0003)."""
    for name, table in icebergs(environment).items():
        assert "TableInput" not in table.properties, name


@every_table
def test_each_lies_under_its_own_name_in_a_folder_of_its_stack(
    environment: Environment, table: Table
) -> None:
    """Whose orphans Glue removes shares its folder with no table that an earlier stack has left."""
    location = declared(environment, table)["IcebergTableInput"]["Location"]

    assert "Curated" in json.dumps(location)
    assert str(deployed(environment, location)).endswith(f"/{table.name}/{LIFETIME_ID}")


@every_table
def test_every_table_has_its_rules(environment: Environment, table: Table) -> None:
    tables = icebergs(environment)
    (rules,) = [
        each.properties
        for each in environment.every("AWS::Glue::DataQualityRuleset")
        if each.properties["TargetTable"]["TableName"] == {"Ref": tables[table.name].logical_id}
    ]

    assert deployed(environment, rules["Ruleset"]) == dqdl(table, database_of(environment), LAKE.rules)
