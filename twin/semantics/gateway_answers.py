"""What API Gateway answers by itself, when it doesn't come as far as asking its backend.

Types and statuses: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from twin.semantics.properties import Unsupported
from twin.semantics.push_settings import GatewayResponse

JSON = "application/json"
# What each type answers unless the template says otherwise.
STATUS = {
    "BAD_REQUEST_BODY": 400,
    "INVALID_API_KEY": 403,
    "MISSING_AUTHENTICATION_TOKEN": 403,
    "REQUEST_TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "THROTTLED": 429,
    "QUOTA_EXCEEDED": 429,
    "INTEGRATION_FAILURE": 504,
}
DEFAULTS = ("DEFAULT_4XX", "DEFAULT_5XX")
HEADER = "gatewayresponse.header."


@dataclass(frozen=True)
class GatewayAnswer:
    """What the sender is told."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Rejected(Exception):
    """The gateway answers by itself, with the response of this type."""

    def __init__(self, type_: str, why: str = "") -> None:
        super().__init__(f"{type_}: {why}")
        self.type, self.why = type_, why


class GatewayAnswers:
    """The gateway responses of an API; a type without its own takes the default of its class."""

    def __init__(self, responses: Iterable[GatewayResponse]) -> None:
        """AWS's own bodies aren't known here, so both defaults must be in the template."""
        self._by_type = {response.response_type: response for response in responses}
        for default in DEFAULTS:
            if default not in self._by_type:
                raise Unsupported(f"The twin can't run this AWS::ApiGateway::RestApi: it has no {default}")

    def to(self, rejected: Rejected) -> GatewayAnswer:
        """Return the answer to a refusal.

        A default's status "changes the status codes of all other" responses of its class.
        """
        status = STATUS[rejected.type]
        default = self._by_type[f"DEFAULT_{status // 100}XX"]
        response = self._by_type.get(rejected.type, default)
        body = response.response_templates[JSON]
        # Quoted so that it stays JSON (modelled).
        why = json.dumps(rejected.why)[1:-1]
        for variable in ("validationErrorString", "message"):
            body = body.replace(f"$context.error.{variable}", why)
        return GatewayAnswer(int(response.status_code or status), body, _headers(response))


def _headers(response: GatewayResponse) -> dict[str, str]:
    """Static values stand in single quotes."""
    given = response.response_parameters.items()
    return {name.removeprefix(HEADER): value.strip("'") for name, value in given}
