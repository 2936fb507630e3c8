"""The endpoint to which senders push events over HTTPS, because they can't sign AWS requests."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from aws_cdk import CfnOutput
from constructs import Construct

from stacks.alarms import push as alarms
from stacks.alarms.alarm_spec import AlarmSpec
from stacks.capability import Capability, Foundation
from stacks.capability_stack import CapabilityStack
from stacks.config import Config, ConfigError, check_ranges
from stacks.constructs.push.endpoint import PushEndpoint
from stacks.constructs.push.usage_plan import PushLimits
from stacks.ranges import Range

GATEWAY = "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"
QUOTA = "https://docs.aws.amazon.com/apigateway/latest/api/API_QuotaSettings.html"
RANGES = (
    # What all APIs of a region share.
    Range(field="events_per_second", least=1, most=10_000, source=GATEWAY),
    Range(field="burst", least=1, most=5_000, source=GATEWAY),
    Range(field="events_per_day", least=1, most=2_147_483_647, source=QUOTA),
)
# All times of these days have 13 digits in milliseconds, by which a template compares them.
FIRST_DAY, LAST_DAY = date(2001, 9, 10), date(2286, 11, 18)
NOTICE = timedelta(days=30)
"""So long before a sender's last key expires each synthesis says so."""
LEAST_WORDS = 5


@dataclass(frozen=True, kw_only=True)
class PushSettings(PushLimits, Capability):
    """The capability: an endpoint, and a key for each sender."""

    name: ClassVar[str] = "Push"

    def check(self, config: Config) -> None:  # noqa: ARG002 (the capability's)
        """Raise ConfigError for limits that AWS does not take, and for keys that can't be told apart."""
        check_ranges(self, RANGES, of="push.")
        if not self.keys:
            limit = "give a key to each sender that pushes, or leave PushSettings out"
            raise ConfigError("push.keys", "empty", limit)
        for name in self._unusable_names():
            limit = "sender and label are letters and digits, and no two keys have one name"
            raise ConfigError("push.keys", repr(name), limit)
        for key in self.keys:
            if not FIRST_DAY <= key.expires <= LAST_DAY:
                limit = f"its last day lies between {FIRST_DAY} and {LAST_DAY}"
                raise ConfigError("push.keys", f"{key.name!r} until {key.expires}", limit)
        if self.why_no_firewall is not None and len(self.why_no_firewall.split()) < LEAST_WORDS:
            limit = "say in a sentence why no firewall stands in front, or leave it out"
            raise ConfigError("push.why_no_firewall", repr(self.why_no_firewall), limit)

    def warnings(self, today: date) -> Iterator[str]:
        """Yield senders that soon have no key, or have none; raise ConfigError if nobody has any."""
        last = {sender: self._last_day(sender) for sender in self.senders}
        if max(last.values()) < today:
            limit = "give the senders new ones, or leave PushSettings out"
            raise ConfigError("push.keys", f"expired, the last on {max(last.values())}", limit)
        for sender, day in last.items():
            if day < today + NOTICE:
                tense = "expired" if day < today else "expires"
                yield f"push.keys: the last key of {sender} {tense} on {day}: give it another beside it"

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Add the stack."""
        return PushStack(scope, construct_id, limits=self, foundation=foundation)

    def _last_day(self, sender: str) -> date:
        return max(key.expires for key in self.keys if key.sender == sender)

    def _unusable_names(self) -> Iterator[str]:
        """Yield the names that two keys have, or that no key can have."""
        for key in self.keys:
            if not (key.sender and key.name.isascii() and key.name.isalnum()):
                yield key.name
        yield from (name for name, keys in Counter(key.name for key in self.keys).items() if keys > 1)


class PushStack(CapabilityStack):
    """The endpoint puts every event into the stream of the producers, with no function between."""

    def __init__(
        self, scope: Construct, construct_id: str, *, limits: PushLimits, foundation: Foundation
    ) -> None:
        super().__init__(scope, construct_id)
        self.endpoint = PushEndpoint(
            self,
            "Push",
            config=foundation.config,
            push=limits,
            stream=foundation.stream.stream,
            key=foundation.storage.key,
        )
        CfnOutput(self, "PushUrl", value=self.endpoint.url)

    def alarms(self) -> Iterable[AlarmSpec]:
        """Return the alarms of this stack."""
        return alarms.define_alarms(self.endpoint)
