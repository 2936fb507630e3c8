"""What CloudWatch and S3 need to be let in for: alarms to their topics, access logs to their bucket."""

from collections.abc import Iterator

from twin.assembly import Resource
from twin.permissions.needs.arns import target_service
from twin.permissions.needs.row import NeedCase, NeedRow, UnknownNeed
from twin.resolve import Resolved

ALARM, BUCKET = "AWS::CloudWatch::Alarm", "AWS::S3::Bucket"
ALARMS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html"
ACCESS_LOGS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html"
STATES = ("AlarmActions", "InsufficientDataActions", "OKActions")


def _published(app: Resolved, alarm: Resource) -> Iterator[NeedCase]:
    """To each topic once, whatever state it is told of; raise UnknownNeed for an action of another kind."""
    for target in sorted({str(each) for state in STATES for each in alarm.properties.get(state, ())}):
        if target_service(target) != "sns":
            raise UnknownNeed(f"{alarm.path} has the action {target}, and no row tells what that needs.")
        yield NeedCase(resources=(target,), source=app.arn(alarm))


def _access_log(app: Resolved, bucket: Resource) -> Iterator[NeedCase]:
    if logging := bucket.properties.get("LoggingConfiguration"):
        destination = logging.get("DestinationBucketName", bucket.physical_id)
        objects = f"arn:aws:s3:::{destination}/{logging.get('LogFilePrefix', '')}*"
        yield NeedCase(resources=(objects,), source=app.arn(bucket))


ROWS = (
    NeedRow(
        service="cloudwatch.amazonaws.com",
        type=ALARM,
        page=ALARMS,
        actions=("sns:Publish",),
        arise=_published,
    ),
    NeedRow(
        service="logging.s3.amazonaws.com",
        type=BUCKET,
        page=ACCESS_LOGS,
        actions=("s3:PutObject",),
        arise=_access_log,
    ),
)
