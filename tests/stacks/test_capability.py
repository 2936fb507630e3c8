"""Each capability stands alone beside the base, and is left out by leaving out its row."""

from dataclasses import dataclass, replace

import pytest
from constructs import Construct

from stacks.capability import Capability, CapabilityStack, Foundation
from stacks.config import Config, ConfigError
from stacks.network import SERVICES
from stacks.presets import CAPABILITIES, dev
from tests.stacks.synthesized import Environment, synthesize
from tests.synthesis import templates

BASE = {name.rpartition("-")[2] for name in templates("dev")}


@dataclass(frozen=True)
class Unbuilt:
    """A capability that is only named."""

    name: str = "Unbuilt"
    endpoints: frozenset[str] = frozenset()
    functions: int = 0

    def check(self, config: Config) -> None:
        """Accept whatever it is given."""

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Build nothing."""
        raise NotImplementedError(f"{scope} {construct_id} {foundation}")


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda each: each.name)
def test_each_capability_alone_beside_the_base_passes_every_gate(capability: Capability) -> None:
    """Findings of the rule packs and of CDK's own validation raise while it synthesizes."""
    alone = synthesize(replace(dev(), capabilities=(capability,)))

    network = {"Network"} if capability.endpoints else set()
    assert stacks(alone) == BASE | network | {capability.name}


def test_full_names_every_capability() -> None:
    full = {name.rpartition("-")[2] for name in templates("full")}

    assert full >= BASE | {each.name for each in CAPABILITIES}


def test_an_environment_without_capabilities_has_no_network() -> None:
    assert "Network" not in BASE


def test_each_capability_is_named_at_most_once() -> None:
    with pytest.raises(ConfigError, match=r"^capabilities is 2 of Unbuilt: each is named at most once$"):
        replace(dev(), capabilities=(Unbuilt(), Unbuilt()))


def test_only_endpoints_that_the_network_knows_are_asked_for() -> None:
    for capability in CAPABILITIES:
        assert capability.endpoints <= SERVICES.keys(), capability.name


def stacks(environment: Environment) -> set[str]:
    """Return what the stacks are called within their environment."""
    return {name.rpartition("-")[2] for name in environment.templates}
