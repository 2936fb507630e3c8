"""Composes the stacks in the order in which sales flow."""

import sys

from aws_cdk import App, Tags, Validations
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from domains import NoDomain, provides, restart_with
from stacks.capability import Foundation
from stacks.config import Config, ConfigError
from stacks.consumers import ConsumersStack
from stacks.events import EventsStack
from stacks.lake import LakeStack
from stacks.monitoring import MonitoringStack
from stacks.network import NetworkStack
from stacks.operators import OperatorsStack
from stacks.presets import preset
from stacks.replay import ReplayStack
from stacks.storage import StorageStack
from stacks.stream import StreamStack


def compose(app: App, config: Config) -> None:
    """Build the base, what the environment names beside it, who watches all of it and who operates it."""
    name = f"Sluice-{config.environment}"
    base = _base(app, name, config)
    capabilities = [each.build(app, f"{name}-{each.name}", foundation=base) for each in config.capabilities]
    MonitoringStack(app, f"{name}-Monitoring", base=base, capabilities=capabilities)
    OperatorsStack(app, f"{name}-Operators", base=base, capabilities=capabilities)
    Tags.of(app).add("project", "sluice")
    Tags.of(app).add("environment", config.environment)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))


def _base(app: App, name: str, config: Config) -> Foundation:
    """Stores send to the stream; it feeds the consumers and fills raw, from which the lake reports.

    What a consumer finds out goes on the bus, and from there to whoever acts on it.
    """
    storage = StorageStack(app, f"{name}-Storage", config=config)
    stream = StreamStack(app, f"{name}-Stream", config=config, storage=storage)
    events = EventsStack(app, f"{name}-Events", config=config, storage=storage)
    consumers = ConsumersStack(
        app, f"{name}-Consumers", config=config, storage=storage, stream=stream, events=events
    )
    replay = ReplayStack(
        app, f"{name}-Replay", config=config, storage=storage, stream=stream, consumers=consumers
    )
    lake = LakeStack(
        app,
        f"{name}-Lake",
        config=config,
        storage=storage,
        stream=stream,
        consumers=consumers,
        events=events,
    )
    return Foundation(
        config=config,
        storage=storage,
        stream=stream,
        events=events,
        consumers=consumers,
        replay=replay,
        lake=lake,
        network=_network(app, name, config),
    )


def _network(app: App, name: str, config: Config) -> NetworkStack | None:
    endpoints = frozenset().union(*(each.endpoints for each in config.capabilities))
    return NetworkStack(app, f"{name}-Network", config=config, endpoints=endpoints) if endpoints else None


def use_domain(folder: str | None) -> None:
    """Take the domain of a folder, `-c domain=examples/sensors`; without one this repository's own."""
    if folder and not provides(folder):
        restart_with(folder)


def main() -> None:
    """What the CDK CLI runs."""
    app = App()
    try:
        use_domain(app.node.try_get_context("domain"))
        compose(app, preset(app.node.try_get_context("environment")))
    except (ConfigError, NoDomain) as error:
        sys.exit(f"sluice: {error}")
    app.synth()


if __name__ == "__main__":
    main()
