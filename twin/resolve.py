"""Puts physical ids in the place of a template's references, as CloudFormation does."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from twin.arns import ARN_ATTRIBUTES, ARNS
from twin.assembly import Assembly, Resource
from twin.errors import Unresolvable
from twin.loopback import ACCOUNT, REGION
from twin.physical_ids import Attributes, Ids

Parameters = Mapping[tuple[str, str], str]
"""Values by stack and parameter, where they aren't the default."""

NAMED_BY = {("AWS::EC2::SecurityGroup", "GroupId"), ("AWS::SQS::Queue", "QueueName")}
"""Attributes that are the name, by type."""

PSEUDO_PARAMETERS = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::URLSuffix": "amazonaws.com",
}


class Resolved:
    """An assembly whose references point at what really exists."""

    def __init__(
        self,
        assembly: Assembly,
        ids: Ids,
        parameters: Parameters | None = None,
        attributes: Attributes = MappingProxyType({}),
    ) -> None:
        self.assembly = assembly
        self._ids = ids
        self._parameters = assembly.defaults | dict(parameters or {})
        self._attributes = attributes
        self._intrinsics: dict[str, Callable[[str, Any], object]] = {
            "Ref": self._ref,
            "Fn::Base64": self._encoded,
            "Fn::GetAtt": self._attribute,
            "Fn::GetStackOutput": lambda stack, output: self._exported(stack, {"Fn::GetStackOutput": output}),
            "Fn::ImportValue": lambda stack, name: self._exported(stack, {"Fn::ImportValue": name}),
            "Fn::Join": self._joined,
            "Fn::Select": self._selected,
            "Fn::Split": self._split,
            "Fn::Sub": self._substituted,
        }

    def resources(self, type_: str) -> tuple[Resource, ...]:
        """Return all resources of a type, with physical ids and no reference left in their properties."""
        return tuple(self._resolved(one) for one in self.assembly.resources(type_))

    def deployed(self) -> Iterator[tuple[Resource, str]]:
        """Yield every resource that is deployed, unresolved, with its physical id."""
        declared = (one for stack in self.assembly.stacks for one in stack.resources)
        return (
            (one, self._ids[one.stack, one.logical_id])
            for one in declared
            if (one.stack, one.logical_id) in self._ids
        )

    def arn(self, resource: Resource) -> str:
        """Return the ARN of a resource, of a type that ARNS knows."""
        return ARNS[resource.type].format(account=ACCOUNT, region=REGION, id=self._named(resource))

    def output(self, name: str) -> str:
        """Return the value of the app's output of that name."""
        for stack in self.assembly.stacks:
            if name in stack.outputs:
                return str(self.value(stack.name, stack.outputs[name]["Value"]))
        raise Unresolvable(f"No stack has an output {name}.")

    def value(self, stack: str, raw: object) -> object:
        """Return a template value of a stack, resolved all the way down."""
        if isinstance(raw, list):
            return [self.value(stack, item) for item in raw]
        if not isinstance(raw, dict):
            return raw
        intrinsic = next(iter(raw), "") if len(raw) == 1 else ""
        if intrinsic in self._intrinsics:
            return self._intrinsics[intrinsic](stack, raw[intrinsic])
        if intrinsic.startswith("Fn::"):
            raise Unresolvable(f"{stack} uses {intrinsic}, which the twin doesn't know.")
        return self._values(stack, raw)

    def _values(self, stack: str, raw: Mapping[str, object]) -> dict[str, object]:
        return {name: self.value(stack, item) for name, item in raw.items()}

    def _resolved(self, resource: Resource) -> Resource:
        return replace(
            resource,
            physical_id=self._id(resource.stack, resource.logical_id),
            properties=self._values(resource.stack, resource.properties),
        )

    def _id(self, stack: str, logical_id: str) -> str:
        try:
            return self._ids[stack, logical_id]
        except KeyError:
            raise Unresolvable(f"{stack} has no deployed {logical_id}.") from None

    def _named(self, resource: Resource) -> str:
        """What stands in an ARN: of a queue not its URL, of a rule its bus too unless that is the default."""
        physical_id = self._id(resource.stack, resource.logical_id)
        if resource.type == "AWS::SQS::Queue":
            return physical_id.rpartition("/")[2]
        if resource.type == "AWS::Events::Rule" and "EventBusName" in resource.properties:
            bus = str(self.value(resource.stack, resource.properties["EventBusName"]))
            return f"{bus.rpartition('/')[2]}/{physical_id}"
        return physical_id

    def _ref(self, stack: str, name: str) -> str:
        if name in PSEUDO_PARAMETERS:
            return PSEUDO_PARAMETERS[name]
        parameter = self._parameters.get((stack, name))
        return self._id(stack, name) if parameter is None else parameter

    def _attribute(self, stack: str, target: list[str]) -> str:
        logical_id, attribute = target
        if (stack, logical_id, attribute) in self._attributes:
            return self._attributes[stack, logical_id, attribute]
        resource = self.assembly.find(stack, logical_id)
        if resource is not None and (resource.type, attribute) in NAMED_BY:
            return self._named(resource)
        is_arn = resource is not None and attribute == ARN_ATTRIBUTES.get(resource.type, "Arn")
        if resource is None or not is_arn or resource.type not in ARNS:
            raise Unresolvable(f"{stack} asks for {logical_id}.{attribute}, which the twin can't tell.")
        return self.arn(resource)

    def _exported(self, stack: str, reference: Mapping[str, object]) -> object:
        exported = self.assembly.exported(reference)
        if exported is None:
            raise Unresolvable(f"{stack} asks for {reference}, which no stack offers.")
        return self.value(*exported)

    def _joined(self, stack: str, operands: tuple[str, list[object]]) -> str:
        separator, parts = operands
        return separator.join(str(self.value(stack, part)) for part in parts)

    def _split(self, stack: str, operands: tuple[str, object]) -> list[str]:
        separator, text = operands
        return str(self.value(stack, text)).split(separator)

    def _selected(self, stack: str, operands: tuple[int | str, object]) -> object:
        index, items = operands
        selected = self.value(stack, items)
        if not isinstance(selected, list):
            raise Unresolvable(f"{stack} selects from {items}, which is no list.")
        return selected[int(index)]

    def _encoded(self, stack: str, text: object) -> str:
        return b64encode(str(self.value(stack, text)).encode()).decode()

    def _substituted(self, stack: str, template: str) -> str:
        pieces = template.split("${")
        named = (piece.split("}", 1) for piece in pieces[1:])
        return pieces[0] + "".join(self._ref(stack, name) + rest for name, rest in named)
