"""A view as Athena keeps it in the Glue catalog: the query in Trino's form, the columns in Hive's types."""

import json

from lake.schema import Type
from lake.views import View

CATALOG = "awsdatacatalog"
# What tells Athena that a VIRTUAL_VIEW is one of its own.
PARAMETERS = {"presto_view": "true", "comment": "Presto View"}
# https://docs.aws.amazon.com/athena/latest/ug/data-types.html: what tables and queries call the types.
HIVE = {Type.LONG: "bigint"}
TRINO = {Type.INT: "integer", Type.LONG: "bigint", Type.STRING: "varchar"}


def hive_columns(view: View) -> dict[str, str]:
    """Return the columns of the catalog's table, and their types."""
    return {each.name: HIVE.get(each.type, each.type) for each in view.columns}


def definition(view: View, schema: str, catalog: str = CATALOG) -> str:
    """Return what the catalog holds in base 64; `schema` is the database.

    AWS doesn't document it. It is Trino's ConnectorViewDefinition, as
    https://github.com/iconara/terraform-aws-athena-view has it.
    """
    columns = [{"name": each.name, "type": TRINO.get(each.type, each.type)} for each in view.columns]
    return json.dumps({"originalSql": view.sql, "catalog": catalog, "schema": schema, "columns": columns})
