"""Stacks with every output that the templates declare, and no more."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto import mock_aws

from tests.synthesis import templates

QUEUE = {"Any": {"Type": "AWS::SQS::Queue"}}


@contextmanager
def declared_outputs(environment: str) -> Iterator[None]:
    """Deploy an environment's outputs: what its templates spell out, or values made of their names."""
    with mock_aws():
        for name, template in templates(environment).items():
            named = {
                each: {"Value": _value(each, output)} for each, output in template.get("Outputs", {}).items()
            }
            body = json.dumps({"Resources": QUEUE, "Outputs": named})
            boto3.client("cloudformation").create_stack(StackName=name, TemplateBody=body)
        yield


def _value(name: str, output: dict[str, Any]) -> str:
    return output["Value"] if isinstance(output["Value"], str) else f"any-{name.lower()}"
