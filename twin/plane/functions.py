"""Invokes a deployed function with a batch, and breaks on purpose where a fault says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.plane.invocation import FunctionRaised, answer
from twin.semantics.batches import InvocationBatch, InvocationOutcome, judge
from twin.semantics.records import event_of

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

    from twin.plane.faults import Faults
    from twin.semantics.failures import MappingIdentity
    from twin.semantics.mapping_settings import MappingSettings


@dataclass(frozen=True, slots=True)
class DeployedFunction:
    """The function of one mapping."""

    client: LambdaClient
    settings: MappingSettings
    identity: MappingIdentity
    faults: Faults

    def process(self, batch: InvocationBatch) -> InvocationOutcome:
        """Invoke with the batch, or with as much of it as a fault lets through; raises NotReached."""
        dies_after = self.faults.dies_after(self.identity.function_name, batch)
        if dies_after is None:
            return self._invoke(batch)
        if dies_after:
            self._invoke(InvocationBatch(batch.records[:dies_after]))
        return InvocationOutcome.failed()

    def _invoke(self, batch: InvocationBatch) -> InvocationOutcome:
        event = event_of(batch.records, self.identity.source_arn, self.identity.role_arn)
        try:
            return judge(self.settings, batch, answer(self.client, self.identity.function_arn, event))
        except FunctionRaised:
            return InvocationOutcome.failed()
