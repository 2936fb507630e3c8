"""The jobs' compute: Fargate Spot, and on demand where there is no Spot."""

from aws_cdk import Duration
from aws_cdk.aws_batch import (
    FargateComputeEnvironment,
    JobQueue,
    JobStateTimeLimitAction,
    JobStateTimeLimitActionsAction,
    JobStateTimeLimitActionsReason,
    JobStateTimeLimitActionsState,
    OrderedComputeEnvironment,
)
from aws_cdk.aws_ec2 import IVpc, Peer, Port, SecurityGroup, SubnetSelection
from constructs import Construct

# The most that a queue waits, and the next night asks again: without it a job waits for ever.
# https://docs.aws.amazon.com/batch/latest/userguide/job_stuck_in_runnable_time_limit_actions.html
LONGEST_WAIT = Duration.hours(2)
NEVER_FITS = Duration.minutes(10)
WAITS = {
    JobStateTimeLimitActionsReason.INSUFFICIENT_INSTANCE_CAPACITY: LONGEST_WAIT,
    JobStateTimeLimitActionsReason.COMPUTE_ENVIRONMENT_MAX_RESOURCE: NEVER_FITS,
    JobStateTimeLimitActionsReason.JOB_RESOURCE_REQUIREMENT: NEVER_FITS,
}


class FargateCompute(Construct):
    """A queue that asks Spot first: https://docs.aws.amazon.com/batch/latest/userguide/fargate.html."""

    def __init__(self, scope: Construct, construct_id: str, *, vpc: IVpc, most_vcpus: int) -> None:
        super().__init__(scope, construct_id)
        self.security_group = self._security_group(vpc)
        spot, on_demand = (
            FargateComputeEnvironment(
                self,
                name,
                vpc=vpc,
                vpc_subnets=SubnetSelection(subnets=vpc.isolated_subnets),
                security_groups=[self.security_group],
                maxv_cpus=most_vcpus,
                spot=name == "Spot",
            )
            for name in ("Spot", "OnDemand")
        )
        self.queue = JobQueue(
            self,
            "Queue",
            compute_environments=[
                OrderedComputeEnvironment(compute_environment=environment, order=order)
                for order, environment in enumerate((spot, on_demand), start=1)
            ],
            job_state_time_limit_actions=[
                JobStateTimeLimitAction(
                    action=JobStateTimeLimitActionsAction.CANCEL,
                    max_time=longest,
                    reason=reason,
                    state=JobStateTimeLimitActionsState.RUNNABLE,
                )
                for reason, longest in WAITS.items()
            ],
        )

    def _security_group(self, vpc: IVpc) -> SecurityGroup:
        """Out to the endpoints of the network, and to nothing else: it has no other way out."""
        group = SecurityGroup(
            self, "Group", vpc=vpc, allow_all_outbound=False, description="Backfill jobs: HTTPS out"
        )
        group.add_egress_rule(Peer.any_ipv4(), Port.tcp(443), "To the endpoints of AWS")
        return group
