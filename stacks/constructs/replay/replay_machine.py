"""The state machine of a replay, its role and its log."""

from collections.abc import Iterator
from typing import cast

from aws_cdk import Stack
from aws_cdk.aws_iam import Policy, Role, ServicePrincipal
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import IBucket
from aws_cdk.aws_stepfunctions import CfnStateMachine, DefinitionBody, LogLevel, LogOptions, StateMachine
from constructs import Construct

from stacks.config import Config
from stacks.constructs.functions.function import Function
from stacks.constructs.grant import EVERYWHERE, grant, grant_objects
from stacks.constructs.lifetime import lifetime_id
from stacks.constructs.log import Log
from stacks.constructs.nag import acknowledge
from stacks.constructs.replay.replay_steps import CHUNKS, PLANS, steps

# https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
DELIVER_LOGS = (
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
)
VENDED_LOGS = "/aws/vendedlogs/states"
WRITE_LOG = ("logs:CreateLogStream", "logs:PutLogEvents")
ITS_OWN = "A map's children are the machine's own executions, named at run time."
NOT_TRACED = "One function takes every step, and logs it; it isn't traced either."
NAG_SUPPRESSIONS = {
    "AwsSolutions::AwsSolutions-SF1": (
        "The replay's items say what became of each chunk. A log of every step would say it again, for a"
        " year's chunks; what fails is logged."
    ),
    "AwsSolutions::AwsSolutions-SF2": NOT_TRACED,
    "Serverless::Serverless-StepFunctionStateMachineXray": NOT_TRACED,
}


class ReplayMachine(StateMachine):
    """A state machine under the service's own key: its steps pass names of objects, and counts.

    A replay's header stops it: paused or cancelled, every chunk ends within a call.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        function: Function,
        query_results: IBucket,
        key: IKey,
    ) -> None:
        log = _log(scope, construct_id, config)
        role = _role(scope, construct_id, function, query_results, key)
        grant(role, *WRITE_LOG, on=log.log_group_arn)
        super().__init__(
            scope,
            construct_id,
            definition_body=DefinitionBody.from_chainable(steps(scope, function, query_results)),
            logs=LogOptions(destination=log, level=LogLevel.ERROR),
            role=role.without_policy_updates(),
        )
        self.node.add_dependency(role)
        cast(Policy, self.node.find_child("DistributedMapPolicy")).attach_to_role(role)
        acknowledge(self, NAG_SUPPRESSIONS | dict.fromkeys(self._children(), ITS_OWN))

    def _children(self) -> Iterator[str]:
        """The findings on the policy with which a machine's maps follow their children."""
        name = Stack.of(self).get_logical_id(cast(CfnStateMachine, self.node.default_child))
        machine = f'{{"Fn::Select":[6,{{"Fn::Split":[":",{{"Ref":"{name}"}}]}}]}}'
        executions = f"arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:{machine}"
        for ours in (executions, f"{executions}/{CHUNKS}"):
            yield f"AwsSolutions::AwsSolutions-IAM5[Resource::{ours}:*]"


def _log(scope: Construct, construct_id: str, config: Config) -> Log:
    """Below a prefix that needs no room in the account's policy for logs, which is soon full.

    https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
    """
    name = f"{VENDED_LOGS}/sluice-{config.environment}-{lifetime_id()}"
    return Log(scope, f"{construct_id}Log", config=config, name=name)


def _role(scope: Construct, construct_id: str, function: Function, query_results: IBucket, key: IKey) -> Role:
    role = Role(scope, f"{construct_id}Role", assumed_by=ServicePrincipal("states.amazonaws.com"))
    grant(role, "lambda:InvokeFunction", on=function.function_arn)
    grant(role, "kms:Decrypt", on=key.key_arn)
    grant_objects(
        role,
        "s3:GetObject",
        bucket=query_results,
        prefix=PLANS,
        because="The parts of a plan are named by their replay.",
    )
    grant(role, *DELIVER_LOGS, on="*")
    acknowledge(role, {EVERYWHERE: "Log deliveries are no resources: nothing can narrow it."})
    return role
