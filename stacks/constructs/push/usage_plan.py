"""Keys: who sends, and how much of it is taken."""

from dataclasses import dataclass

from aws_cdk import CfnOutput, Stack
from aws_cdk.aws_apigateway import (
    ApiKey,
    Period,
    QuotaSettings,
    Stage,
    ThrottleSettings,
    UsagePlan,
    UsagePlanPerApiStage,
)
from constructs import Construct


@dataclass(frozen=True, kw_only=True)
class KeyRotation:
    """A sender whose first key is replaced: the labels of the keys that it has, "" for the first.

    With the first and a new one both are taken, so that nothing stands still while the new one is handed out.
    """

    sender: str
    labels: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PushLimits:
    """The senders of events over HTTPS, which can't sign AWS requests, and the limits of each."""

    # The senders that get a key, each by the partition of its events: a key sends no others.
    senders: tuple[str, ...]
    # Those that have another key than their first, or besides it.
    rotations: tuple[KeyRotation, ...] = ()
    # Of a real sender the busiest minute has fewer events than this second: the rest is for catching up.
    events_per_second: int = 20
    # So many at once after a pause.
    burst: int = 100
    # A sender that has gone wild doesn't cost more than this a day.
    events_per_day: int = 200_000
    # In front of it, at a price by the month and by the request.
    firewall: bool = False

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return each key that there is, as its sender and its label."""
        rotated = {rotation.sender: rotation.labels for rotation in self.rotations}
        return tuple((sender, label) for sender in self.senders for label in rotated.get(sender, ("",)))


class PushPlan(UsagePlan):
    """One plan for all, whose limits count for each key by itself.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
    """

    def __init__(self, scope: Construct, construct_id: str, *, push: PushLimits, stage: Stage) -> None:
        super().__init__(
            scope,
            construct_id,
            api_stages=[UsagePlanPerApiStage(stage=stage)],
            quota=QuotaSettings(limit=push.events_per_day, period=Period.DAY),
            throttle=ThrottleSettings(rate_limit=push.events_per_second, burst_limit=push.burst),
        )
        self.senders = {self._key_of(sender, label).key_id: sender for sender, label in push.keys}
        """By the id of each key, its sender."""

    def _key_of(self, sender: str, label: str) -> ApiKey:
        """API Gateway makes the key up: its value stands in no template."""
        key = ApiKey(self, f"Sender{sender}{label}", description=f"Sender {sender}")
        self.add_api_key(key)
        CfnOutput(Stack.of(self), f"PushKey{sender}{label}", value=key.key_id)
        return key
