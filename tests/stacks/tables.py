"""What the catalog holds: Iceberg tables, and what is read where it lies."""

from pathlib import Path
from typing import Any

from tests.stacks.synthesized import Environment, Resource
from twin.assembly import Assembly, Stack
from twin.resolve import Resolved

DATABASE = "AWS::Glue::Database"
LIFETIME_ID = "0a1b2c3d"


def icebergs(environment: Environment) -> dict[str, Resource]:
    """The tables that hold data, by name."""
    tables = environment.every("AWS::Glue::Table")
    return {one.properties["Name"]: one for one in tables if "OpenTableFormatInput" in one.properties}


def in_catalog(environment: Environment, kind: str) -> dict[str, dict[str, Any]]:
    """What the catalog holds besides Iceberg tables, of a kind, by name."""
    tables = environment.every("AWS::Glue::Table")
    inputs = [table.properties["TableInput"] for table in tables if "TableInput" in table.properties]
    return {each["Name"]: each for each in inputs if each["TableType"] == kind}


def deployed(environment: Environment, value: object) -> object:
    """A value of the lake's template, once CloudFormation has given the stack its id."""
    stacks = tuple(Stack(name, template) for name, template in environment.templates.items())
    ids = {(one.stack, one.logical_id): one.logical_id for one in environment}
    own = {(one.name, "AWS::StackId"): f"stack/{one.name}/{LIFETIME_ID}-77aa" for one in stacks}
    return Resolved(Assembly(Path(), stacks), ids | own).value(environment.the(DATABASE).stack, value)


def database_of(environment: Environment) -> str:
    """The name of the lake's database, once it is deployed."""
    return str(deployed(environment, environment.the(DATABASE).properties["DatabaseInput"]["Name"]))
