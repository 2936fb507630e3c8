"""The operators: managed policies for looking, for mending, and for taking records out."""

from aws_cdk import CfnOutput, Stack
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.capability import Foundation
from stacks.constructs.operators.break_glass import BreakGlassPolicy
from stacks.constructs.operators.hold import HoldPolicy
from stacks.constructs.operators.letters import LettersPolicy
from stacks.constructs.operators.look import LookPolicy, Operated
from stacks.constructs.operators.mend import MendPolicy


class OperatorsStack(Stack):
    """The policies of operators, so that none of them needs an administrator's rights."""

    def __init__(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> None:
        super().__init__(scope, construct_id)
        operated = _operated(foundation)
        look = LookPolicy(self, "Look", of=operated)
        mend = MendPolicy(self, "Mend", of=operated)
        role = foundation.storage.break_glass
        look.attach_to_role(role)
        break_glass = BreakGlassPolicy(self, "BreakGlass", of=operated, role=role)
        for capability in foundation.built:
            capability.grant_look(look)
            capability.grant_mend(mend)
            capability.grant_break_glass(break_glass)
        CfnOutput(self, "LookPolicyArn", value=look.managed_policy_arn)
        CfnOutput(self, "MendPolicyArn", value=mend.managed_policy_arn)
        if held := _held(foundation):
            hold = HoldPolicy(self, "Hold", environment=operated.environment, buckets=held)
            CfnOutput(self, "HoldPolicyArn", value=hold.managed_policy_arn)
        if letters := [queue for each in foundation.built for queue in each.letters()]:
            beside = LettersPolicy(self, "Letters", environment=operated.environment, queues=letters)
            CfnOutput(self, "LettersPolicyArn", value=beside.managed_policy_arn)


def _held(base: Foundation) -> list[IBucket]:
    """Return the buckets whose versions may be held."""
    kept, storage = base.config.retention, base.storage
    buckets = (
        (kept.raw, storage.raw),
        (kept.quarantine, storage.quarantine),
        (kept.failures, storage.failures),
    )
    return [bucket for settings, bucket in buckets if settings.legal_hold]


def _operated(base: Foundation) -> Operated:
    """Return the base's resources; each capability grants its own."""
    return Operated(
        environment=base.config.environment,
        key=base.storage.key,
        raw=base.storage.raw,
        quarantine=base.storage.quarantine,
        failures=base.storage.failures,
        stream=base.stream.stream,
        delivery=base.stream.archive.delivery,
        positions=base.stream.positions,
        recoveries=base.storage.recoveries,
    )
