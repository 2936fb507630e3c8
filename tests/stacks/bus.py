"""The bus of an environment: its rules, and who works on what they take."""

from typing import Any

from tests.stacks.synthesized import Environment, Resource

DAY = 86_400


def rules(environment: Environment) -> list[Resource]:
    """Every rule of the bus."""
    bus = environment.the("AWS::Events::EventBus")
    return [rule for rule in environment.every("AWS::Events::Rule") if rule.mentions(bus)]


def subscription(environment: Environment, name: str) -> Resource:
    """A rule of the bus."""
    (rule,) = [one for one in rules(environment) if one.logical_id.startswith(name)]
    return rule


def told(environment: Environment, name: str) -> dict[str, Any]:
    """The environment of a function."""
    for function in environment.every("AWS::Lambda::Function"):
        variables = function.properties["Environment"]["Variables"]
        if variables["POWERTOOLS_SERVICE_NAME"] == name:
            return dict(variables)
    raise LookupError(name)


def queue_of(environment: Environment) -> Resource:
    """The queue of what is to be ordered."""
    (target,) = subscription(environment, "Orders").properties["Targets"]
    logical_id, _ = target["Arn"]["Fn::GetAtt"]
    (queue,) = [one for one in environment.every("AWS::SQS::Queue") if one.logical_id == logical_id]
    return queue


def reorder(environment: Environment) -> tuple[Resource, Resource]:
    """The function that orders, and its mapping."""
    queue = queue_of(environment)
    (mapping,) = [one for one in environment.every("AWS::Lambda::EventSourceMapping") if one.mentions(queue)]
    (function,) = [one for one in environment.every("AWS::Lambda::Function") if mapping.mentions(one)]
    return function, mapping
