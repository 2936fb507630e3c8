"""What an environment has, known from its configuration before anything is synthesized."""

from importlib import import_module
from typing import TYPE_CHECKING

from twin.errors import TwinError

if TYPE_CHECKING:
    from stacks.config import Config


class UnknownEnvironment(TwinError):
    """An environment that isn't there, or whose configuration is refused."""


def capabilities_of(environment: str) -> frozenset[str]:
    """Return the names of its capabilities, "Lake", and of their parts, "Sources/queue"."""
    found = _config(environment).capabilities
    parts = (f"{each.name}/{part}" for each in found for part in each.parts)
    return frozenset({*(each.name for each in found), *parts})


def is_on_demand(environment: str) -> bool:
    """Tell whether its stream scales itself."""
    return _config(environment).shards is None


def _config(environment: str) -> "Config":
    # Here, since the CDK takes a second to import.
    presets, config = import_module("environments").PRESETS, import_module("stacks.config")
    try:
        found: Config = config.choose(presets, environment)
    except config.ConfigError as error:
        raise UnknownEnvironment(f"{error}.") from error
    return found
