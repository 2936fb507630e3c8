"""Templates as promises look at them: every resource of a kind in every stack of an environment."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from aws_cdk import App
from aws_cdk.cx_api import CloudAssembly

from app import compose
from stacks.capability import Capability
from stacks.config import Config
from tests.synthesis import AS_THE_CLI, OWN_DOMAIN, REPOSITORY, Template

Settings = TypeVar("Settings", bound=Capability)

BESIDE = frozenset({"Network", "Sources", "Database", "Backfill", "Warehouse"})
"""What promises more than the flow of sales does, in tests of its own."""


@dataclass(frozen=True)
class Resource:
    """One resource of a template."""

    stack: str
    logical_id: str
    kind: str
    body: Mapping[str, Any]

    @property
    def properties(self) -> Mapping[str, Any]:
        """Its properties, none if it has none."""
        properties: Mapping[str, Any] = self.body.get("Properties", {})
        return properties

    def mentions(self, other: "Resource") -> bool:
        """Whether it refers to the other, in the same template or by an import."""
        imported = rf"{other.stack}:ExportsOutput(Ref|FnGetAtt){other.logical_id}"
        reference = f'"{other.logical_id}"' if self.stack == other.stack else imported
        return re.search(reference, json.dumps(self.properties)) is not None


@dataclass(frozen=True)
class Environment:
    """Every template of one configuration."""

    config: Config
    templates: Mapping[str, Template]
    order: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What is deployed before each stack, by its own word, if it was asked for."""

    def __iter__(self) -> Iterator[Resource]:
        for stack, template in self.templates.items():
            for logical_id, body in template["Resources"].items():
                yield Resource(stack, logical_id, body["Type"], body)

    @property
    def base(self) -> "Environment":
        """The same without the stacks of what stands beside the flow of sales, which promise more."""
        named = self.templates.items()
        return Environment(self.config, {name: t for name, t in named if name.split("-")[-1] not in BESIDE})

    def settings(self, kind: type[Settings]) -> Settings:
        """The settings of a capability that it has."""
        return settings_of(self.config, kind)

    def some(self, kind: str) -> list[Resource]:
        """Every resource of a type, if there is any."""
        return [resource for resource in self if resource.kind == kind]

    def every(self, kind: str) -> list[Resource]:
        """Every resource of a type, at least one: a promise about nothing would hold."""
        found = self.some(kind)
        assert found, f"no {kind} in {self.config.environment}"
        return found

    def the(self, kind: str) -> Resource:
        """The only resource of a type."""
        (found,) = self.every(kind)
        return found


def settings_of(config: Config, kind: type[Settings]) -> Settings:
    """The settings of a capability that an environment has."""
    found = config.find(kind)
    assert found, f"no {kind.name} in {config.environment}"
    return found


def beside(config: Config, *settings: Capability) -> Config:
    """An environment with these capabilities: in the place of its own of that name, or before monitoring."""
    named = {each.name: each for each in settings}
    *flow, monitoring = [named.pop(each.name, each) for each in config.capabilities]
    return replace(config, capabilities=(*flow, *named.values(), monitoring))


def references(value: Any, how: str) -> Iterator[dict[str, Any]]:
    """Every reference of a kind in a template, or in a part of it."""
    if isinstance(value, list):
        for item in value:
            yield from references(item, how)
    if isinstance(value, dict):
        if how in value:
            yield value
        yield from references(list(value.values()), how)


def app_with(**context: object) -> App:
    """An app with the context that `cdk synth` loads, and more."""
    loaded = json.loads((REPOSITORY / "cdk.json").read_text())["context"]
    return App(context=loaded | OWN_DOMAIN | AS_THE_CLI | context)


def synthesize(config: Config, **context: object) -> Environment:
    """A configuration that is no preset, or with more context than `cdk synth` loads."""
    app = app_with(**context)
    compose(app, config)
    assembly = app.synth()
    templates = {stack.stack_name: stack.template for stack in assembly.stacks}
    return Environment(config, templates, order_of(assembly))


def order_of(assembly: CloudAssembly) -> dict[str, frozenset[str]]:
    """The stacks that each stack waits for, and those that these wait for."""
    known = {stack.id: stack for stack in assembly.stacks}
    waits: dict[str, frozenset[str]] = {}

    def walk(name: str) -> frozenset[str]:
        if name not in waits:
            first = [each.id for each in known[name].dependencies if each.id in known]
            waits[name] = frozenset(first).union(*map(walk, first))
        return waits[name]

    return {stack.stack_name: walk(stack.id) for stack in assembly.stacks}
