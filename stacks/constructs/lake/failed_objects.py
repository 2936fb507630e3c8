"""Refused and given-up events as the lake's tables."""

from aws_cdk.aws_glue import Database
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from lake.lake_spec import LakeSpec
from lake.objects import GIVEN_UP_BATCHES
from stacks.constructs.lake.object_table import CatalogedObjects
from stacks.constructs.lake.view import CatalogView


class FailedObjects(Construct):
    """The quarantine and the failure archive as tables, and one view over both."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        declared: LakeSpec,
        database: Database,
        schema: str,
        quarantine: IBucket,
        failures: IBucket,
    ) -> None:
        super().__init__(scope, construct_id)
        name = database.database_name
        CatalogedObjects(self, table=declared.quarantined_objects, database=name, bucket=quarantine)
        CatalogedObjects(self, table=GIVEN_UP_BATCHES, database=name, bucket=failures)
        CatalogView(self, view=declared.failures, database=name, schema=schema)
