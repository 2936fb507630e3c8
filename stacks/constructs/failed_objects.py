"""What was refused and given up, where people ask the lake."""

from aws_cdk.aws_glue import Database
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from lake.objects import GIVEN_UP_BATCHES, QUARANTINED_OBJECTS
from lake.views import FAILURES
from stacks.constructs.object_table import ObjectTable
from stacks.constructs.view import View


class FailedObjects(Construct):
    """The quarantine and the failure archive as tables, and one view over both."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        database: Database,
        schema: str,
        quarantine: IBucket,
        failures: IBucket,
    ) -> None:
        super().__init__(scope, construct_id)
        name = database.database_name
        ObjectTable(self, table=QUARANTINED_OBJECTS, database=name, bucket=quarantine)
        ObjectTable(self, table=GIVEN_UP_BATCHES, database=name, bucket=failures)
        View(self, view=FAILURES, database=name, schema=schema)
