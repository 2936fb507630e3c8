"""Lambda in this process: it tells of its functions' environments, and lets the tests answer for them."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from tests import emulated

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

ARN = "arn:aws:lambda:eu-central-1:111122223333:function"
Answer = Callable[[dict[str, Any]], Any]


class Crashed(Exception):
    """Raised by an answer: the function died."""


class Functions:
    """Answers GetFunctionConfiguration and Invoke; a function goes by its name or its ARN."""

    def __init__(self, environments: Mapping[str, Mapping[str, str]]) -> None:
        self._environments = environments
        self.reset()

    def reset(self) -> None:
        """Have been asked nothing."""
        self.events: list[dict[str, Any]] = []
        self.answer: Answer = lambda _: {"batchItemFailures": []}

    def client(self) -> "LambdaClient":
        """Make a client whose every request is answered here."""
        return cast("LambdaClient", emulated.client("lambda", self))

    async def handle_request(self, *request: Any) -> tuple[int, dict[str, str], str]:
        """Answer one of the two."""
        method, path, _, body, _ = request
        *_, function, _ = unquote(path).split("/")
        name = function.rpartition(":")[2]
        if name not in self._environments:
            gone = {"Type": "User", "Message": f"Function not found: {function}"}
            return 404, {"x-amzn-errortype": "ResourceNotFoundException"}, json.dumps(gone)
        if method == "GET":
            told = {"FunctionName": name, "Environment": {"Variables": dict(self._environments[name])}}
            return 200, {}, json.dumps(told)
        return self._invoked(json.loads(body))

    def _invoked(self, event: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        self.events.append(event)
        try:
            return 200, {}, json.dumps(self.answer(event))
        except Crashed:
            return 200, {"x-amz-function-error": "Unhandled"}, '{"errorMessage": "dead"}'
