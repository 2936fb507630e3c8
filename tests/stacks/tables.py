"""What the catalog holds: Iceberg tables, and what is read where it lies."""

from typing import Any

from tests.stacks.synthesized import Environment, Resource


def icebergs(environment: Environment) -> dict[str, Resource]:
    """The tables that hold data, by name."""
    tables = environment.every("AWS::Glue::Table")
    return {one.properties["Name"]: one for one in tables if "OpenTableFormatInput" in one.properties}


def in_catalog(environment: Environment, kind: str) -> dict[str, dict[str, Any]]:
    """What the catalog holds besides Iceberg tables, of a kind, by name."""
    tables = environment.every("AWS::Glue::Table")
    inputs = [table.properties["TableInput"] for table in tables if "TableInput" in table.properties]
    return {each["Name"]: each for each in inputs if each["TableType"] == kind}
