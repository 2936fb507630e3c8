"""A view as Athena finds it in the Glue catalog."""

from aws_cdk import Fn, Stack
from aws_cdk.aws_glue import CfnTable
from constructs import Construct

from lake.views import View
from lake.views.athena import definition, hive_columns

EXPANDED = "/* Presto View */"


class CatalogView(CfnTable):
    """A view without data: the query, under a name. `schema` is the database's name."""

    def __init__(self, scope: Construct, *, view: View, database: str, schema: str) -> None:
        columns = [
            CfnTable.ColumnProperty(name=name, type=type_) for name, type_ in hive_columns(view).items()
        ]
        super().__init__(
            scope,
            view.name,
            catalog_id=Stack.of(scope).account,
            database_name=database,
            table_input=CfnTable.TableInputProperty(
                name=view.name,
                description=view.doc,
                parameters={"presto_view": "true", "comment": EXPANDED},
                storage_descriptor=CfnTable.StorageDescriptorProperty(columns=columns),
                table_type="VIRTUAL_VIEW",
                view_expanded_text=EXPANDED,
                view_original_text=f"/* Presto View: {Fn.base64(definition(view, schema))} */",
            ),
        )
