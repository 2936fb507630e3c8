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
class PushLimits:
    """The senders of events over HTTPS, which can't sign AWS requests, and the limits of each."""

    # The senders that get a key, each by the partition of its events: a key sends no others.
    senders: tuple[str, ...]
    # Of a real sender the busiest minute has fewer events than this second: the rest is for catching up.
    events_per_second: int = 20
    # So many at once after a pause.
    burst: int = 100
    # A sender that has gone wild doesn't cost more than this a day.
    events_per_day: int = 200_000
    # In front of it, at a price by the month and by the request.
    firewall: bool = False


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
        self.senders = {self._key_of(sender).key_id: sender for sender in push.senders}
        """By the id of each key, its sender."""

    def _key_of(self, sender: str) -> ApiKey:
        """API Gateway makes the key up: its value stands in no template."""
        key = ApiKey(self, f"Sender{sender}", description=f"Sender {sender}")
        self.add_api_key(key)
        CfnOutput(Stack.of(self), f"PushKey{sender}", value=key.key_id)
        return key
