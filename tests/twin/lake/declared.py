"""The lake of the synthesized templates, in an emulator under a name of its own."""

from functools import cache
from pathlib import Path

from tests.synthesis import templates
from twin.assembly import Assembly, Resource, Stack
from twin.emulator import Emulator
from twin.lake.catalog import catalog
from twin.lake.tables import create_tables
from twin.loopback import REGION
from twin.resolve import Resolved

ENVIRONMENT = "dev"


@cache
def assembly() -> Assembly:
    """Every stack of an environment."""
    stacks = (Stack(name, template) for name, template in templates(ENVIRONMENT).items())
    return Assembly(Path(), tuple(stacks))


def resolved(name: str) -> Resolved:
    """The app, its buckets and its database all under one name."""
    resources = (resource for stack in assembly().stacks for resource in stack.resources)
    ids = {(one.stack, one.logical_id): _physical_id(one, name) for one in resources}
    stacks = {(stack.name, "AWS::StackId"): f"stack/{stack.name}/{name}-id" for stack in assembly().stacks}
    return Resolved(assembly(), ids | stacks)


def deploy(emulator: Emulator, name: str) -> list[str]:
    """Make what MiniStack's CloudFormation makes of the database and its tables, and then the tables."""
    glue, s3 = catalog(emulator.endpoint).glue, emulator.client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    app = resolved(name)
    glue.create_database(DatabaseInput={"Name": name})
    for table in app.resources("AWS::Glue::Table"):
        glue.create_table(
            DatabaseName=name, TableInput=table.properties.get("TableInput", {"Name": table.physical_id})
        )
    return create_tables(app, emulator.endpoint)


def _physical_id(resource: Resource, name: str) -> str:
    if resource.type == "AWS::Glue::Table":
        properties = resource.properties
        return str(properties.get("Name") or properties["TableInput"]["Name"])
    return name if resource.type in {"AWS::S3::Bucket", "AWS::Glue::Database"} else resource.logical_id
