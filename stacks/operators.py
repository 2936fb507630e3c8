"""Who operates: two policies of the account's own, for whoever looks and for whoever mends."""

from collections.abc import Sequence

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from stacks.capability import CapabilityStack, Foundation
from stacks.constructs.operators.letters import LettersPolicy
from stacks.constructs.operators.look import LookPolicy
from stacks.constructs.operators.mend import MendPolicy
from stacks.constructs.operators.operated import Operated


class OperatorsStack(Stack):
    """Whoever looks attaches the one, whoever mends attaches both: nobody needs an administrator's rights."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        base: Foundation,
        capabilities: Sequence[CapabilityStack],
    ) -> None:
        super().__init__(scope, construct_id)
        operated = _operated(base)
        look = LookPolicy(self, "Look", of=operated)
        mend = MendPolicy(self, "Mend", of=operated)
        CfnOutput(self, "LookPolicyArn", value=look.managed_policy_arn)
        CfnOutput(self, "MendPolicyArn", value=mend.managed_policy_arn)
        if letters := [queue for each in capabilities for queue in each.letters()]:
            beside = LettersPolicy(self, "Letters", environment=operated.environment, queues=letters)
            CfnOutput(self, "LettersPolicyArn", value=beside.managed_policy_arn)


def _operated(base: Foundation) -> Operated:
    """Return the base's resources, by what the commands do with them."""
    storage, events, consumers, replay = base.storage, base.events, base.consumers, base.replay
    returnable = [events.dead_letters, events.reorder.queue.dead_letters, events.cases.dead_letters]
    return Operated(
        environment=base.config.environment,
        key=storage.key,
        raw=storage.raw,
        quarantine=storage.quarantine,
        failures=storage.failures,
        stream=base.stream.stream,
        delivery=base.stream.archive.delivery,
        ledgers=[each.table for each in consumers.ledgers],
        shelves=consumers.shelves.table,
        positions=consumers.positions,
        manifest=replay.manifest.table,
        replays=replay.replays.table,
        recoveries=replay.recoveries,
        follower=consumers.shelves.function,
        machine=replay.replays.machine,
        bus=events.bus,
        archive=events.bus.archived,
        subscriptions=events.subscriptions,
        queues=[events.reorder.queue, events.cases],
        returnable=returnable,
        dead_letters=[*returnable, replay.manifest.dead_letters, base.lake.dead_letters],
        curated=base.lake.curated,
        jobs=list(base.lake.jobs.values()),
    )
