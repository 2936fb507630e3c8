"""What Glue needs for jobs, and for the optimizers of tables."""

from collections.abc import Callable, Collection, Iterator, Mapping

from twin.assembly import Resource
from twin.permissions.needs.arns import bucket_arn, catalog_arns, log_streams, object_arn, table_objects
from twin.permissions.needs.row import Arise, NeedCase, NeedRow
from twin.resolve import Resolved

GLUE = "glue.amazonaws.com"
JOB, OPTIMIZER = "AWS::Glue::Job", "AWS::Glue::TableOptimizer"
ARGUMENTS = "https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html"
LOGGING = "https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html"
OPTIMIZERS = "https://docs.aws.amazon.com/glue/latest/dg/optimization-prerequisites.html"

OBJECT_ARGUMENTS = ("--additional-python-modules", "--extra-files", "--extra-jars", "--extra-py-files")
KINDS_OF_LOG = ("error", "output")
# Deleting orphans writes nothing, says the page of the optimizers.
WRITING = ("compaction", "retention")
LOGS_BY_WORK: Mapping[str, str] = {
    "compaction": "/aws-glue/iceberg-compaction/logs",
    "orphan_file_deletion": "/aws-glue/iceberg-orphan-file-deletion/logs",
    "retention": "/aws-glue/iceberg-retention/logs",
}


def _code(_: Resolved, job: Resource) -> Iterator[NeedCase]:
    arguments = job.properties.get("DefaultArguments", {})
    listed = ",".join(arguments.get(name, "") for name in OBJECT_ARGUMENTS).split(",")
    addresses = [job.properties["Command"]["ScriptLocation"], *listed]
    objects = tuple(object_arn(each) for each in addresses if each.startswith("s3://"))
    yield NeedCase(resources=objects, role=job.properties["Role"])


def _job_logs(_: Resolved, job: Resource) -> Iterator[NeedCase]:
    prefix = job.properties.get("DefaultArguments", {}).get("--custom-logGroup-prefix", "/aws-glue/jobs")
    groups = tuple(log_streams(f"{prefix}/{kind}") for kind in KINDS_OF_LOG)
    yield NeedCase(resources=groups, role=job.properties["Role"])


def _objects(app: Resolved, optimizer: Resource) -> tuple[str, ...]:
    return (table_objects(app, optimizer.properties["DatabaseName"], optimizer.properties["TableName"]),)


def _bucket(app: Resolved, optimizer: Resource) -> tuple[str, ...]:
    return tuple(bucket_arn(each) for each in _objects(app, optimizer))


def _table(_: Resolved, optimizer: Resource) -> tuple[str, ...]:
    return catalog_arns(optimizer.properties["DatabaseName"], optimizer.properties["TableName"])


def _log(_: Resolved, optimizer: Resource) -> tuple[str, ...]:
    return (log_streams(LOGS_BY_WORK[optimizer.properties["Type"]]),)


Select = Callable[[Resolved, Resource], tuple[str, ...]]


def _optimizing(select: Select, works: Collection[str] = tuple(LOGS_BY_WORK)) -> Arise:
    def arise(app: Resolved, optimizer: Resource) -> Iterator[NeedCase]:
        if optimizer.properties["Type"] in works:
            role = optimizer.properties["TableOptimizerConfiguration"]["RoleArn"]
            yield NeedCase(resources=select(app, optimizer), role=role)

    return arise


def _row(type_: str, page: str, arise: Arise, *actions: str) -> NeedRow:
    return NeedRow(service=GLUE, type=type_, page=page, actions=actions, arise=arise)


ROWS = (
    _row(JOB, ARGUMENTS, _code, "s3:GetObject"),
    _row(JOB, LOGGING, _job_logs, "logs:CreateLogStream", "logs:PutLogEvents"),
    _row(OPTIMIZER, OPTIMIZERS, _optimizing(_bucket), "s3:ListBucket"),
    _row(OPTIMIZER, OPTIMIZERS, _optimizing(_objects), "s3:DeleteObject", "s3:GetObject"),
    _row(OPTIMIZER, OPTIMIZERS, _optimizing(_objects, WRITING), "s3:PutObject"),
    _row(OPTIMIZER, OPTIMIZERS, _optimizing(_table), "glue:GetTable"),
    _row(OPTIMIZER, OPTIMIZERS, _optimizing(_table, WRITING), "glue:UpdateTable"),
    _row(
        OPTIMIZER,
        OPTIMIZERS,
        _optimizing(_log),
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ),
)
