"""The stack of a capability, and what the stacks about all capabilities ask of it."""

from collections.abc import Iterable, Mapping, Sequence

from aws_cdk import Stack
from aws_cdk.aws_iam import ManagedPolicy
from aws_cdk.aws_sqs import IQueue

from stacks.alarms.alarm_spec import AlarmSpec
from stacks.constructs.stream.consumer import Consumer
from stacks.graphs import MetricGraph


class CapabilityStack(Stack):
    """The resources of one capability, what is watched of them, and what operators may do with them."""

    def alarms(self) -> Iterable[AlarmSpec]:
        """Return the alarms of this stack; names are unique in the environment."""
        return ()

    def stream_consumers(self) -> Iterable[Consumer]:
        """Return what reads the stream of events, and can have a replay to itself."""
        return ()

    def letters(self) -> Iterable[IQueue]:
        """Return the queues that a policy of their own lets operators read: the look policy has no room."""
        return ()

    def graphs(self) -> Mapping[str, Sequence[MetricGraph]]:
        """Return the columns of a row of the dashboard, by title; none: no row.

        Who names a column that is there already adds to it.
        """
        return {}

    def grant_look(self, policy: ManagedPolicy) -> None:
        """Let operators see how the capability stands."""

    def grant_mend(self, policy: ManagedPolicy) -> None:
        """Let operators change what they must to mend it."""

    def grant_break_glass(self, policy: ManagedPolicy) -> None:
        """Let the break-glass role change what follows from a record that it takes out of raw."""
