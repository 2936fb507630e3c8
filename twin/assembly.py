"""The synthesized cloud assembly as read from its directory: no AWS, nothing resolved."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True, eq=False)
class Resource:
    """One resource of a template; `physical_id` is empty until it is deployed."""

    stack: str
    logical_id: str
    type: str
    path: str
    properties: Mapping[str, Any]
    physical_id: str = ""


@dataclass(frozen=True)
class Stack:
    """A stack under the name that CloudFormation knows it by."""

    name: str
    template: Mapping[str, Any]

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """Everything that the template declares."""
        return tuple(self._resource(*declared) for declared in self.template.get("Resources", {}).items())

    @property
    def outputs(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the template's outputs by logical id."""
        outputs: Mapping[str, Mapping[str, Any]] = self.template.get("Outputs", {})
        return outputs

    def _resource(self, logical_id: str, declared: Mapping[str, Any]) -> Resource:
        return Resource(
            stack=self.name,
            logical_id=logical_id,
            type=declared["Type"],
            path=declared.get("Metadata", {}).get("aws:cdk:path", f"{self.name}/{logical_id}"),
            properties=declared.get("Properties", {}),
        )


@dataclass(frozen=True)
class Assembly:
    """The stacks of an app, in the order in which they deploy."""

    directory: Path
    stacks: tuple[Stack, ...]

    @classmethod
    def read(cls, directory: Path) -> "Assembly":
        """Read what `cdk synth` wrote to `directory`."""
        artifacts = json.loads((directory / "manifest.json").read_text())["artifacts"]
        after = {name: artifact.get("dependencies", ()) for name, artifact in artifacts.items()}
        ordered = (artifacts[name] | {"name": name} for name in TopologicalSorter(after).static_order())
        stacks = (artifact for artifact in ordered if artifact["type"] == "aws:cloudformation:stack")
        return cls(directory, tuple(_stack(directory, artifact) for artifact in stacks))

    @property
    def types(self) -> frozenset[str]:
        """Return every resource type that the app uses."""
        return frozenset(resource.type for stack in self.stacks for resource in stack.resources)

    @property
    def defaults(self) -> dict[tuple[str, str], str]:
        """Return the default of each parameter that has one, by stack and name."""
        return {
            (stack.name, name): str(declared["Default"])
            for stack in self.stacks
            for name, declared in stack.template.get("Parameters", {}).items()
            if "Default" in declared
        }

    def resources(self, type_: str) -> tuple[Resource, ...]:
        """Return all resources of a type, stack by stack."""
        return tuple(one for stack in self.stacks for one in stack.resources if one.type == type_)

    def find(self, stack: str, logical_id: str | None) -> Resource | None:
        """Return the resource that a stack knows under a logical id."""
        return self._index.get((stack, logical_id))

    def exported(self, reference: Mapping[str, Any]) -> tuple[str, object] | None:
        """Return where a reference to another stack leads: that stack, and a value of its template."""
        if "Fn::GetStackOutput" in reference:
            output = reference["Fn::GetStackOutput"]
            return self._outputs.get((output["StackName"], output["OutputName"]))
        return self._exports.get(reference.get("Fn::ImportValue", ""))

    def mentioned(self, stack: str, value: object) -> frozenset[Resource]:
        """Return the resources that a value of a stack's template refers to, at any depth, across stacks."""
        if isinstance(value, list):
            return frozenset().union(*(self.mentioned(stack, item) for item in value))
        if not isinstance(value, dict):
            return frozenset()
        if exported := self.exported(value):
            return self.mentioned(*exported)
        target = value.get("Ref") or value.get("Fn::GetAtt", (None,))[0]
        found = self.find(stack, target)
        return frozenset([found]) if found else self.mentioned(stack, list(value.values()))

    @cached_property
    def _index(self) -> dict[tuple[str, str | None], Resource]:
        return {(one.stack, one.logical_id): one for stack in self.stacks for one in stack.resources}

    @cached_property
    def _outputs(self) -> dict[tuple[str, str], tuple[str, object]]:
        return {
            (stack.name, key): (stack.name, output["Value"])
            for stack in self.stacks
            for key, output in stack.outputs.items()
        }

    @cached_property
    def _exports(self) -> dict[str, tuple[str, object]]:
        return {
            output["Export"]["Name"]: (stack.name, output["Value"])
            for stack in self.stacks
            for output in stack.outputs.values()
            if "Export" in output
        }


def _stack(directory: Path, artifact: Mapping[str, Any]) -> Stack:
    properties = artifact["properties"]
    template = json.loads((directory / properties["templateFile"]).read_text())
    return Stack(properties.get("stackName", artifact["name"]), template)
