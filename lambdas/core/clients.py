"""AWS clients as a consumer wants them: few, quick to give up, made once a process."""

from typing import TYPE_CHECKING, cast

from botocore.config import Config
from botocore.session import get_session

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient
    from types_boto3_dms import DatabaseMigrationServiceClient
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_events import EventBridgeClient
    from types_boto3_kinesis import KinesisClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_redshift_data import RedshiftDataAPIServiceClient
    from types_boto3_redshift_serverless import RedshiftServerlessClient
    from types_boto3_s3 import S3Client
    from types_boto3_secretsmanager import SecretsManagerClient

_CONFIG = Config(
    # Two tries of three seconds fit into the margin that a handler keeps before its timeout.
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 2},
    # A third of a batch's CPU went into checking at run time what the type checker has checked.
    parameter_validation=False,
)

# Of calls that nobody's record waits for.
_PATIENT = _CONFIG.merge(Config(connect_timeout=5, read_timeout=30))
# A consumer runs for a minute at most. Who invokes it tries again himself: a second try of the client's would
# run beside the first.
_WAITING = _CONFIG.merge(Config(read_timeout=65, retries={"total_max_attempts": 1}))

# botocore without boto3: the resource layer costs a cold start 40 ms and is not used.
_session = get_session()


def cloudwatch() -> "CloudWatchClient":
    """Make a CloudWatch client for the function's own region and endpoint."""
    return cast("CloudWatchClient", _session.create_client("cloudwatch", config=_CONFIG))


def dms() -> "DatabaseMigrationServiceClient":
    """Make a DMS client for the function's own region and endpoint."""
    return cast("DatabaseMigrationServiceClient", _session.create_client("dms", config=_PATIENT))


def dynamodb() -> "DynamoDBClient":
    """Make a DynamoDB client for the function's own region and endpoint."""
    return cast("DynamoDBClient", _session.create_client("dynamodb", config=_CONFIG))


def events() -> "EventBridgeClient":
    """Make an EventBridge client for the function's own region and endpoint."""
    return cast("EventBridgeClient", _session.create_client("events", config=_CONFIG))


def functions() -> "LambdaClient":
    """Make a Lambda client for the function's own region and endpoint, which waits for what it invokes."""
    return cast("LambdaClient", _session.create_client("lambda", config=_WAITING))


def kinesis() -> "KinesisClient":
    """Make a Kinesis client for the function's own region and endpoint."""
    return cast("KinesisClient", _session.create_client("kinesis", config=_CONFIG))


def redshift_data() -> "RedshiftDataAPIServiceClient":
    """Make a client of Redshift's Data API for the function's own region and endpoint."""
    return cast("RedshiftDataAPIServiceClient", _session.create_client("redshift-data", config=_CONFIG))


def redshift_serverless() -> "RedshiftServerlessClient":
    """Make a client of Redshift Serverless for the function's own region and endpoint."""
    return cast("RedshiftServerlessClient", _session.create_client("redshift-serverless", config=_CONFIG))


def s3() -> "S3Client":
    """Make an S3 client for the function's own region and endpoint."""
    return cast("S3Client", _session.create_client("s3", config=_CONFIG))


def secrets() -> "SecretsManagerClient":
    """Make a Secrets Manager client for what a batch waits for."""
    return cast("SecretsManagerClient", _session.create_client("secretsmanager", config=_CONFIG))


def secrets_manager() -> "SecretsManagerClient":
    """Make a Secrets Manager client for the function's own region and endpoint."""
    return cast("SecretsManagerClient", _session.create_client("secretsmanager", config=_PATIENT))
