"""What Redshift needs: to read a stream into its view, and the lake's tables for the merge."""

from collections.abc import Callable, Iterable, Iterator

from twin.arns import ARNS
from twin.assembly import Resource
from twin.loopback import ACCOUNT, REGION
from twin.permissions.needs.arns import bucket_arn, catalog_arns, table_objects
from twin.permissions.needs.row import Arise, NeedCase, NeedRow, UnknownNeed
from twin.resolve import Resolved
from twin.warehouse.local import LAKE_TABLES
from warehouse import DeliveryMode

NAMESPACE, FUNCTION = "AWS::RedshiftServerless::Namespace", "AWS::Lambda::Function"
# Either takes the role, as the page on roles for other services shows:
# https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-security-other-services.html
SERVICES = ("redshift.amazonaws.com", "redshift-serverless.amazonaws.com")
GUIDE = "https://docs.aws.amazon.com/redshift/latest/dg"
STREAMING = f"{GUIDE}/materialized-view-streaming-ingestion-getting-started.html"
SPECTRUM = f"{GUIDE}/c-spectrum-iam-policies.html"

Select = Callable[[Resolved, Resource], Iterable[str]]


def _variables(app: Resolved, namespace: Resource) -> dict[str, str]:
    """Return what the function is told that sets a namespace up: only that says which stream it follows."""
    for function in app.resources(FUNCTION):
        variables: dict[str, str] = function.properties.get("Environment", {}).get("Variables", {})
        if variables.get("NAMESPACE") == namespace.physical_id:
            return variables
    raise UnknownNeed(f"No function sets {namespace.path} up.")


def _stream(app: Resolved, namespace: Resource) -> Iterator[str]:
    variables = _variables(app, namespace)
    if variables["DELIVERY"] == DeliveryMode.STREAMING:
        yield ARNS["AWS::Kinesis::Stream"].format(account=ACCOUNT, region=REGION, id=variables["STREAM"])


def _every_stream(app: Resolved, namespace: Resource) -> Iterator[str]:
    yield from ("*" for _ in _stream(app, namespace))


def _database(app: Resolved, namespace: Resource) -> Iterator[str]:
    yield from catalog_arns(_variables(app, namespace)["CATALOG"], "")[:2]


def _tables(app: Resolved, namespace: Resource) -> Iterator[str]:
    database = _variables(app, namespace)["CATALOG"]
    yield from dict.fromkeys(arn for table in LAKE_TABLES for arn in catalog_arns(database, table))


def _objects(app: Resolved, namespace: Resource) -> Iterator[str]:
    database = _variables(app, namespace)["CATALOG"]
    yield from (table_objects(app, database, table) for table in LAKE_TABLES)


def _buckets(app: Resolved, namespace: Resource) -> Iterator[str]:
    yield from dict.fromkeys(bucket_arn(each) for each in _objects(app, namespace))


def _as_each_role(select: Select) -> Arise:
    def arise(app: Resolved, namespace: Resource) -> Iterator[NeedCase]:
        if resources := tuple(select(app, namespace)):
            for role in namespace.properties["IamRoles"]:
                yield NeedCase(resources=resources, role=role)

    return arise


def _rows(page: str, select: Select, *actions: str) -> Iterator[NeedRow]:
    for service in SERVICES:
        arise = _as_each_role(select)
        yield NeedRow(service=service, type=NAMESPACE, page=page, actions=actions, arise=arise)


ROWS = (
    *_rows(
        STREAMING,
        _stream,
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
    ),
    *_rows(STREAMING, _every_stream, "kinesis:ListStreams"),
    *_rows(SPECTRUM, _database, "glue:GetDatabase"),
    *_rows(SPECTRUM, _tables, "glue:GetTable"),
    *_rows(SPECTRUM, _buckets, "s3:ListBucket"),
    *_rows(SPECTRUM, _objects, "s3:GetObject"),
)
