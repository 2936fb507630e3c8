"""ARNs of what a template only names, and the resources that such a name is of."""

from collections.abc import Iterator

from twin.assembly import Resource
from twin.loopback import ACCOUNT, REGION
from twin.permissions.needs.row import UnknownNeed
from twin.resolve import Resolved

GLUE = f"arn:aws:glue:{REGION}:{ACCOUNT}"


def log_streams(group: str) -> str:
    """Return the ARN of every stream of a log group."""
    return f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}:log-stream:*"


def object_arn(url: str) -> str:
    """Return the ARN of the object at an s3:// address."""
    return f"arn:aws:s3:::{url.removeprefix('s3://')}"


def bucket_arn(arn: str) -> str:
    """Return the ARN of the bucket that an object lies in."""
    return arn.partition("/")[0]


def catalog_arns(database: str, table: str) -> tuple[str, str, str]:
    """Return what Glue evaluates a call about a table on.

    https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
    """
    return f"{GLUE}:catalog", f"{GLUE}:database/{database}", f"{GLUE}:table/{database}/{table}"


def table_objects(app: Resolved, database: str, table: str) -> str:
    """Return the ARN of every object of a table of the app; raise UnknownNeed."""
    for one in app.resources("AWS::Glue::Table"):
        if one.physical_id == table and one.properties.get("DatabaseName") == database:
            return f"{object_arn(_location(one).rstrip('/'))}/*"
    raise UnknownNeed(f"No template says where table {database}.{table} lies.")


def role_of_function(app: Resolved, function: str) -> str:
    """Return the role of a function by its name or ARN; raise UnknownNeed."""
    name = function.split(":function:")[-1].partition(":")[0]
    for one in app.resources("AWS::Lambda::Function"):
        if one.physical_id == name:
            return str(one.properties["Role"])
    raise UnknownNeed(f"No template has a function {function}.")


def key_context(service: str) -> dict[str, str]:
    """Return the condition keys of a call to KMS that another service makes for its caller.

    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
    """
    return {"kms:ViaService": f"{service}.{REGION}.amazonaws.com", "kms:CallerAccount": ACCOUNT}


def target_service(arn: str) -> str:
    """Return the service of an ARN."""
    return arn.split(":")[2]


def _location(table: Resource) -> str:
    return next(_locations(table), "s3://")


def _locations(table: Resource) -> Iterator[str]:
    properties = table.properties
    iceberg = properties.get("OpenTableFormatInput", {}).get("IcebergInput", {})
    if location := iceberg.get("IcebergTableInput", {}).get("Location"):
        yield str(location)
    if location := properties.get("TableInput", {}).get("StorageDescriptor", {}).get("Location"):
        yield str(location)
