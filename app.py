"""Composes the stacks in the order in which events flow."""

import sys
from datetime import UTC, datetime

from aws_cdk import App, Tags, Validations
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from domains import NoDomain, provides, restart_with
from environments import PRESETS
from stacks.capability import Foundation
from stacks.config import Config, ConfigError, choose
from stacks.network import NetworkStack
from stacks.operators import OperatorsStack
from stacks.storage import StorageStack
from stacks.stream import StreamStack


def compose(app: App, config: Config) -> None:
    """Build the base, each capability of the environment on what was built before it, and who operates it."""
    name = f"Sluice-{config.environment}"
    foundation = _base(app, name, config)
    for capability in config.capabilities:
        stack = capability.build(app, f"{name}-{capability.name}", foundation=foundation)
        foundation.built.append(stack)
    OperatorsStack(app, f"{name}-Operators", foundation=foundation)
    Tags.of(app).add("project", "sluice")
    Tags.of(app).add("environment", config.environment)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))


def _base(app: App, name: str, config: Config) -> Foundation:
    """The stream that takes every event, and the raw bucket that keeps it."""
    storage = StorageStack(app, f"{name}-Storage", config=config)
    stream = StreamStack(app, f"{name}-Stream", config=config, storage=storage)
    return Foundation(config=config, storage=storage, stream=stream, network=_network(app, name, config))


def _network(app: App, name: str, config: Config) -> NetworkStack | None:
    endpoints = frozenset().union(*(each.endpoints for each in config.capabilities))
    return NetworkStack(app, f"{name}-Network", config=config, endpoints=endpoints) if endpoints else None


def use_domain(folder: str | None) -> None:
    """Take the domain of a folder, `-c domain=examples/sensors`; without one this repository's own."""
    if folder and not provides(folder):
        restart_with(folder)


def warn(config: Config) -> None:
    """Say what ends soon, and what a choice costs; stacks know no clock."""
    today = datetime.now(UTC).date()
    for warning in config.retention.warnings():
        print(f"sluice: {warning}", file=sys.stderr)
    for capability in config.capabilities:
        for warning in capability.warnings(today):
            print(f"sluice: {warning}", file=sys.stderr)


def main() -> None:
    """Run the app as the CDK CLI does."""
    app = App()
    try:
        use_domain(app.node.try_get_context("domain"))
        config = choose(PRESETS, app.node.try_get_context("environment"))
        warn(config)
        compose(app, config)
    except (ConfigError, NoDomain) as error:
        sys.exit(f"sluice: {error}")
    app.synth()


if __name__ == "__main__":
    main()
