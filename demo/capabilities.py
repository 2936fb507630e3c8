"""What an environment has, known from its configuration before anything is synthesized."""

from importlib import import_module

from twin.errors import TwinError


class UnknownEnvironment(TwinError):
    """An environment that isn't there, or whose configuration is refused."""


def capabilities_of(environment: str) -> frozenset[str]:
    """Return the names of its capabilities, "Lake", and of their parts, "Sources/queue"."""
    # Here, since the CDK takes a second to import.
    presets, config = import_module("environments").PRESETS, import_module("stacks.config")
    try:
        found = config.choose(presets, environment).capabilities
    except config.ConfigError as error:
        raise UnknownEnvironment(f"{error}.") from error
    parts = (f"{each.name}/{part}" for each in found for part in each.parts)
    return frozenset({*(each.name for each in found), *parts})
