"""Keys: who sends, until when, and how much of it is taken."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

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
class PushKey:
    """A key by which a sender posts events of its own partition, and no others, to the end of a day in UTC.

    While a key is replaced its sender has a second one, by another label: both are taken, so that nothing
    stands still while the new one is handed out.
    """

    sender: str
    # The last day on which it is taken.
    expires: date
    # What tells it from the sender's other keys; the first needs none.
    label: str = ""

    @property
    def name(self) -> str:
        """Return what it is called among all keys."""
        return f"{self.sender}{self.label}"

    @property
    def end(self) -> datetime:
        """Return the moment from which on it is refused."""
        return datetime.combine(self.expires + timedelta(days=1), time(), UTC)


@dataclass(frozen=True, kw_only=True)
class PushLimits:
    """The keys of senders over HTTPS, which can't sign AWS requests, and the limits of each key."""

    keys: tuple[PushKey, ...]
    # Of a real sender the busiest minute has fewer events than this second: the rest is for catching up.
    events_per_second: int = 20
    # So many at once after a pause.
    burst: int = 100
    # A sender that has gone wild doesn't cost more than this a day.
    events_per_day: int = 200_000
    # A firewall stands in front, at a price by the month and by the request, unless this says why none does.
    why_no_firewall: str | None = None

    @property
    def senders(self) -> tuple[str, ...]:
        """Return who has a key, each once."""
        return tuple(dict.fromkeys(key.sender for key in self.keys))


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
        self.keys = {self._add(key).key_id: key for key in push.keys}
        """What was declared of each key, by its id."""

    def _add(self, declared: PushKey) -> ApiKey:
        """API Gateway makes the key up: its value stands in no template."""
        key = ApiKey(self, f"Sender{declared.name}", description=f"Sender {declared.sender}")
        self.add_api_key(key)
        CfnOutput(Stack.of(self), f"PushKey{declared.name}", value=key.key_id)
        return key
