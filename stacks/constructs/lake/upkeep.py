"""Glue's own upkeep of a table: small files into large ones, old snapshots and lost files out."""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import Stack
from aws_cdk.aws_glue import CfnTableOptimizer
from aws_cdk.aws_iam import Role, ServicePrincipal
from constructs import Construct

from stacks.constructs.grant import grant_objects, grant_write_glue_log
from stacks.constructs.lake.curated import NAMED_BY_ICEBERG, Curated
from stacks.constructs.lake.iceberg_table import IcebergTable

LOG_GROUPS = (
    "/aws-glue/iceberg-compaction/logs",
    "/aws-glue/iceberg-retention/logs",
    "/aws-glue/iceberg-orphan-file-deletion/logs",
)
RETENTION = CfnTableOptimizer.RetentionConfigurationProperty(
    iceberg_configuration=CfnTableOptimizer.IcebergRetentionConfigurationProperty(
        # A close's tag keeps its snapshot for good: https://iceberg.apache.org/docs/latest/branching/
        snapshot_retention_period_in_days=7,
        clean_expired_files=True,
    )
)
ORPHANS = CfnTableOptimizer.OrphanFileDeletionConfigurationProperty(
    iceberg_configuration=CfnTableOptimizer.IcebergConfigurationProperty(
        # Longer than any job runs: what a running one has written belongs to no snapshot yet.
        orphan_file_retention_period_in_days=7,
    )
)
OPTIMIZERS: Mapping[str, Mapping[str, Any]] = {
    "compaction": {},
    "retention": {"retention_configuration": RETENTION},
    "orphan_file_deletion": {"orphan_file_deletion_configuration": ORPHANS},
}


class Upkeep(Construct):
    """The three optimizers of each table, under the one role that may remove files of tables.

    https://docs.aws.amazon.com/glue/latest/dg/optimization-prerequisites.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        curated: Curated,
        tables: Sequence[IcebergTable],
        enabled: bool,
    ) -> None:
        super().__init__(scope, construct_id)
        role = Role(self, "Role", assumed_by=ServicePrincipal("glue.amazonaws.com"))
        curated.grant_write(role, *(each.table for each in tables))
        for group in LOG_GROUPS:
            grant_write_glue_log(role, group)
        for table in tables:
            grant_objects(
                role,
                "s3:DeleteObject",
                bucket=curated.bucket,
                prefix=f"{table.table.name}/",
                because=NAMED_BY_ICEBERG,
            )
            self._optimize(table, role, enabled)

    def _optimize(self, table: IcebergTable, role: Role, enabled: bool) -> None:
        for work, settings in OPTIMIZERS.items():
            optimizer = CfnTableOptimizer(
                self,
                f"{table.table.name}_{work}",
                catalog_id=Stack.of(self).account,
                database_name=table.database_name,
                table_name=table.ref,
                type=work,
                table_optimizer_configuration=CfnTableOptimizer.TableOptimizerConfigurationProperty(
                    enabled=enabled, role_arn=role.role_arn, **settings
                ),
            )
            optimizer.node.add_dependency(role)
