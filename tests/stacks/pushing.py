"""The push endpoint of an environment, and ones with keys of a test's own."""

from dataclasses import replace
from datetime import date
from typing import Any

from environments import preset
from stacks.constructs.push.usage_plan import PushKey
from stacks.push import PushSettings
from tests.stacks.synthesized import Environment, Resource, beside, settings_of, synthesize


def pushing(*keys: PushKey, **changes: Any) -> Environment:
    """The dev environment, with these keys."""
    push = replace(settings_of(preset("dev"), PushSettings), keys=keys, **changes)
    return synthesize(beside(preset("dev"), push))


def key_of(sender: str = "367", expires: str = "2099-12-31", label: str = "") -> PushKey:
    return PushKey(sender=sender, expires=date.fromisoformat(expires), label=label)


def method(environment: Environment) -> dict[str, Any]:
    """The method that a sale is posted to."""
    return dict(environment.the("AWS::ApiGateway::Method").properties)


def stage(environment: Environment) -> Resource:
    """The stage on which the API is served."""
    return environment.the("AWS::ApiGateway::Stage")
