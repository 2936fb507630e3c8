"""Invokes a deployed function with a batch, and breaks on purpose where a fault says so."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.semantics.batches import Batch, Outcome, judge
from twin.semantics.records import event_of

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

    from twin.plane.faults import Faults
    from twin.semantics.failures import MappingIdentity
    from twin.semantics.mapping_settings import MappingSettings
    from twin.semantics.records import Record


class NotReached(Exception):
    """Lambda refused the invocation before the function saw it."""


@dataclass(frozen=True, slots=True)
class Function:
    """The function of one mapping."""

    client: LambdaClient
    settings: MappingSettings
    identity: MappingIdentity
    faults: Faults

    def process(self, batch: Batch) -> Outcome:
        """Invoke with the batch, or with as much of it as a fault lets through; raises NotReached."""
        dies_after = self.faults.dies_after(self.identity.function_name, batch)
        if dies_after is None:
            return self._invoke(batch)
        if dies_after:
            self._invoke(Batch(batch.records[:dies_after]))
        return Outcome.failed()

    def _invoke(self, batch: Batch) -> Outcome:
        refusals = self.client.exceptions
        try:
            answer = self.client.invoke(
                FunctionName=self.identity.function_arn, Payload=self._payload(batch.records)
            )
        except (refusals.TooManyRequestsException, refusals.ServiceException) as refusal:
            raise NotReached(str(refusal)) from refusal
        payload = answer["Payload"].read()
        if answer.get("FunctionError"):
            return Outcome.failed()
        return judge(self.settings, batch, json.loads(payload) if payload else None)

    def _payload(self, records: tuple[Record, ...]) -> bytes:
        event = event_of(records, self.identity.source_arn, self.identity.role_arn)
        return json.dumps(event).encode()
