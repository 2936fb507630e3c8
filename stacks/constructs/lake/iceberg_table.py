"""A table of the lake as CloudFormation makes it: an Iceberg table in the Glue catalog."""

from typing import Any

from aws_cdk import Stack
from aws_cdk.aws_glue import CfnTable, IDatabase
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from lake.schema import Partition, Table, TableField
from stacks.constructs.lifetime import lifetime_id, removal_policy

# Iceberg counts a table's partition fields from here: https://iceberg.apache.org/spec/#partition-evolution
FIRST_PARTITION_ID = 1_000
FORMAT_VERSION = "2"
# Two writers at once: the second one is validated against the first and fails (docs/decisions/0002).
PROPERTIES = {
    "format-version": FORMAT_VERSION,
    "write.delete.mode": "merge-on-read",
    "write.update.mode": "merge-on-read",
    "write.merge.mode": "merge-on-read",
    "write.delete.isolation-level": "serializable",
    "write.update.isolation-level": "serializable",
    "write.merge.isolation-level": "serializable",
}


class IcebergTable(CfnTable):
    """A table that is created with the declared ids, and grown by deploying.

    It has no `TableInput`: beside one, AWS refuses to create the table or breaks it with the first update
    (docs/decisions/0003-tables-by-cloudformation.md).
    """

    def __init__(
        self, scope: Construct, *, table: Table, database: IDatabase, bucket: IBucket, retain: bool
    ) -> None:
        super().__init__(
            scope,
            table.name,
            catalog_id=Stack.of(scope).account,
            database_name=database.database_name,
            name=table.name,
            open_table_format_input=CfnTable.OpenTableFormatInputProperty(
                iceberg_input=CfnTable.IcebergInputProperty(
                    metadata_operation="CREATE",
                    version=FORMAT_VERSION,
                    iceberg_table_input=_input(table, bucket),
                )
            ),
        )
        self.table = table
        self.apply_removal_policy(removal_policy(retain=retain))

    @property
    def arn(self) -> str:
        """Return the ARN of the table in the catalog."""
        return Stack.of(self).format_arn(
            service="glue", resource="table", resource_name=f"{self.database_name}/{self.table.name}"
        )


def _input(table: Table, bucket: IBucket) -> CfnTable.IcebergTableInputProperty:
    return CfnTable.IcebergTableInputProperty(
        # A table of an earlier stack keeps its folder: whose orphans are removed must have its own.
        # https://docs.aws.amazon.com/glue/latest/dg/orphan-file-deletion.html
        location=bucket.s3_url_for_object(f"{table.name}/{lifetime_id()}"),
        schema=CfnTable.IcebergSchemaProperty(
            type="struct",
            fields=[_field(field) for field in table.fields],
            # No identifier fields: with them no MERGE of Spark's can read a table that is merged on read
            # (https://github.com/apache/iceberg/issues/11709). Keys are held by the jobs.
        ),
        partition_spec=_partitions(table) if table.partitions else None,
        properties=PROPERTIES | {"comment": table.doc},
    )


def _field(field: TableField) -> CfnTable.IcebergStructFieldProperty:
    return CfnTable.IcebergStructFieldProperty(
        id=field.id, name=field.name, type=field.type, required=field.required, doc=field.doc
    )


def _partitions(table: Table) -> CfnTable.IcebergPartitionSpecProperty:
    fields = [_partition(table, *numbered) for numbered in enumerate(table.partitions, FIRST_PARTITION_ID)]
    return CfnTable.IcebergPartitionSpecProperty(fields=fields)


def _partition(table: Table, number: int, partition: Partition) -> Any:  # noqa: ANN401 (a property of jsii's)
    return CfnTable.IcebergPartitionFieldProperty(
        field_id=number,
        name=partition.name,
        source_id=table[partition.field].id,
        transform=partition.transform,
    )
