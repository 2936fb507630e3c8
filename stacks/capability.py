"""Capabilities, of which an environment consists beside its base: each is one value."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, TypeVar

from constructs import Construct

from stacks.capability_stack import CapabilityStack
from stacks.config import Config
from stacks.network import NetworkStack
from stacks.storage import StorageStack
from stacks.stream import StreamStack

Built = TypeVar("Built", bound=CapabilityStack)


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """The base that every capability may build on, and the capabilities that are built already.

    There is a network only if one of them needs it.
    """

    config: Config
    storage: StorageStack
    stream: StreamStack
    network: NetworkStack | None
    built: list[CapabilityStack] = field(default_factory=list)

    def find(self, kind: type[Built]) -> Built | None:
        """Return the stack of a capability that may be there."""
        return next((each for each in self.built if isinstance(each, kind)), None)

    def require(self, kind: type[Built]) -> Built:
        """Return the stack of a capability that is needed."""
        if (found := self.find(kind)) is None:
            raise TypeError(f"A capability that needs {kind.__name__} must say so")
        return found

    def require_network(self) -> NetworkStack:
        """Return the network of a capability that names `endpoints`."""
        if self.network is None:
            raise TypeError("A capability without endpoints has no network")
        return self.network


class Capability(ABC):
    """The settings of a capability, and how it is built from them; a frozen dataclass."""

    name: ClassVar[str]
    """The end of the stack's name, such as Database: each at most once in an environment."""
    needs: "ClassVar[tuple[type[Capability], ...]]" = ()
    """What must be there, and named before it."""
    uses: "ClassVar[tuple[type[Capability], ...]]" = ()
    """What it does without; where it is there, it is named before it."""

    @property
    def parts(self) -> frozenset[str]:
        """Return the names of its parts that are on, if each may be on or off."""
        return frozenset()

    @property
    def endpoints(self) -> frozenset[str]:
        """Return the AWS services that it calls privately, by `NetworkStack`'s names; none: no network."""
        return frozenset()

    @property
    def buckets(self) -> Mapping[str, int]:
        """Return the optional buckets of `StorageStack` it needs, and how many days each keeps objects."""
        return {}

    @property
    def functions(self) -> int:
        """Return how many Lambda functions it adds, each of which gets the environment's reserve."""
        return 0

    def lanes(self, config: Config) -> int:  # noqa: ARG002 (who reads the stream overrides it)
        """Return how many batches of a shard of the stream it works through at once."""
        return 0

    def check(self, config: Config) -> None:  # noqa: B027 (most have nothing to refuse)
        """Raise ConfigError for a setting that AWS does not take or that would break the promise."""

    def warnings(self, today: date) -> Iterator[str]:  # noqa: ARG002 (most have nothing that ends)
        """Yield what will end soon, a line each; raise ConfigError if it has ended, and nothing is left."""
        yield from ()

    @abstractmethod
    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Add the capability's stack."""
