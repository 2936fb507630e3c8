"""What is deployed, where the AWS configuration points: an account, or the twin."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from lambdas.core.error_codes import code_of

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient


BASE = "Storage"
"""The stack that every environment has."""


class NotNow(RuntimeError):
    """A thing that can't be done now; the message says why, in one line."""


class BadEndpoint(NotNow):
    """The endpoint of the AWS configuration is no address."""


class NotDeployed(NotNow):
    """The environment has no such stack, or the stack no such output."""


class NotIncluded(NotDeployed):
    """The environment is deployed, without such a capability."""


def client(service: str) -> Any:  # noqa: ANN401 (boto3 makes its clients at run time)
    """Make a client with the credentials, the region and the endpoint of the AWS configuration."""
    try:
        # CDK and the AWS CLI look for the region there first, boto3 doesn't look there at all.
        region = os.environ.get("AWS_REGION")
        return boto3.client(service, region_name=region)  # type: ignore[call-overload]
    except BotoCoreError:
        raise
    except ValueError as error:
        raise BadEndpoint(f"{error}: write it as http://127.0.0.1:4566") from error


def stack_name(environment: str, capability: str) -> str:
    """Return the name of a stack; without a capability, what those of an environment begin with."""
    return f"Sluice-{environment}-{capability}"


@contextmanager
def asking_of(cloudformation: "CloudFormationClient", stack: str) -> Iterator[None]:
    """Raise NotDeployed if CloudFormation answers that it knows no such stack."""
    try:
        yield
    except ClientError as error:
        if code_of(error) != "ValidationError":
            raise
        raise NotDeployed(f"there is no stack {stack} in {cloudformation.meta.region_name}") from error


class DeployedStack:
    """The outputs of a deployed stack, by name; raises NotDeployed, or NotIncluded."""

    def __init__(self, cloudformation: "CloudFormationClient", environment: str, capability: str) -> None:
        self._name = stack_name(environment, capability)
        try:
            self._outputs = _outputs(cloudformation, self._name)
        except NotDeployed:
            _require_base(cloudformation, environment, capability)
            raise

    def __getitem__(self, output: str) -> str:
        """Return an output's value; raise NotDeployed."""
        if output not in self._outputs:
            raise NotDeployed(f"{self._name} has no output {output}: deploy it again")
        return self._outputs[output]

    def ending(self, suffix: str) -> dict[str, str]:
        """Return the outputs whose names end so, by what stands before it."""
        named = {name: value for name, value in self._outputs.items() if name.endswith(suffix)}
        return {name.removesuffix(suffix): named[name] for name in sorted(named)}


def find_stack(
    cloudformation: "CloudFormationClient", environment: str, capability: str
) -> DeployedStack | None:
    """Return the stack of a capability that an environment does without, if it is there."""
    try:
        return DeployedStack(cloudformation, environment, capability)
    except NotIncluded:
        return None


def _require_base(cloudformation: "CloudFormationClient", environment: str, capability: str) -> None:
    """Raise NotIncluded if the environment is there, and only the capability isn't."""
    try:
        _outputs(cloudformation, stack_name(environment, BASE))
    except NotDeployed:
        return
    raise NotIncluded(f"{environment} has no {capability}: name it in environments.py, and deploy")


def _outputs(cloudformation: "CloudFormationClient", name: str) -> Mapping[str, str]:
    with asking_of(cloudformation, name):
        [stack] = cloudformation.describe_stacks(StackName=name)["Stacks"]
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", ())}
