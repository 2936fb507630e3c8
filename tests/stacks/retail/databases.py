"""What stands in the database's stack."""

from typing import Any

from tests.stacks.synthesized import Environment, Resource

DMS = "AWS::DMS"


FUNCTION, MAPPING = "AWS::Lambda::Function", "AWS::Lambda::EventSourceMapping"


def database(environment: Environment, kind: str) -> list[Resource]:
    """The resources of a type in the database's stack."""
    return [one for one in environment.every(kind) if one.stack.endswith("-Database")]


def endpoint(environment: Environment, kind: str) -> dict[str, Any]:
    """The properties of the endpoint that is a source, or a target."""
    every = environment.every(f"{DMS}::Endpoint")
    (found,) = [one.properties for one in every if one.properties["EndpointType"] == kind]
    return dict(found)


def function(environment: Environment, service: str) -> Resource:
    """A function by its folder."""
    handler = f"lambdas.core.{service}.handler.lambda_handler"
    (found,) = [one for one in environment.every(FUNCTION) if one.properties["Handler"] == handler]
    return found


def role_of(environment: Environment, service: str) -> Resource:
    """The role of a function."""
    of = function(environment, service)
    (role,) = [one for one in database(environment, "AWS::IAM::Role") if of.mentions(one)]
    return role
