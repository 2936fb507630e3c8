"""Secrets that a function of ours renews when Secrets Manager says so."""

from aws_cdk import Aws
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_lambda import CfnPermission
from aws_cdk.aws_secretsmanager import CfnRotationSchedule
from constructs import Construct

from stacks.constructs.functions.function import Function
from stacks.constructs.grant import grant

ROTATE = (
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
)
BY_SECRETS_MANAGER = {
    "Serverless::Serverless-LambdaDLQ": (
        "Secrets Manager calls it, waits for its answer and tries again; an alarm tells of each failure."
    ),
    "Serverless::Serverless-LambdaTracing": (
        "Tracing adds its daemon to each start and has no caller to follow: Secrets Manager passes no trace."
    ),
}


def schedule_rotation(scope: Construct, *, secret_arn: str, key: IKey, function: Function, days: int) -> None:
    """Have a function renew a secret every so many days, and not on the day of its deployment."""
    role = function.execution_role
    grant(role, *ROTATE, on=secret_arn)
    grant(role, "kms:Decrypt", "kms:GenerateDataKey", on=key.key_arn)
    invoked = CfnPermission(
        scope,
        "Invoked",
        action="lambda:InvokeFunction",
        function_name=function.function_arn,
        principal="secretsmanager.amazonaws.com",
        source_account=Aws.ACCOUNT_ID,
    )
    schedule = CfnRotationSchedule(
        scope,
        "Rotation",
        rotate_immediately_on_update=False,
        rotation_lambda_arn=function.function_arn,
        rotation_rules=CfnRotationSchedule.RotationRulesProperty(automatically_after_days=days),
        secret_id=secret_arn,
    )
    schedule.node.add_dependency(invoked)
