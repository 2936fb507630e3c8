"""Each alert posted once: Powertools' idempotency around the one call that has an effect outside.

https://docs.aws.amazon.com/powertools/python/latest/utilities/idempotency/

A ledger's row is marker and effect in one, and needs no decorator: docs/decisions/0001-once-only-ledger.md.
A POST can't be written together with anything: that it was done is remembered beside it.

What if the process dies?
- Before the POST: a record is left in progress. It expires with the invocation that wrote it, and the next
  one waits for that.
- After the POST, or when the record can't be completed: the same, and the alert is posted again under the
  same key, by which its receiver knows it.
- After the record is completed: the next delivery finds it and posts nothing.

Only alerts are remembered: of two payloads under one id, the first that has something to tell is posted.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    BaseError,
    IdempotencyAlreadyInProgressError,
    IdempotencyValidationError,
)
from botocore.exceptions import BotoCoreError, ClientError

from contracts.alert_spec import AlertPayload, AlertSpec
from contracts.correction import Correction
from contracts.refusals import BrokenContract, Reason
from domain import EVENT, DomainEvent
from lambdas.core import contract
from lambdas.core.consumer import Verdict
from lambdas.core.ledger import Failed, Outcome
from lambdas.core.outbound.circuit import CircuitOpen
from lambdas.core.outbound.client import EndpointUnavailable, OutboundClient, PostRefused
from lambdas.core.processor import MARGIN_MS

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext
    from types_boto3_dynamodb import DynamoDBClient

KEY_PREFIX = "webhook"
"""Begins every record's key. Powertools would take the function's name, and a renamed one post all again."""

ALERTS_A_CALL = 1
"""No alert is begun while it is open what became of the one before it, and none when the timeout is near."""

BUSY_SECONDS = 2.0
"""After so long a record that is in progress is looked at again."""

TRANSIENT = (BaseError, BotoCoreError, CircuitOpen, ClientError, EndpointUnavailable)


class AlertOutcome(StrEnum):
    """The result of an event that is settled without an alert."""

    NOTHING_TO_TELL = "nothing_to_tell"


class AlertNotDeclared(LookupError):
    """A domain whose events nobody outside is told of."""


def declared_alert() -> AlertSpec[DomainEvent]:
    """Return what the domain says of alerts; raise AlertNotDeclared if it says nothing."""
    if EVENT.alert is None:
        raise AlertNotDeclared(f"the domain of {EVENT.nouns} declares no alert: give its EVENT one")
    return EVENT.alert


@dataclass(frozen=True, slots=True)
class Alert:
    """What an event has to tell; `digest` tells payloads under one id apart."""

    event_id: str
    digest: bytes
    payload: AlertPayload

    @property
    def identity(self) -> dict[str, str]:
        """Return what is remembered by, and what must be the same when it comes again: never its wording."""
        return {"event_id": self.event_id, "digest": self.digest.hex()}


def drop_alert(alert: Alert | None, correction: Correction) -> None:
    """Make of a corrected event one that has nothing to tell: its operator knows who was told what."""


def build_alert(spec: AlertSpec[DomainEvent], event: DomainEvent, data: bytes) -> Alert | None:
    """Return an event's alert, if it has any; raise BrokenContract if its bytes can't be digested."""
    payload = spec.payload(event)
    return None if payload is None else Alert(contract.id_of(event), contract.digest(data), payload)


class Webhook:
    """Posts alerts, each once, to an endpoint that knows a repetition by the event's id."""

    def __init__(
        self,
        client: OutboundClient,
        dynamodb: "DynamoDBClient",
        table: str,
        window_seconds: int,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._pause = pause
        self._config = IdempotencyConfig(
            event_key_jmespath="event_id",
            payload_validation_jmespath="digest",
            raise_on_no_idempotency_key=True,
            expires_after_seconds=window_seconds,
            hash_function="sha256",
            response_hook=_known,
        )

        @idempotent_function(  # type: ignore[untyped-decorator]
            data_keyword_argument="identity",
            config=self._config,
            persistence_store=DynamoDBPersistenceLayer(table, boto3_client=dynamodb),
            key_prefix=KEY_PREFIX,
        )
        def post_once(*, identity: dict[str, str], alert: Alert) -> dict[str, str]:  # noqa: ARG001 (Powertools reads it)
            client.post(msgspec.json.encode(alert.payload), alert.event_id, self._left_ms() / 1000)
            return {"outcome": Outcome.APPLIED.value}

        self._post_once: Callable[..., dict[str, str]] = post_once

    def begin_invocation(self, context: "LambdaContext") -> None:
        """Begin an invocation: a record that it leaves in progress expires with it."""
        self._config.register_lambda_context(context)

    def apply(self, alerts: Sequence[Alert | None]) -> Sequence[Verdict]:
        """Settle what the events of a chunk have to tell, in order."""
        return [self._settle(alert) for alert in alerts]

    def _settle(self, alert: Alert | None) -> Verdict:
        if alert is None:
            return AlertOutcome.NOTHING_TO_TELL
        try:
            return Outcome(self._post_when_free(alert)["outcome"])
        except IdempotencyValidationError:
            return Outcome.CONFLICT
        except PostRefused as refused:
            return BrokenContract(Reason.ALERT_REFUSED, EVENT.id.name, f"the webhook {refused}")
        except TRANSIENT as error:
            return Failed(f"{type(error).__name__}: {error}")

    def _post_when_free(self, alert: Alert) -> dict[str, str]:
        """Wait while somebody is at it, dead or alive: given back at once, a batch uses its retries up."""
        while True:
            try:
                return self._post_once(identity=alert.identity, alert=alert)
            except IdempotencyAlreadyInProgressError:
                if self._left_ms() < 1000 * BUSY_SECONDS:
                    raise
                self._pause(BUSY_SECONDS)

    def _left_ms(self) -> int:
        """Return what may be spent on a POST: the rest is for the record, or the quarantine."""
        context = self._config.lambda_context
        return context.get_remaining_time_in_millis() - MARGIN_MS if context else 0


def _known(response: dict[str, str], idempotent_data: object) -> dict[str, str]:  # noqa: ARG001 (Powertools' names)
    return {"outcome": Outcome.REPEATED.value}
