"""The role with which Redshift reads the stream and the lake."""

from aws_cdk.aws_iam import CompositePrincipal, Role, ServicePrincipal
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kms import IKey
from constructs import Construct

from lake.schema import Table
from stacks.constructs.grant import EVERYWHERE, grant
from stacks.constructs.lake.curated import Curated
from stacks.constructs.nag import acknowledge

# https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion-getting-started.html
READ_SOURCE = (
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
)
LISTED = "The names of an account's streams are listed all or none."


class WarehouseRole(Role):
    """A role that reads one stream and some of the lake's tables; it writes nothing outside the warehouse.

    Both services take it: https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-security-other-services.html
    """

    def __init__(self, scope: Construct, construct_id: str, *, key: IKey) -> None:
        redshift = (ServicePrincipal(f"{name}.amazonaws.com") for name in ("redshift", "redshift-serverless"))
        super().__init__(scope, construct_id, assumed_by=CompositePrincipal(*redshift))
        grant(self, "kms:Decrypt", on=key.key_arn)

    def grant_read_stream(self, stream: IStream) -> None:
        """Let it read a stream from its oldest record on."""
        grant(self, *READ_SOURCE, on=stream.stream_arn)
        grant(self, "kinesis:ListStreams", on="*")
        acknowledge(self, {EVERYWHERE: LISTED})

    def grant_read_lake(self, curated: Curated, *tables: Table) -> None:
        """Let it read tables of the lake where they lie."""
        curated.grant_find_database(self)
        curated.grant_read(self, *tables)
