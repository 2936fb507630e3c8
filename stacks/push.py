"""The endpoint to which senders push events over HTTPS, because they can't sign AWS requests."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, kw_only=True)
class PushSettings(PushLimits, Capability):
    """The capability: an endpoint, and a key for each sender."""

    name: ClassVar[str] = "Push"

    def check(self, config: Config) -> None:  # noqa: ARG002 (the capability's)
        """Raise ConfigError for limits that AWS does not take, and for keys that can't be told apart."""
        check_ranges(self, RANGES, of="push.")
        if not self.senders:
            raise ConfigError(
                "push.senders", "empty", "name the senders that push, or leave PushSettings out"
            )
        for sender in self._unusable_senders():
            raise ConfigError("push.senders", repr(sender), "each is letters and digits, and named once")
        for name in self._unusable_keys():
            limit = "a sender's keys have labels of letters and digits, and no two keys one name"
            raise ConfigError("push.rotations", repr(name), limit)

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Add the stack."""
        return PushStack(scope, construct_id, limits=self, foundation=foundation)

    def _unusable_senders(self) -> Iterator[str]:
        for sender, times in Counter(self.senders).items():
            if times > 1 or not (sender.isascii() and sender.isalnum()):
                yield sender

    def _unusable_keys(self) -> Iterator[str]:
        """Yield the names that two keys have or that no key can have, and senders that aren't any."""
        names = Counter(f"{sender}{label}" for sender, label in self.keys)
        yield from (
            name for name, keys in names.items() if keys > 1 or not (name.isascii() and name.isalnum())
        )
        rotated = Counter(rotation.sender for rotation in self.rotations)
        yield from (one for one, times in rotated.items() if times > 1 or one not in self.senders)
        yield from (rotation.sender for rotation in self.rotations if not rotation.labels)


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
