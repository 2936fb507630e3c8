"""Who hands data to whom, as the templates alone tell it: what moves it, and what functions may touch."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from twin.assembly import Assembly, Resource

KINDS = {
    "AWS::DynamoDB::Table": "table",
    "AWS::Events::EventBus": "event bus",
    "AWS::KinesisFirehose::DeliveryStream": "delivery",
    "AWS::Kinesis::Stream": "stream",
    "AWS::Lambda::Function": "function",
    "AWS::S3::Bucket": "bucket",
    "AWS::SQS::Queue": "queue",
}
READS = ("dynamodb:BatchGet", "dynamodb:Get", "dynamodb:Query", "dynamodb:Scan", "s3:GetObject")
WRITES = (
    "dynamodb:BatchWrite",
    "dynamodb:PartiQLInsert",
    "dynamodb:Put",
    "dynamodb:Update",
    "events:PutEvents",
    "s3:PutObject",
)
CLAIMS = "/claims/"
"""Where what is too large waits while a claim check travels in its place: no way of its own."""


@dataclass(frozen=True, order=True)
class Node:
    """Something that holds or moves data; `path` is unique, `label` is what its stack calls it."""

    path: str
    kind: str
    label: str


@dataclass(frozen=True, order=True)
class Edge:
    """Data goes from `source` to `target`, because one of the two reads or writes the other."""

    source: Node
    target: Node
    kind: Literal["reads", "writes"]


@dataclass(frozen=True)
class Graph:
    """The data flow of an app."""

    nodes: frozenset[Node]
    edges: frozenset[Edge]


def flow(assembly: Assembly) -> Graph:
    """Draw the data flow from the templates."""
    nodes = frozenset(_node(one) for type_ in KINDS for one in assembly.resources(type_))
    edges = {*_mapped(assembly), *_delivered(assembly), *_routed(assembly), *_allowed(assembly)}
    return Graph(nodes, frozenset(edges))


def _node(resource: Resource) -> Node:
    path = resource.path.removesuffix("/Resource")
    return Node(path, KINDS[resource.type], path.partition("/")[2])


def _mapped(assembly: Assembly) -> Iterator[Edge]:
    for mapping in assembly.resources("AWS::Lambda::EventSourceMapping"):
        for function in _nodes(assembly, mapping, "FunctionName"):
            for source in _sources(assembly, mapping):
                yield Edge(source, function, "reads")


def _sources(assembly: Assembly, mapping: Resource) -> Iterator[Node]:
    """What a mapping reads; a consumer with enhanced fan-out stands for its stream."""
    yield from _nodes(assembly, mapping, "EventSourceArn")
    for consumer in assembly.mentioned(mapping.stack, mapping.properties["EventSourceArn"]):
        yield from _nodes(assembly, consumer, "StreamARN")


def _delivered(assembly: Assembly) -> Iterator[Edge]:
    for delivery in assembly.resources("AWS::KinesisFirehose::DeliveryStream"):
        for source in _nodes(assembly, delivery, "KinesisStreamSourceConfiguration"):
            yield Edge(source, _node(delivery), "reads")
        for target in _nodes(assembly, delivery, "ExtendedS3DestinationConfiguration"):
            yield Edge(_node(delivery), target, "writes")


def _routed(assembly: Assembly) -> Iterator[Edge]:
    """From a bus to the targets of its rules; those of the account's own bus hear of what isn't data."""
    for rule in assembly.resources("AWS::Events::Rule"):
        for source in _nodes(assembly, rule, "EventBusName"):
            for target in rule.properties["Targets"]:
                for thing in assembly.mentioned(rule.stack, target["Arn"]):
                    if thing.type in KINDS:
                        yield Edge(source, _node(thing), "writes")


def _allowed(assembly: Assembly) -> Iterator[Edge]:
    for policy in assembly.resources("AWS::IAM::Policy"):
        roles = assembly.mentioned(policy.stack, policy.properties["Roles"])
        for function in assembly.resources("AWS::Lambda::Function"):
            if roles & assembly.mentioned(function.stack, function.properties["Role"]):
                yield from _permitted(assembly, _node(function), policy)


def _permitted(assembly: Assembly, function: Node, policy: Resource) -> Iterator[Edge]:
    for statement in policy.properties["PolicyDocument"]["Statement"]:
        actions = _listed(statement["Action"])
        on = [one for one in _listed(statement["Resource"]) if CLAIMS not in str(one)]
        for thing in assembly.mentioned(policy.stack, on):
            if thing.type in KINDS and any(action.startswith(READS) for action in actions):
                yield Edge(_node(thing), function, "reads")
            if thing.type in KINDS and any(action.startswith(WRITES) for action in actions):
                yield Edge(function, _node(thing), "writes")


def _listed(value: object) -> list[Any]:
    """A policy names one thing, or a list of them."""
    return value if isinstance(value, list) else [value]


def _nodes(assembly: Assembly, resource: Resource, name: str) -> Iterator[Node]:
    things = assembly.mentioned(resource.stack, resource.properties.get(name))
    return (_node(thing) for thing in things if thing.type in KINDS)
