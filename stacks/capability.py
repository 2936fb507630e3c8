"""What an environment may name beside the base: each capability is one value."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from aws_cdk import Stack
from aws_cdk.aws_sqs import IQueue
from constructs import Construct

from stacks.alarms.row import Row
from stacks.config import Config
from stacks.consumers import ConsumersStack
from stacks.events import EventsStack
from stacks.graphs import Graph
from stacks.lake import LakeStack
from stacks.network import NetworkStack
from stacks.replay import ReplayStack
from stacks.storage import StorageStack
from stacks.stream import StreamStack


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """The base that every capability may build on; a network only if one of them needs it."""

    config: Config
    storage: StorageStack
    stream: StreamStack
    events: EventsStack
    consumers: ConsumersStack
    replay: ReplayStack
    lake: LakeStack
    network: NetworkStack | None

    def require_network(self) -> NetworkStack:
        """Return the network of a capability that names `endpoints`."""
        if self.network is None:
            raise TypeError("A capability without endpoints has no network")
        return self.network


class CapabilityStack(Stack):
    """The resources of one capability, and what is watched of them."""

    def alarms(self) -> Iterable[Row]:
        """Return what wakes somebody; names are unique in the environment."""
        return ()

    def letters(self) -> Iterable[IQueue]:
        """Return the queues whose messages somebody may have to read: dead letters, notices of failures."""
        return ()

    def graphs(self) -> Mapping[str, Sequence[Graph]]:
        """Return the columns of the capability's row on the dashboard, by title; none: no row."""
        return {}


class Capability(Protocol):
    """The settings of a capability, and how it is built from them."""

    @property
    def name(self) -> str:
        """The end of the stack's name, such as Database: each at most once in an environment."""

    @property
    def endpoints(self) -> frozenset[str]:
        """The AWS services to which it needs a private way, by `NetworkStack`'s names; none: no network."""

    @property
    def functions(self) -> int:
        """How many Lambda functions it adds, each of which gets the environment's reserve."""

    def check(self, config: Config) -> None:
        """Raise ConfigError for a setting that AWS does not take or that would break the promise."""

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Add the capability's stack."""
