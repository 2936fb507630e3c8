"""The function that sets the warehouse up from its files, after each deployment of its stack."""

from aws_cdk import Aws, Duration
from aws_cdk.aws_events import EventPattern, Rule
from aws_cdk.aws_events_targets import LambdaFunction
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_lambda import Code, ILayerVersion
from aws_cdk.aws_secretsmanager import Secret
from constructs import Construct

from stacks.config import Config
from stacks.constructs.functions.function import Function
from stacks.constructs.grant import EVERYWHERE, grant, grant_key, grant_named_resources
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.nag import acknowledge
from stacks.constructs.warehouse.workgroup import Workgroup

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
LONGEST_RUN = Duration.minutes(15)
DEPLOYED = ["CREATE_COMPLETE", "UPDATE_COMPLETE"]
OWN_STATEMENTS = (
    "A statement's state and rows are for who has run it, and no resources; nor are usage limits."
)
NAMED_BY_REDSHIFT = "Redshift names the owner's secret after the namespace, and adds six characters."
NAG_SUPPRESSIONS = {
    "Serverless::Serverless-LambdaTracing": (
        "Tracing adds its daemon to each start and has no caller to follow. The log says which step failed,"
        " and Redshift keeps every statement with its error."
    ),
}


class Setup(Construct):
    """A function that CloudFormation's event runs once the stack is created or updated; three attempts.

    No custom resource: a schema that Redshift refuses would roll back what has been deployed, data and all.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-eventbridge.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        code: Code,
        layer: ILayerVersion,
        workgroup: Workgroup,
        key: IKey,
        environment: dict[str, str],
        dead_letters: DeadLetters,
    ) -> None:
        super().__init__(scope, construct_id)
        self.name = "warehouse_setup"
        self.namespace = config.namespace
        self.function = Function(
            self,
            "Function",
            config=config,
            code=code,
            layers=[layer],
            service=self.name,
            environment=environment | {"NAMESPACE": workgroup.namespace.ref, "WORKGROUP_ARN": workgroup.arn},
            dead_letters=dead_letters,
            suppressions=NAG_SUPPRESSIONS,
            timeout=LONGEST_RUN,
        )
        self._grant(workgroup, key)
        self._listen(dead_letters)

    def grant_sign_in(self, secret: Secret) -> None:
        """Let it give Firehose's user of the database the password of a secret."""
        self.function.add_environment("DELIVERY_SECRET", secret.secret_arn)
        grant(self.function.execution_role, "secretsmanager:GetSecretValue", on=secret.secret_arn)

    def _grant(self, workgroup: Workgroup, key: IKey) -> None:
        role = self.function.execution_role
        grant_run_statements(self.function, workgroup)
        grant(role, "redshift-serverless:GetNamespace", on=workgroup.namespace.attr_namespace_namespace_arn)
        for action in ("ListUsageLimits", "CreateUsageLimit", "UpdateUsageLimit"):
            grant(role, f"redshift-serverless:{action}", on="*")
        grant_named_resources(
            role,
            "secretsmanager:GetSecretValue",
            service="secretsmanager",
            resource=f"secret:redshift!{workgroup.name}-*",
            because=NAMED_BY_REDSHIFT,
        )
        grant_key(role, "kms:Decrypt", key=key, through=["secretsmanager"])

    def _listen(self, dead_letters: DeadLetters) -> None:
        rule = Rule(
            self,
            "Deployed",
            event_pattern=EventPattern(
                source=["aws.cloudformation"],
                detail_type=["CloudFormation Stack Status Change"],
                detail={"stack-id": [Aws.STACK_ID], "status-details": {"status": DEPLOYED}},
            ),
            targets=[LambdaFunction(self.function, dead_letter_queue=dead_letters)],
        )
        dead_letters.grant_send(rule.rule_arn)


def grant_run_statements(function: Function, workgroup: Workgroup) -> None:
    """Let a function run statements in a workgroup, and see what became of its own."""
    role = function.execution_role
    grant(role, "redshift-data:BatchExecuteStatement", "redshift-data:ExecuteStatement", on=workgroup.arn)
    grant(role, "redshift-data:DescribeStatement", "redshift-data:GetStatementResult", on="*")
    acknowledge(role, {EVERYWHERE: OWN_STATEMENTS})
