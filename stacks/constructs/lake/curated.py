"""The curated tables, and who may read and write which."""

from collections.abc import Sequence
from typing import cast

from aws_cdk import Stack
from aws_cdk.aws_glue import CfnDatabase, Database
from aws_cdk.aws_iam import ManagedPolicy, Role
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from lake.lake_spec import LakeSpec
from lake.schema import Table
from stacks.constructs.grant import (
    grant,
    grant_named_objects,
    grant_named_resources,
    grant_objects,
    import_value,
)
from stacks.constructs.lake.iceberg_table import IcebergTable
from stacks.constructs.lake.view import CatalogView
from stacks.constructs.lifetime import removal_policy

ICEBERG = "org.apache.iceberg"
CATALOG = "spark.sql.catalog.lake"
DESCRIBES_A_TABLE = "Iceberg names a table's metadata, which holds no row and no value of a column."
OF_THE_LAKE = "Every table of this environment's lake."
NAMED_BY_ICEBERG = "Iceberg names the files of a table, all under the table's name."


class Curated(Construct):
    """The database of every table and view that a domain declares, and the bucket of the tables."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        name: str,
        declared: LakeSpec,
        bucket: IBucket,
        key: IKey,
        retain: bool,
    ) -> None:
        super().__init__(scope, construct_id)
        self.name = name
        self.bucket = bucket
        self._key = key
        self.database = Database(
            self, "Database", database_name=name, removal_policy=removal_policy(retain=retain)
        )
        self._leave_access_to_iam()
        self.retain = retain
        self.tables = [self.add_table(self, table) for table in declared.tables]
        for view in declared.views:
            CatalogView(self, view=view, database=self.database.database_name, schema=name)

    def add_table(self, scope: Construct, table: Table) -> IcebergTable:
        """Make a table of the database in a stack of one's own."""
        return IcebergTable(
            scope, table=table, database=self.database, bucket=self.bucket, retain=self.retain
        )

    def _leave_access_to_iam(self) -> None:
        """Say of the tables to come what Lake Formation does by default, unless an account turned it off.

        https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html
        """
        everybody = {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}
        cast(CfnDatabase, self.database.node.default_child).add_property_override(
            "DatabaseInput.CreateTableDefaultPermissions", [{"Permissions": ["ALL"], "Principal": everybody}]
        )

    def spark_settings(self, database: str) -> str:
        """Return the settings by which Spark finds the tables by name, as one text, as Glue takes it.

        https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-iceberg.html
        """
        settings = {
            "spark.sql.extensions": f"{ICEBERG}.spark.extensions.IcebergSparkSessionExtensions",
            CATALOG: f"{ICEBERG}.spark.SparkCatalog",
            f"{CATALOG}.catalog-impl": f"{ICEBERG}.aws.glue.GlueCatalog",
            f"{CATALOG}.io-impl": f"{ICEBERG}.aws.s3.S3FileIO",
            f"{CATALOG}.warehouse": self.bucket.s3_url_for_object(),
            f"{CATALOG}.default-namespace": database,
            "spark.sql.defaultCatalog": "lake",
            "spark.sql.session.timeZone": "UTC",
        }
        return " --conf ".join(f"{name}={value}" for name, value in settings.items())

    @property
    def catalog_arns(self) -> list[str]:
        """Return the ARNs on which Glue evaluates a call that may be about any table."""
        return [self._catalog_arn, self.database.database_arn, *(table.arn for table in self.tables)]

    @property
    def _catalog_arn(self) -> str:
        return Stack.of(self).format_arn(service="glue", resource="catalog")

    def grant_read(self, role: Role, *tables: Table) -> None:
        """Let a role read tables: their entries in the catalog, and their files."""
        grant(role, "kms:Decrypt", on=self._key.key_arn)
        # Without it S3 answers 403 for a file that isn't there yet, and Iceberg gives up.
        grant(role, "s3:ListBucket", on=self.bucket.bucket_arn)
        grant_objects(role, "s3:GetObject", bucket=self.bucket, prefix="", because=NAMED_BY_ICEBERG)
        self._grant_in_catalog(role, "glue:GetTable", on=tables)

    def grant_write(self, role: Role, *tables: Table) -> None:
        """Let a role read tables and commit to them; their files it may add, and not remove."""
        self.grant_read(role, *tables)
        grant(role, "kms:GenerateDataKey", on=self._key.key_arn)
        for table in tables:
            grant_objects(
                role, "s3:PutObject", bucket=self.bucket, prefix=f"{table.name}/", because=NAMED_BY_ICEBERG
            )
        self._grant_in_catalog(role, "glue:UpdateTable", on=tables)

    def grant_describe(self, policy: ManagedPolicy) -> None:
        """Let operators see what tables there are and what their metadata says, and none of their rows."""
        grant_named_objects(
            policy, "s3:GetObject", bucket=self.bucket, name="*.metadata.json", because=DESCRIBES_A_TABLE
        )
        for arn in (self._catalog_arn, self.database.database_arn):
            grant(policy, "glue:GetTable", on=arn)
        name = import_value(policy, of=self.database, value=self.database.database_name)
        grant_named_resources(
            policy, "glue:GetTable", service="glue", resource=f"table/{name}/*", because=OF_THE_LAKE
        )

    def grant_find_database(self, role: Role) -> None:
        """Let a role look the database up, as an engine does before it opens a table."""
        self._grant_in_catalog(role, "glue:GetDatabase", on=())

    def _grant_in_catalog(self, role: Role, action: str, *, on: Sequence[Table]) -> None:
        """Glue asks for an action on the catalog, the database and the table.

        https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
        """
        for arn in (self._catalog_arn, self.database.database_arn, *map(self._arn, on)):
            grant(role, action, on=arn)

    def _arn(self, table: Table) -> str:
        """Return the ARN of a table in the database, whichever stack has made it."""
        name = f"{self.database.database_name}/{table.name}"
        return Stack.of(self).format_arn(service="glue", resource="table", resource_name=name)
