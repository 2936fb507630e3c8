"""What API Gateway does with a request to a method in front of Kinesis, and with what Kinesis answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jsonschema import Draft4Validator

from twin.semantics import payload
from twin.semantics.gateway_answers import GatewayAnswer, GatewayAnswers, Rejected
from twin.semantics.rates import DailyQuota, TokenBucket
from twin.semantics.vtl import Template


@dataclass(frozen=True)
class Request:
    """As it came in, but for the names of its headers, which are in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Put:
    """What Kinesis is to be asked, as JSON."""

    call: str


@dataclass(frozen=True)
class KeyShare:
    """What a plan gives one key, by the key's id: its limits count for each by itself.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
    """

    key_id: str
    bucket: TokenBucket
    quota: DailyQuota


@dataclass(frozen=True)
class Response:
    """What becomes of an answer of Kinesis whose status the pattern matches; "" is the default."""

    status: int
    pattern: str
    template: Template


@dataclass(frozen=True, kw_only=True)
class GatewayMethod:
    """One method of one stage: shares by the value of a key, models and templates by content type."""

    verb: str
    path: str
    shares: Mapping[str, KeyShare]
    stage: TokenBucket
    models: Mapping[str, Draft4Validator]
    requests: Mapping[str, Template]
    responses: tuple[Response, ...]
    answers: GatewayAnswers

    def admit(self, request: Request, now: float) -> Put | GatewayAnswer:
        """Return what Kinesis is to be asked, or the answer if the request doesn't come as far as that."""
        try:
            self._find(request)
            key_id = self._count(request.headers.get("x-api-key", ""), now)
            return Put(self._transform(request, key_id, now))
        except Rejected as rejected:
            return self.answers.to(rejected)

    def answered(self, status: int, body: str) -> GatewayAnswer:
        """Return what the sender gets once Kinesis has answered."""
        response = self._response(status)
        rendered = response.template.render(body)
        return GatewayAnswer(rendered.status or response.status, rendered.text, rendered.headers)

    def _find(self, request: Request) -> None:
        """That the size is looked at first is modelled."""
        if len(request.body) > payload.MOST_BYTES:
            raise Rejected("REQUEST_TOO_LARGE")
        if (request.method, request.path) != (self.verb, self.path):
            raise Rejected("MISSING_AUTHENTICATION_TOKEN")

    def _count(self, key: str, now: float) -> str:
        """Return the key's id. The plan's limits for the client come before those of the stage.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
        """
        share = self.shares.get(key)
        if share is None:
            raise Rejected("INVALID_API_KEY")
        if not share.bucket.take(now):
            raise Rejected("THROTTLED")
        if not share.quota.take(now):
            raise Rejected("QUOTA_EXCEEDED")
        if not self.stage.take(now):
            raise Rejected("THROTTLED")
        return share.key_id

    def _transform(self, request: Request, key_id: str, now: float) -> str:
        """A body is checked only under a content type that has a model, and refused without a template.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
        """
        type_ = payload.content_type(request.headers)
        body = payload.text(request.body)
        if type_ in self.models:
            payload.validate(body, self.models[type_])
        if type_ not in self.requests:
            raise Rejected("UNSUPPORTED_MEDIA_TYPE")
        return self.requests[type_].render(body, api_key_id=key_id, requested_at=now).text

    def _response(self, status: int) -> Response:
        """ "For all other HTTP and AWS backends, the HTTP status code is matched."

        https://docs.aws.amazon.com/apigateway/latest/api/API_IntegrationResponse.html
        """
        matching = (one for one in self.responses if re.fullmatch(one.pattern, str(status)))
        default = next(one for one in self.responses if not one.pattern)
        return next(matching, default)
