"""One synchronous invocation of a deployed function."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore.exceptions import ConnectionClosedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_lambda import LambdaClient


class NotReached(Exception):
    """Lambda refused the invocation before the function saw it."""


class FunctionRaised(Exception):
    """The function ended in an error of its own."""


def answer(client: LambdaClient, function: str, event: Mapping[str, object]) -> object:
    """Return what the function answered, None for nothing; raises NotReached or FunctionRaised.

    An emulator may close a connection that was kept alive just when it is used again. Whether the function
    has seen the event then nobody knows: it comes again, and at least once is what Lambda promises.
    """
    refusals = client.exceptions
    try:
        invoked = client.invoke(FunctionName=function, Payload=json.dumps(event).encode())
    except (refusals.TooManyRequestsException, refusals.ServiceException, ConnectionClosedError) as refusal:
        raise NotReached(str(refusal)) from refusal
    payload = invoked["Payload"].read()
    if error := invoked.get("FunctionError"):
        raise FunctionRaised(error)
    return json.loads(payload) if payload else None
