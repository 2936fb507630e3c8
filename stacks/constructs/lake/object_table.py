"""A bucket as Athena finds it in the Glue catalog: a table of its objects' lines."""

from collections.abc import Mapping

from aws_cdk import Stack
from aws_cdk.aws_glue import CfnTable
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from lake.objects import ObjectTable

TEXT_IN = "org.apache.hadoop.mapred.TextInputFormat"
TEXT_OUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"


class CatalogedObjects(CfnTable):
    """A table without data of its own: a query reads the bucket, and needs its permissions too."""

    def __init__(self, scope: Construct, *, table: ObjectTable, database: str, bucket: IBucket) -> None:
        location = bucket.s3_url_for_object(table.prefix)
        columns = [
            CfnTable.ColumnProperty(name=name, type="string", comment=doc)
            for name, doc in table.columns.items()
        ]
        super().__init__(
            scope,
            table.name,
            catalog_id=Stack.of(scope).account,
            database_name=database,
            table_input=CfnTable.TableInputProperty(
                name=table.name,
                description=table.doc,
                parameters=_projected(table, location),
                partition_keys=[CfnTable.ColumnProperty(name=name, type="string") for name in _parts(table)],
                storage_descriptor=CfnTable.StorageDescriptorProperty(
                    columns=columns,
                    input_format=TEXT_IN,
                    location=location,
                    output_format=TEXT_OUT,
                    serde_info=CfnTable.SerdeInfoProperty(serialization_library=table.format),
                ),
                table_type="EXTERNAL_TABLE",
            ),
        )


def _parts(table: ObjectTable) -> list[str]:
    return [table.parted_by] if table.parted_by else []


def _projected(table: ObjectTable, location: str) -> Mapping[str, str]:
    """Folders that nobody has to enter: https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html."""
    if not table.parted_by:
        return {}
    name = table.parted_by
    return {
        "projection.enabled": "true",
        f"projection.{name}.type": "enum",
        f"projection.{name}.values": ",".join(table.parts),
        "storage.location.template": f"{location}${{{name}}}/",
    }
