"""What replicating a database needs: of DMS, and of Secrets Manager for its password."""

from collections.abc import Iterator

from twin.assembly import Resource
from twin.loopback import ACCOUNT, REGION
from twin.permissions.needs.arns import key_context
from twin.permissions.needs.row import Arise, NeedCase, NeedRow
from twin.resolve import Resolved

DMS = "dms.amazonaws.com"
# Who reads a secret is the service of the region.
DMS_OF_REGION = f"dms.{REGION}.amazonaws.com"
SECRETS_MANAGER = "secretsmanager.amazonaws.com"
ENDPOINT, ROLE = "AWS::DMS::Endpoint", "AWS::IAM::Role"
ROTATION, SECRET = "AWS::SecretsManager::RotationSchedule", "AWS::SecretsManager::Secret"

GUIDE = "https://docs.aws.amazon.com/dms/latest/userguide"
KINESIS = f"{GUIDE}/CHAP_Target.Kinesis.html#CHAP_Target.Kinesis.Prerequisites"
SECRETS = f"{GUIDE}/security_iam_secretsmanager.html"
NETWORK = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonDMSVPCManagementRole.html"
LOGS = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonDMSCloudWatchLogsRole.html"
ROTATES = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html"
PLACES = (
    "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html"
)

LOG_GROUP = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group"
# What a replication without servers and one on an instance log to, each under its own name.
GROUPS = (f"{LOG_GROUP}:dms-tasks-*", f"{LOG_GROUP}:dms-serverless-replication-*")
STREAMS = (f"{GROUPS[0]}:log-stream:dms-task-*", f"{GROUPS[1]}:log-stream:dms-serverless-*")
# As the policy that AWS keeps has it.
MADE = (GROUPS[0], f"{GROUPS[1]}:log-stream:")


def _written(_: Resolved, endpoint: Resource) -> Iterator[NeedCase]:
    if kinesis := endpoint.properties.get("KinesisSettings"):
        yield NeedCase(resources=(kinesis["StreamArn"],), role=kinesis["ServiceAccessRoleArn"])


def _read(_: Resolved, endpoint: Resource) -> Iterator[NeedCase]:
    """The credentials of the source."""
    if settings := endpoint.properties.get("PostgreSqlSettings"):
        role = settings["SecretsManagerAccessRoleArn"]
        yield NeedCase(resources=(settings["SecretsManagerSecretId"],), role=role)


def _decrypted(app: Resolved, endpoint: Resource) -> Iterator[NeedCase]:
    """The key of a secret of this app; of another's nothing is known here."""
    for case in _read(app, endpoint):
        for secret in app.resources(SECRET):
            if secret.physical_id in case.resources and "KmsKeyId" in secret.properties:
                key = str(secret.properties["KmsKeyId"])
                yield NeedCase(resources=(key,), role=case.role, context=key_context("secretsmanager"))


def _named(name: str, *resources: str) -> Arise:
    """The role that DMS looks for by this name."""

    def arise(app: Resolved, role: Resource) -> Iterator[NeedCase]:
        if role.properties.get("RoleName") == name:
            yield NeedCase(resources=resources, role=app.arn(role))

    return arise


def _rotated(_: Resolved, rotation: Resource) -> Iterator[NeedCase]:
    """Secrets Manager calls the function itself, in the name of the secret."""
    properties = rotation.properties
    yield NeedCase(resources=(properties["RotationLambdaARN"],), source=properties["SecretId"])


def _row(service: str, type_: str, page: str, arise: Arise, *actions: str) -> NeedRow:
    return NeedRow(service=service, type=type_, page=page, actions=actions, arise=arise)


IN_NETWORK = (
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeInternetGateways",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "ec2:ModifyNetworkInterfaceAttribute",
)
WRITE_STREAM = ("kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords")
VPC_ROLE, LOGS_ROLE = "dms-vpc-role", "dms-cloudwatch-logs-role"

ROWS = (
    _row(
        DMS, ENDPOINT, KINESIS, _written, "kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords"
    ),
    _row(DMS_OF_REGION, ENDPOINT, SECRETS, _read, "secretsmanager:GetSecretValue"),
    _row(DMS_OF_REGION, ENDPOINT, SECRETS, _decrypted, "kms:Decrypt", "kms:DescribeKey"),
    _row(DMS, ROLE, NETWORK, _named(VPC_ROLE, "*"), *IN_NETWORK),
    _row(DMS, ROLE, LOGS, _named(LOGS_ROLE, "*"), "logs:DescribeLogGroups"),
    _row(DMS, ROLE, LOGS, _named(LOGS_ROLE, *GROUPS), "logs:DescribeLogStreams"),
    _row(DMS, ROLE, LOGS, _named(LOGS_ROLE, *MADE), "logs:CreateLogGroup"),
    _row(DMS, ROLE, LOGS, _named(LOGS_ROLE, *STREAMS), "logs:CreateLogStream", "logs:PutLogEvents"),
    _row(SECRETS_MANAGER, ROTATION, ROTATES, _rotated, "lambda:InvokeFunction"),
)
